"""Transitions, due days and risk flags in words, for timelines and standings."""

from datetime import date

from msgspec import Struct

from api.wording import words
from api.wording.obligations import rule_title
from api.wording.text import said
from domain.duties.revocation import Flag
from domain.law.municipalities import full_name
from domain.law.provision import Text


class FlagView(Struct, frozen=True, kw_only=True):
    """A risk that time brings, as answered: never a finding."""

    rule: str
    since: date
    title: str


def flag_view(flag: Flag, language: str) -> FlagView:
    """Return a risk flag as answered."""
    return FlagView(rule=flag.rule, since=flag.since, title=rule_title(flag.rule, language))


def due_title(rule: str, language: str) -> str:
    """Return the title of a due day on a timeline."""
    title = rule_title(rule, language)
    return f"期限:{title}" if language == "ja" else f"Last day: {title}"


def transition_title(track: str, value: str, language: str) -> str:
    """Return what a track turned into: `Stay: special period`; a value that is no word stands for itself."""
    name = said(TRACKS.get(track, Text(track, track)), language)
    table = VALUES.get(track, {})
    if language != "ja":
        return f"{name}: {said(table[value], language) if value in table else value}"
    place = full_name(value) if track == "address" else None
    return f"{name}:{place or said(table.get(value, Text(value, _NOTHING.get(value, value))), language)}"


_NOTHING = {"none": "なし"}
TRACKS = {
    "stay": Text("Stay", "在留"),
    "status": Text("Status of residence", "在留資格"),
    "card": Text("Card", "カード"),
    "address": Text("Address", "住居地"),
    "presence": Text("Presence", "所在"),
}
VALUES = {
    "stay": words.STAYS,
    "status": words.STATUS_NAMES,
    "card": words.CARD_STATES,
    "presence": words.PRESENCES,
}
