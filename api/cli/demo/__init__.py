"""What `zairyu demo` writes: invented lives, the people who live them, and their way into an empty log."""
