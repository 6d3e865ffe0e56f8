"""The law as dated data and pure functions: one file per family, each opening with its articles."""
