"""Mail: addresses that can be trusted in a header, a message, the mail server, and the digests of a day."""
