"""The routes: a handler reads a question, asks, answers; what it demands and gives stands in its `says`."""
