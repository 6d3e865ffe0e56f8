"""One resident's whole file as a zip: what is in it, how it is made, how it is read again."""
