"""The duties a case shows, one file per family of rules. Families do not know each other."""
