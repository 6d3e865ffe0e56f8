"""How it is kept: the log, the rows, the embedded server, the codec, the keys, the clock."""
