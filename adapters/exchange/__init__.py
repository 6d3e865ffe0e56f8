"""What goes out of the service and comes in: files, and what reaches offices, residents and other systems."""
