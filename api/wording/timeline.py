"""Transitions, due days and risk flags in words, for timelines and standings."""

from datetime import date

from msgspec import Struct

from api.wording import words
from api.wording.looks import place_name
from api.wording.obligations import rule_title
from api.wording.text import said
from domain.duties.revocation import Flag
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


def track_name(track: str, language: str) -> str:
    """Return what a track is called; one that is not known here stands for itself."""
    return said(TRACKS.get(track, Text(track, track)), language)


def track_value(track: str, value: str, language: str) -> str:
    """Return a value of a track in words; one that is no word stands for itself."""
    if track == "address":
        return place_name(value, language)
    return said(VALUES.get(track, {}).get(value, Text(value, _NOTHING.get(value, value))), language)


def transition_title(track: str, value: str, language: str) -> str:
    """Return what a track turned into: `Stay: special period`."""
    colon = ":" if language == "ja" else ": "
    return f"{track_name(track, language)}{colon}{track_value(track, value, language)}"


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
