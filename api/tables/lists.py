"""The lists of this service as tables: the columns of each, in their order."""

from typing import Final

from adapters.exchange.tables.cells import Cell
from api.console.entries import in_words
from api.tables.persons import name_in
from api.tables.table import (
    BETWEEN,
    Column,
    Item,
    ListTable,
    called,
    day,
    flag,
    moment,
    number,
    several,
    text,
    word,
)
from api.wording import rule_title, words
from api.wording.events import type_title
from api.wording.looks import look_for_staff, office_name, person_name, place_name, role_name
from api.wording.nationalities import nationality_name
from api.wording.notices import LETTER_LANGUAGES, NOTICE_STATES, REASONS, stage_words
from api.wording.tables import CLASSES, ENTRIES, EVENT_STATES, REQUEST_STATES
from api.wording.timeline import track_name
from projections.notices import stage_of


def _name(key: str, script: str) -> Column:
    return Column(key, lambda item, _: name_in(item, script))


def _facts(item: Item, language: str) -> Cell:
    """Return the fields of an event in words, and those of an event inside it."""
    return BETWEEN.join(
        f"{fact.label}: {fact.value}" for part in in_words(item, language) for fact in part.facts
    )


def _requested(item: Item, language: str) -> Cell:
    return _facts({"occurred_on": "", **item["requested"]}, language)


def _stage(name: str, language: str) -> str:
    return stage_words(stage_of(name), language)


def _article(item: Item, language: str) -> Cell:
    basis = item["basis"]
    if basis is None:
        return None
    return f"{basis['law']}{'' if language == 'ja' else ' '}{basis['articles']}"


def _desk(item: Item, language: str) -> Cell:
    name: str = item["name_ja" if language == "ja" else "name"]
    return name


def _seen(item: Item, _: str) -> Cell:
    return len(item["residents"])


_RESIDENT_ID: Final = text("resident_id")
_NAME: Final = (
    _name("name_printed", ""), _name("name_kanji", "_kanji"), _name("name_kana", "_kana"),
    text("name_alias", "name.alias"), text("name_on_card", "name.printed"),
)  # fmt: skip
_CARD: Final = text("card_number", "subject.card_number")
_OFFICE: Final = called("office", office_name)
_RULE: Final = text("rule")
_RECORD: Final = (
    text("event_id"), called("event", type_title, "type"), text("event_type", "type"), day("occurred_on"),
    moment("recorded_at"), called("recorded_by", person_name), _OFFICE, word("state", EVENT_STATES),
    number("by"),
    text("override"), Column("facts", _facts),
)  # fmt: skip
_LOOKED: Final = (
    number("look_id", "id"), moment("looked_at"), called("person", person_name), called("role", role_name),
    _OFFICE,
    called("look", look_for_staff, "route"), day("asked_on"), text("known"), text("purpose"),
)  # fmt: skip
_RESIDENT: Final = (
    *_NAME, day("date_of_birth"), text("nationality_code", "nationality"),
    called("nationality", nationality_name),
    word("status", words.STATUS_NAMES), word("stay", words.STAYS), text("municipality_code"),
    text("lg_code"),
    called("municipality", place_name, "municipality_code"), text("card_number"), _RESIDENT_ID,
)  # fmt: skip
_DUTY: Final = (
    text("title"), _RULE, word("state", words.STATES), day("due_on"), number("days_left"), day("opens_on"),
    word("kind", words.KINDS), word("class", CLASSES), text("desk", "authority.name"),
    called("municipality", place_name, "authority.municipality_code"),
    text("desk_telephone", "authority.telephone"), text("desk_hours", "authority.hours"), _CARD,
    word("owed_by", words.OWED_BY), several("explanation"), text("basis"), day("raw_due_on"),
    day("settled_on"),
    number("settled_by"), number("trigger"), text("rulebook"), flag("confirmed"), several("switches"),
)  # fmt: skip
_LATE: Final = (number("days_overdue"), day("told_on"))
_REQUEST: Final = (
    number("request"), word("state", REQUEST_STATES), text("what", "title"), Column("requested", _requested),
    called("asked_by", person_name), moment("asked_at"), _OFFICE, number("overtaken_by"),
    called("decided_by", person_name, "decision.decided_by"), moment("decided_at", "decision.decided_at"),
    text("decided_why", "decision.reason"), number("decided_in", "decision.version"),
)  # fmt: skip
_NOTICE: Final = (
    *_NAME, text("title"), _RULE, called("stage", _stage),
    word("state", NOTICE_STATES), day("due_on"), day("raised_on"), moment("raised_at"), _OFFICE, _CARD,
    moment("withdrawn_at", "withdrawn.at"), text("withdrawn_why", "withdrawn.detail"),
    number("withdrawn_cause", "withdrawn.cause"), moment("acknowledged_at", "acknowledged.at"),
    called("acknowledged_by", person_name, "acknowledged.by"), text("acknowledged_note", "acknowledged.note"),
    flag("backlog"), number("rests_on_version"), number("trigger"), text("notice_id"),
    _RESIDENT_ID,
)  # fmt: skip

