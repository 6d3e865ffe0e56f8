"""Tests of what is reached over HTTP and the command line, and of its words."""
