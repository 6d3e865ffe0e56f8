"""The routes: each handler reads a question, asks, and answers; what it demands and gives stands in its `says`."""
