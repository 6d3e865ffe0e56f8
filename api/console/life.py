"""The picture of a life: the tracks of a timeline as bars over the years, duties as marks at their last day.

Pure functions from answers of the API to coordinates; `templates/life.html` draws them. A pixel is a unit of
the drawing. What is too narrow to be seen is drawn together, so that a picture of thousands of moves has no
more bars than one of ten.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final
from unicodedata import east_asian_width

from msgspec import Struct

from api.console.words import WORDS
from api.wording.text import day as worded_day
from api.wording.text import said
from api.wording.timeline import track_name, track_value

WIDTH: Final = 1000
TRACKS: Final = ("stay", "status", "card", "address", "presence")
MOST_IN_TABLE: Final = 20
_LEFT, _RIGHT = 8, WIDTH - 8
_TOP: Final = 36
_ROW: Final = 48
_BAR: Final = 24
"""Height of a bar; its track is named above it."""
_NARROWEST: Final = 4
"""A bar of fewer pixels is drawn together with its neighbours, or this wide when it is alone."""
_MARK: Final = 14
_LETTER: Final = 7.0
_TICK: Final = 56
_STEPS: Final = (1, 3, 6, 12, 24, 60, 120, 300, 600, 1200, 6000, 12000)
"""Months between two marks of the axis."""
_FEWEST_DAYS: Final = 90
_NAMED_IN_A_MARK: Final = 5

_TONES: Final[Mapping[str, str]] = {
    "special-period": "dotted", "filing-grace": "dotted", "within-60-days": "dotted",
    "abroad-protected": "dotted", "abroad": "dotted", "damaged": "dotted",
    "overstay": "dark", "lost": "dark", "lapsed": "dark", "departed": "dark",
    "deceased": "empty", "naturalised": "empty", "returned": "empty",
}  # fmt: skip
"""How the bar of a value is filled; values that are not listed are `firm`."""
_WORST_FIRST: Final = ("overdue", "open", "pending", "done-late", "done")


class TrackBar(Struct, frozen=True, kw_only=True):
    """A value of a track from one day to another; what of it lies ahead begins at `ahead` (None: nothing).

    `label` is what has room in the bar, `title` says all; `endless` when nothing is known to end it.
    """

    x: float
    width: float
    ahead: float | None
    tone: str
    label: str
    title: str
    endless: bool


class TrackRow(Struct, frozen=True, kw_only=True):
    """A track: its name, and its bars from left to right."""

    name: str
    y: int
    bars: tuple[TrackBar, ...]


class DutyMark(Struct, frozen=True, kw_only=True):
    """Duties whose last days fall together in the drawing; `state` is the worst of theirs."""

    x: float
    state: str
    title: str
    label: str


class DayLine(Struct, frozen=True, kw_only=True):
    """A day across all tracks: `today`, or `on`, the day that the answer is about."""

    x: float
    kind: str
    label: str
    anchor: str


class Tick(Struct, frozen=True, kw_only=True):
    """A year or month on the axis."""

    x: float
    label: str


class Stretch(Struct, frozen=True, kw_only=True):
    """A line of the table beside the picture; `tense` is `past`, `present` or `ahead`."""

    track: str
    value: str
    first: date
    last: date | None
    tense: str


class Picture(Struct, frozen=True, kw_only=True):
    """A drawing, `height` pixels high and `WIDTH` wide."""

    height: int
    bar: int
    rows: tuple[TrackRow, ...]
    marks_y: int
    marks: tuple[DutyMark, ...]
    lines: tuple[DayLine, ...]
    ticks: tuple[Tick, ...]
    first: date
    last: date


class _Scale(Struct, frozen=True):
    """Days as pixels: from the first to the last one drawn, both inclusive, as ordinals."""

    first: int
    last: int

    def x(self, ordinal: float) -> float:
        """Return where a day begins."""
        share = (ordinal - self.first) / (self.last + 1 - self.first)
        return round(_LEFT + min(max(share, 0), 1) * (_RIGHT - _LEFT), 1)


class _Piece(Struct, frozen=True, kw_only=True):
    """A span on its way to a bar: days as ordinals, `last` inclusive."""

    value: str
    first: int
    last: int
    endless: bool


def picture(
    spans: Sequence[Mapping[str, Any]],
    duties: Sequence[Mapping[str, Any]],
    *,
    on: date,
    today: date,
    language: str,
) -> Picture | None:
    """Return the picture of a timeline's `spans` and of duties on a day; None when there are no spans.

    What is after the day `on` lies ahead.
    """
    if not spans:
        return None
    dated = [duty for duty in duties if duty["due_on"] is not None and duty["state"] != "cancelled"]
    scale = _scale(spans, dated, on, today)
    tracks = [track for track in TRACKS if any(span["track"] == track for span in spans)]
    rows = tuple(
        TrackRow(
            name=track_name(track, language),
            y=_TOP + number * _ROW + _ROW - _BAR,
            bars=tuple(_bars(track, spans, scale, on, language)),
        )
        for number, track in enumerate(tracks)
    )
    marks_y = _TOP + len(rows) * _ROW + 36
    return Picture(
        height=marks_y + 44,
        bar=_BAR,
        rows=rows,
        marks_y=marks_y,
        marks=tuple(_marks(dated, scale, language)),
        lines=tuple(_lines(on, today, scale, language)),
        ticks=tuple(_ticks(scale)),
        first=date.fromordinal(scale.first),
        last=date.fromordinal(scale.last),
    )


def stretches(spans: Sequence[Mapping[str, Any]], on: date, language: str) -> list[Stretch]:
    """Return the same as the bars, in words, for a table: track by track, of each the newest first.

    Of a track there are `MOST_IN_TABLE` at most.
    """
    found = []
    for track in TRACKS:
        for span in reversed([span for span in spans if span["track"] == track][-MOST_IN_TABLE:]):
            first, last = _days(span)
            found.append(
                Stretch(
                    track=track_name(track, language),
                    value=track_value(track, span["value"], language),
                    first=first,
                    last=last,
                    tense="ahead" if first > on else "present" if last is None or last >= on else "past",
                )
            )
    return found


def _days(span: Mapping[str, Any]) -> tuple[date, date | None]:
    last = span["to"]
    return date.fromisoformat(span["from"]), None if last is None else date.fromisoformat(last)


def _scale(
    spans: Iterable[Mapping[str, Any]], duties: Iterable[Mapping[str, Any]], on: date, today: date
) -> _Scale:
    """Return the scale that shows every day there is, with a little room for what has no end."""
    days = [_days(span) for span in spans]
    first = min(first for first, _ in days).toordinal()
    ends = [last for _, last in days if last is not None]
    ends += [date.fromisoformat(duty["due_on"]) for duty in duties]
    last = max([on, today, *ends, *(begun for begun, _ in days)]).toordinal()
    first = min(first, on.toordinal(), today.toordinal())
    last = max(last + (last - first) // 12, first + _FEWEST_DAYS)
    return _Scale(first, min(last, date.max.toordinal() - 1))


def _bars(
    track: str, spans: Iterable[Mapping[str, Any]], scale: _Scale, on: date, language: str
) -> Iterator[TrackBar]:
    pieces = []
    for span in spans:
        if span["track"] == track:
            first, last = _days(span)
            end = scale.last if last is None else min(last.toordinal(), scale.last)
            pieces.append(
                _Piece(value=span["value"], first=first.toordinal(), last=end, endless=last is None)
            )
    for together in _grouped(pieces, scale):
        yield _bar(track, together, scale, on, language)


def _grouped(pieces: Sequence[_Piece], scale: _Scale) -> Iterator[list[_Piece]]:
    """Yield the pieces that each bar is made of: one, or several neighbours that are too narrow alone."""
    narrow: list[_Piece] = []
    for piece in pieces:
        begin, end = scale.x(piece.first), scale.x(piece.last + 1)
        apart = bool(narrow) and begin - scale.x(narrow[-1].last + 1) >= _NARROWEST
        wide = end - begin >= _NARROWEST
        if narrow and (apart or wide):
            yield narrow
            narrow = []
        if wide:
            yield [piece]
        else:
            narrow.append(piece)
    if narrow:
        yield narrow


def _bar(track: str, pieces: Sequence[_Piece], scale: _Scale, on: date, language: str) -> TrackBar:
    first, last = pieces[0].first, pieces[-1].last
    x, end = scale.x(first), scale.x(last + 1)
    width = max(end - x, _NARROWEST)
    x = round(min(x, _RIGHT - width), 1)
    after = on.toordinal() + 1
    ahead = None if last < after else max(x, scale.x(after))
    words = [track_value(track, piece.value, language) for piece in pieces]
    if len(pieces) == 1:
        word, tone = words[0], _TONES.get(pieces[0].value, "firm")
    else:
        word, tone = said(WORDS["life.several"], language).format(number=len(pieces)), "many"
    endless = pieces[-1].endless
    return TrackBar(
        x=x,
        width=round(width, 1),
        ahead=ahead,
        tone=tone,
        label=_fitting(word, width - 10),
        title=said(WORDS["lists.condition"], language).format(
            label=word, value=_period(first, None if endless else last, language)
        ),
        endless=endless,
    )


def _period(first: int, last: int | None, language: str) -> str:
    begin = worded_day(date.fromordinal(first), language)
    if last is None:
        return said(WORDS["life.from"], language).format(first=begin)
    end = worded_day(date.fromordinal(last), language)
    return said(WORDS["life.from-to"], language).format(first=begin, last=end)


def _fitting(text: str, room: float) -> str:
    """Return as much of a text as has room, with an ellipsis when some is left out; "" for too little."""
    taken = 0.0
    for number, letter in enumerate(text):
        taken += _LETTER * (2 if east_asian_width(letter) in "WFA" else 1)
        if taken > room:
            shown = text[: max(number - 2, 0)].rstrip()
            return f"{shown}…" if len(shown) > 1 else ""
    return text


def _marks(duties: Iterable[Mapping[str, Any]], scale: _Scale, language: str) -> Iterator[DutyMark]:
    """Yield duties by their last day; those that would cover each other are one mark."""
    placed = sorted(((_middle(duty["due_on"], scale), duty) for duty in duties), key=itemgetter(0))
    groups: list[tuple[float, list[Mapping[str, Any]]]] = []
    for x, duty in placed:
        if groups and x - groups[-1][0] < _MARK:
            groups[-1][1].append(duty)
        else:
            groups.append((x, [duty]))
    for number, (x, those) in enumerate(groups):
        room = (groups[number + 1][0] if number + 1 < len(groups) else WIDTH) - x - _MARK
        name = those[0]["rule"] if len(those) == 1 else f"×{len(those)}"
        named = [_due(duty, language) for duty in those[:_NAMED_IN_A_MARK]]
        yield DutyMark(
            x=x,
            state=min((duty["state"] for duty in those), key=_WORST_FIRST.index),
            title="\n".join([*named, "…"] if len(those) > len(named) else named),
            label=name if _LETTER * len(name) <= room else "",
        )


def _middle(day: str, scale: _Scale) -> float:
    return scale.x(date.fromisoformat(day).toordinal() + 0.5)


def _due(duty: Mapping[str, Any], language: str) -> str:
    last = worded_day(date.fromisoformat(duty["due_on"]), language)
    return said(WORDS["life.due"], language).format(duty=duty["title"], last=last)


def _lines(on: date, today: date, scale: _Scale, language: str) -> Iterator[DayLine]:
    for kind, day in (("today", today), ("on", on)):
        if kind == "today" or on != today:
            x = scale.x(day.toordinal() + 1)
            label = said(WORDS[f"life.{kind}"], language).format(day=day)
            yield DayLine(x=x, kind=kind, label=label, anchor="end" if x > WIDTH * 0.8 else "start")


def _ticks(scale: _Scale) -> Iterator[Tick]:
    """Yield the first days of months or years, as many as can be read."""
    first, last = date.fromordinal(scale.first), date.fromordinal(scale.last)
    begin, end = first.year * 12 + first.month - (first.day == 1), last.year * 12 + last.month - 1
    pixels = (_RIGHT - _LEFT) / max((scale.last - scale.first) / 30.44, 1)
    step = next((step for step in _STEPS if step * pixels >= _TICK), _STEPS[-1])
    for months in range(-(-begin // step) * step, end + 1, step):
        year, month = divmod(months, 12)
        label = f"{year}" if step >= 12 else f"{year}-{month + 1:02}"
        x = scale.x(date(year, month + 1, 1).toordinal())
        if x + _LETTER * len(label) <= WIDTH:
            yield Tick(x=x, label=label)
