"""How it is reached: routes, problems, identity, command line."""
