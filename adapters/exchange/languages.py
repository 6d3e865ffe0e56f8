"""The languages of what goes out."""

from typing import Literal

CalendarLanguage = Literal["ja", "en"]
MailLanguage = Literal["ja", "en", "both"]
LetterLanguage = Literal["ja", "en", "easy-ja"]
"""`easy-ja` is plain Japanese (やさしい日本語)."""
