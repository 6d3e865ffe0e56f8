"""Names of residents as they are written to them and about them.

The name in law comes first, in kanji where they are known and else in letters; the registered alias (通称)
follows in brackets. In letters it is as the card prints it, where that is recorded.
"""

from domain.events.types import Name


def letters_of(name: Name, *, given_first: bool = False) -> str:
    """Return a name in letters as the card has it, the family name first unless asked otherwise."""
    if name.printed is not None:
        return name.printed
    parts = (name.given, name.family) if given_first else (name.family, name.given)
    return " ".join(filter(None, parts))


def kanji_of(name: Name) -> str | None:
    """Return a name in kanji, None unless they are known of every part that the name has."""
    parts = ((name.family, name.family_kanji), (name.given, name.given_kanji))
    known = [kanji for letters, kanji in parts if letters is not None]
    return " ".join(filter(None, known)) if all(known) else None


def with_alias(shown: str, name: Name, language: str) -> str:
    """Return a name with the alias after it, in brackets."""
    if name.alias is None:
        return shown
    return f"{shown}({name.alias})" if language == "ja" else f"{shown} ({name.alias})"
