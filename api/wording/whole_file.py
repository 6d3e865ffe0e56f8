"""The README of a whole file: what is in the zip, and what can be done with it; in both languages."""

from functools import cache
from importlib.resources import files


def readme(*, resident_id: str, on: str, known: str | None, events: int) -> str:
    """Return the text for a resident, a day and a moment of knowing (None: all that was recorded)."""
    return _text().format(
        resident_id=resident_id, on=on, events=events, known_en=f"at {known}" if known else "now",
        known_ja=known or "現在",
    )  # fmt: skip


@cache
def _text() -> str:
    return files("api.wording").joinpath("whole_file.txt").read_text(encoding="utf-8")