RESIDENTS: Final = ListTable(name="residents", columns=_RESIDENT, persons=True, dated=True)
LAST_READ: Final = ListTable(name="last-read", columns=(moment("looked_at"), *_RESIDENT), persons=True)
WORKLIST: Final = ListTable(name="worklist", columns=(*_NAME, *_DUTY, _RESIDENT_ID), persons=True, dated=True)
OVERDUE: Final = ListTable(
    name="overdue", columns=(*_NAME, *_DUTY[:5], *_LATE, *_DUTY[5:], _RESIDENT_ID), persons=True, dated=True
)
LETTERS: Final = ListTable(
    name="letters",
    columns=(
        *_NAME, *_DUTY[:5], day("letter_on", "letter.sent_on"),
        word("language", LETTER_LANGUAGES, "letter.language"),
        called("letter_by", person_name, "letter.person"), *_DUTY[5:], _RESIDENT_ID,
    ),
    persons=True,
    dated=True,
)  # fmt: skip
DUTIES: Final = ListTable(name="duties", columns=_DUTY, rows=("obligations",))
COUNTS: Final = ListTable(
    name="counts",
    rows=("by_rule", "by_week"),
    columns=(
        called("title", rule_title, "rule"), _RULE,
        text("municipality_code", "municipality"), called("municipality", place_name), number("overdue"),
        number("open"), number("pending"), day("week"), number("due"),
    ),
)  # fmt: skip
"""Numbers by rule, and below them those by week."""
NOTICES: Final = ListTable(name="notices", columns=_NOTICE, persons=True)
NOTICE_LOG: Final = ListTable(
    name="notice-log",
    columns=(
        number("position"), word("kind", ENTRIES), text("notice_id"), flag("first"),
        word("state", NOTICE_STATES), day("on"),
        moment("recorded_at", "at"), number("cause"), word("reason", REASONS),
        called("person", person_name),
        _RESIDENT_ID, called("title", rule_title, "rule"), _RULE, called("stage", _stage), day("due_on"),
        _CARD, _OFFICE,
        flag("backlog"), number("rests_on_version"), number("trigger"), word("language", LETTER_LANGUAGES),
    ),
)  # fmt: skip
HISTORY: Final = ListTable(name="history", columns=(number("version"), *_RECORD))
EVENT_LOG: Final = ListTable(
    name="history", columns=(number("position"), _RESIDENT_ID, number("version"), *_RECORD)
)
TIMELINE: Final = ListTable(
    name="timeline",
    rows=("entries",),
    columns=(
        day("on"), word("kind", ENTRIES), text("what", "title"), called("track", track_name), _RULE,
        text("basis"),
        number("version"), text("recorded_in", "recorded_in.resident_id"),
        number("recorded_as", "recorded_in.version"),
    ),
)  # fmt: skip
REQUESTS: Final = ListTable(name="correction-requests", columns=_REQUEST)
WAITING_REQUESTS: Final = ListTable(
    name="correction-requests", columns=(*_NAME, *_REQUEST, _RESIDENT_ID), persons=True
)
LOOKS: Final = ListTable(name="looks", columns=_LOOKED)
ALL_LOOKS: Final = ListTable(
    name="looks", columns=(*_LOOKED, Column("residents_seen", _seen), several("residents"))
)
EMERGENCIES: Final = ListTable(
    name="emergencies",
    inside="residents",
    columns=(
        day("on"), called("person", person_name), called("role", role_name), _OFFICE, _RESIDENT_ID,
        moment("opened_at"), moment("until"), text("purpose", "reason"), number("opened"),
    ),
)  # fmt: skip
RULES: Final = ListTable(
    name="rules",
    columns=(
        text("rule", "id"), text("rule_title", "title"), flag("in_force"), word("kind", words.KINDS),
        word("class", CLASSES),
        text("says"), day("since"), Column("basis", _article), text("penalty", "penalty.text"),
        flag("confirmed", "basis.confirmed"),
    ),
)  # fmt: skip
OFFICES: Final = ListTable(
    name="offices",
    columns=(
        text("id"), Column("desk", _desk), text("municipality_code"), text("lg_code"), text("address"),
        text("telephone"), text("telephone_abroad"), text("hours"), text("advice"),
    ),
)  # fmt: skip
