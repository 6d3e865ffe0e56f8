"""Random believable lives: events of every type, recorded late, corrected and voided, all admissible.

A life is drawn as a list of seeds, one for each step. A step proposes an event that fits what has happened so
far more often than not; what `decide` refuses is left out. Deleting a seed leaves a shorter life, so that a
failing life shrinks to the few events that matter.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, get_args

import msgspec
from hypothesis import strategies as st

from domain.admissibility import decide
from domain.events.types import OrganisationChange, Procedure, StatusCode
from domain.history import Recorded
from domain.policy import DEFAULT
from tests.spec import decoded, envelope

Event = dict[str, Any]
Draw = random.Random

TODAY = date(2029, 12, 31)
PLACES = ["01101", "01102", "01107", "01110", "13104", "47201", "34101", "27127"]
STATUSES = [
    *["student", "engineer-humanities-international"] * 4,
    *["spouse-of-japanese", "dependent", "hsp-2", "long-term-resident", "temporary-visitor"] * 2,
    *get_args(StatusCode),
]
PERIODS = ["P1Y", "P1Y", "P3Y", "P5Y", "P6M", "P4M", "P3M", "P1Y3M", "P90D", "P31D", "P30D", "P15D", "P2Y"]
ORGANISATION_CHANGES: tuple[str, ...] = get_args(OrganisationChange)
PROCEDURES = ["extension"] * 5 + ["change"] * 3 + ["card-reissue"] * 2 + list(get_args(Procedure))
INDEFINITE = {"permanent-resident", "special-permanent-resident", "hsp-2", "diplomat"}


class Sketch:
    """What a step needs to know of the life so far to propose something believable."""

    def __init__(self, draw: Draw) -> None:
        self.day = date(2016, 1, 1) + timedelta(days=draw.randrange(0, 365 * 10))
        age = draw.choice([0, 0, 8, 15, 15, 17, 25, 40])
        self.born = self.day - timedelta(days=round(age * 365.25) + draw.randrange(0, 365 if age else 1))
        if draw.random() < 0.1:
            self.born = date(2012, 2, 29) if age in {0, 8} else date(1992, 2, 29)
        self.presence: str | None = None
        self.expires: date | None = None
        self.granted = False
        self.cards: list[str] = []
        self.applied: list[str] = []
        self.permit = False
        self.moves = 0
        self.script: list[str] = []
        self.died_on: date | None = None


NAMES: tuple[dict[str, str], ...] = (
    {"family": "TANAKA", "given": "MARI"},
    {"family": "TANAKA", "given": "MARI", "alias": "田中 真理"},
    {"family": "TANAKA", "given": "MARI", "alias": "佐藤 真理", "printed": "MARI TANAKA"},
    {"family": "TANAKA", "given": "MARI", "family_kanji": "田中", "printed": "TANAKA MARI"},
    {"family": "SATO", "given": "MARI"},
    {"given": "MARI"},
    {"family": "SATO", "family_kana": "サトウ"},
)
"""What a resident may be called: one part or two, with an alias, as the card prints it."""


def known_of(draw: Draw, born: date) -> str:
    """A day of birth, or now and then only its year, or year and month."""
    return born.isoformat()[: draw.choice([10, 10, 10, 10, 7, 4])]


def opening(draw: Draw) -> tuple[Sketch, Event]:
    """The opening of a file, and what the following steps go on from."""
    life = Sketch(draw)
    nationality = draw.choice(["NP", "VN", "KR", "CN", "BR"])
    return life, {
        "type": "CaseOpened",
        "occurred_on": life.day.isoformat(),
        "name": draw.choice(NAMES),
        "date_of_birth": known_of(draw, life.born),
        "nationality": nationality,
    }


def propose(draw: Draw, life: Sketch, stream: Sequence[Event]) -> Event:
    """One event that may come next, with its day; now and then a late, a correcting or a voiding one."""
    chance = draw.random()
    if chance < 0.04 and len(stream) > 3:
        return void(draw, life, stream)
    if chance < 0.1 and len(stream) > 3:
        return correction(draw, life, stream)
    days = gap(draw, life)
    scripted = life.script[0] if life.script and draw.random() < 0.85 else None
    life.script = life.script[1:] if scripted else life.script
    life.day = min(life.day + timedelta(days=0 if scripted == "CardIssued" else days), TODAY)
    day = life.day
    if chance < 0.17 and not scripted:
        day -= timedelta(days=draw.randrange(0, 120))
    kind = scripted or draw.choice(likely(draw, life))
    if kind == "PeriodExtended" and life.granted and life.expires is None:
        kind = "AddressNotified"  # nothing to extend
    if kind == "CardIssued" and life.presence is None:
        kind = "Landed"
    if life.died_on and day >= life.died_on:
        day, kind = max(day, life.died_on + timedelta(days=1)), draw.choice(AFTER_DEATH)
    return {"type": kind, "occurred_on": day.isoformat(), **FIELDS.get(kind, nothing)(draw, life, day)}


def gap(draw: Draw, life: Sketch) -> int:
    """Days to the next event; sometimes just about the day on which the period of stay ends."""
    chance = draw.random()
    if chance < 0.35:
        return 0
    if chance < 0.41 and life.expires and life.expires > life.day:
        life.script = draw.choice(AT_THE_END)
        return max((life.expires - life.day).days + draw.randrange(-40, 8), 0)
    if chance < 0.95:
        return draw.randrange(0, 20)
    return draw.randrange(0, 500)


def likely(draw: Draw, life: Sketch) -> list[str]:
    chance = draw.random()
    if chance < 0.02:
        return ENDS
    if chance < 0.1:
        return ANY
    if life.presence is None:
        return ["Landed", "Landed", "Landed", "AcquisitionGroundsArose"]
    if life.presence == "abroad":
        return ABROAD
    return IN_JAPAN if life.granted else WITHOUT_STATUS


ABROAD = [
    *["Reentered"] * 7, "Landed", "CardLost", "ReentryPermitExtended", "ApplicationFiled", "PeriodExtended",
    "ApplicationClosed", "CardFound", "CardReturned", "OrganisationChanged", "ParticularsChanged",
    "NoteAdded",
]  # fmt: skip
WITHOUT_STATUS = [
    *["StatusAcquired"] * 4, "Settled", "ApplicationFiled", "Departed", "Landed", "CardReturned", "CardFound",
]  # fmt: skip
IN_JAPAN = [
    *["CardIssued"] * 4, *["Settled"] * 2, *["AddressNotified"] * 3, *["Moved"] * 3,
    *["ApplicationFiled"] * 5,
    *["PeriodExtended"] * 2, "StatusChanged", "ApplicationClosed", "PermanentResidenceGranted",
    *["Departed"] * 3,
    *["CardLost"] * 2, "CardFound", "CardReturned", "CardReturned", "CardDamaged", "CardReplacementOrdered",
    "PoliceReported", "ResidenceLeft", "ParticularsChanged", "ParticularsNotified",
    *["OrganisationChanged"] * 2,
    "OrganisationNotified", "MarriageEnded", "SpouseNotified", *["ReentryPermitted"] * 2, "ActivityStopped",
    "ActivityResumed", "SideActivityStarted", "SideActivityPermitted", "SideActivityEnded", "PurposeChanged",
    "RevocationProceedingsOpened", "RevocationProceedingsClosed", "NoteAdded",
]  # fmt: skip
AFTER_DEATH = ["CardReturned", "CardFound", "NoteAdded"]
ENDS = ["Died", "Naturalised", "StatusLost", "StatusLost"]
ANY = [*sorted({*ABROAD, *WITHOUT_STATUS, *IN_JAPAN}), "AcquisitionGroundsArose"]
AT_THE_END = [
    ["ApplicationFiled", "PeriodExtended", "CardIssued", "CardReturned"], ["ApplicationFiled",
    "ApplicationClosed"],
    ["ApplicationFiled", "Departed", "Reentered"], ["Departed"], ["ApplicationFiled"], [], ["PeriodExtended"],
]  # fmt: skip
SCRIPTS = {
    "RevocationProceedingsOpened": [["RevocationProceedingsClosed"], ["Departed"]],
    "Landed": [
        ["CardIssued", "Settled", "AddressNotified"],
        ["Settled", "AddressNotified", "CardIssued"],
        [],
    ],
    "AcquisitionGroundsArose": [["Settled", "ApplicationFiled", "StatusAcquired"], ["StatusAcquired"], []],
    "StatusAcquired": [["CardIssued", "AddressNotified"], []],
    "PeriodExtended": [["CardIssued", "CardReturned"], ["CardIssued"], []],
    "StatusChanged": [["CardIssued", "CardReturned"], ["CardIssued"], []],
    "PermanentResidenceGranted": [["CardIssued", "CardReturned"], ["CardIssued"], []],
    "CardLost": [["PoliceReported", "ApplicationFiled", "CardIssued"], ["CardFound"], ["Departed"], []],
    "CardDamaged": [["ApplicationFiled", "CardIssued"], []],
    "Moved": [["AddressNotified"], []],
    "ReentryPermitted": [["Departed", "Reentered"], ["Departed", "ReentryPermitExtended"], ["Departed"], []],
    "Departed": [["Reentered"], []],
    "ParticularsChanged": [["ParticularsNotified"], []],
    "OrganisationChanged": [["OrganisationNotified"], []],
    "MarriageEnded": [["SpouseNotified"], []],
}
"""What often follows; one of these is put on the list of what comes next."""


def accepted(draw: Draw, life: Sketch, event: Event) -> None:
    """Take note of an event that has been recorded."""
    kind = event["type"]
    life.script = draw.choice(SCRIPTS[kind]) + life.script if kind in SCRIPTS else life.script
    life.permit = kind == "ReentryPermitted" or (life.permit and kind != "Reentered")
    if kind in {"Landed", "StatusAcquired", "StatusChanged", "PermanentResidenceGranted"}:
        life.granted = True
    if kind in {"Landed", "StatusAcquired", "StatusChanged", "PeriodExtended"}:
        life.expires = date.fromisoformat(event["expires_on"]) if event["expires_on"] else None
    if kind in {"Landed", "Reentered", "AcquisitionGroundsArose"}:
        life.presence = "in-japan"
    if kind == "Departed":
        life.presence = "abroad"
        life.granted = event["reentry"] != "none" and life.granted
    if kind == "StatusLost":
        life.granted = False
    if kind == "Died":
        life.died_on = date.fromisoformat(event["occurred_on"])
    if kind == "CardIssued":
        life.cards.append(event["number"])
    if kind == "ApplicationFiled":
        life.applied.append(event["procedure"])


# --- the fields of each type


def nothing(draw: Draw, life: Sketch, day: date) -> Event:
    return {}


def grant(draw: Draw, life: Sketch, day: date) -> Event:
    status = draw.choice(STATUSES)
    fields: Event = {"status": status}
    if status in INDEFINITE:
        fields |= {"period_of_stay": None, "expires_on": None}
    else:
        fields |= period(draw, day)
    if status == "designated-activities":
        fields["detail"] = draw.choice(["taiwan-office", "digital-nomad", "refugee-applicant", "other"])
    if status == "hsp-2":
        fields["detail"] = draw.choice("abc")
    if draw.random() < 0.6:
        fields["as_spouse"] = draw.random() < 0.7
    return fields


def period(draw: Draw, start: date) -> Event:
    text = draw.choice(PERIODS)
    amount = {"Y": 365.25, "M": 30.44, "D": 1.0}
    total, number = 0.0, ""
    for sign in text[1:]:
        if sign in amount:
            total, number = total + int(number) * amount[sign], ""
        else:
            number += sign
    return {"period_of_stay": text, "expires_on": (start + timedelta(days=round(total))).isoformat()}


def landed(draw: Draw, life: Sketch, day: date) -> Event:
    return {"port": "New Chitose Airport", **grant(draw, life, day)}


def acquired(draw: Draw, life: Sketch, day: date) -> Event:
    if draw.random() < 0.5:
        return {"status": "special-permanent-resident", "period_of_stay": None, "expires_on": None}
    return grant(draw, life, day)


def extended(draw: Draw, life: Sketch, day: date) -> Event:
    start = life.expires if life.expires and draw.random() < 0.7 else day
    found = period(draw, start)
    return found if found["expires_on"] >= day.isoformat() else period(draw, day)


def grounds(draw: Draw, life: Sketch, day: date) -> Event:
    word = draw.choice(["birth", "nationality-lost", "other"])
    return {"grounds": word, "special_permanent": draw.random() < 0.5}


def procedure(draw: Draw, life: Sketch, day: date) -> Event:
    if life.expires and abs((life.expires - day).days) < 50 and draw.random() < 0.8:
        return {"procedure": draw.choice(["extension", "extension", "change"])}
    return {"procedure": draw.choice(PROCEDURES)}


def closed(draw: Draw, life: Sketch, day: date) -> Event:
    return {
        "procedure": draw.choice(life.applied or PROCEDURES),
        "outcome": draw.choice(["refused", "withdrawn"]),
    }


def card(draw: Draw, life: Sketch, day: date) -> Event:
    until = draw.choice([
        life.expires, life.expires, life.expires, date(day.year + 7, day.month, min(day.day, 28)),
        date(life.born.year + 16, life.born.month, min(life.born.day,
        28)) - timedelta(days=draw.randrange(2)),
        day + timedelta(days=draw.randrange(1, 900)),
    ])  # fmt: skip
    if until is None or until < day:
        until = date(day.year + 7, day.month, min(day.day, 28))
    return {
        "number": f"AB{draw.randrange(10**8):08}CD"
        if draw.random() < 0.97 or not life.cards
        else life.cards[0],
        "valid_until": until.isoformat(),
        "route": draw.choice(["port", "post", "bureau"]),
        "reason": draw.choice(
            ["landing", "status", "status", "renewal", "reissue", "particulars", "replacement"]
        ),
    }


def number(draw: Draw, life: Sketch, day: date) -> Event:
    return {"number": draw.choice(life.cards[-3:] or ["AB00000000CD"])}


def returned(draw: Draw, life: Sketch, day: date) -> Event:
    return {**number(draw, life, day), "route": draw.choice(["port", "bureau", "post", "counter"])}


def place(draw: Draw, life: Sketch, day: date) -> Event:
    life.moves += 1
    return {"address": {"municipality_code": draw.choice(PLACES), "line": f"Odori {life.moves}"}}


def notified(draw: Draw, life: Sketch, day: date) -> Event:
    return {"card_presented": False} if draw.random() < 0.15 else {}


def particulars(draw: Draw, life: Sketch, day: date) -> Event:
    chance = draw.random()
    if chance < 0.2:
        days = draw.choice([0, draw.randrange(-400, 400)])
        return {"date_of_birth": known_of(draw, life.born + timedelta(days=days))}
    return {"name": draw.choice(NAMES)} if chance < 0.7 else {"nationality": "US"}


def organisation(draw: Draw, life: Sketch, day: date) -> Event:
    return {"change": draw.choice(ORGANISATION_CHANGES), "contract_in_japan": draw.random() < 0.8}


def organisation_notice(draw: Draw, life: Sketch, day: date) -> Event:
    return {"changes": draw.sample(ORGANISATION_CHANGES, draw.choice([0, 0, 1, 2]))}


def permit(draw: Draw, life: Sketch, day: date) -> Event:
    fields: Event = {"multiple": draw.random() < 0.5}
    if draw.random() < 0.5:
        until = day + timedelta(days=draw.randrange(30, 700))
        fields["valid_until"] = min(until, life.expires or until).isoformat()
    return fields


def permit_extended(draw: Draw, life: Sketch, day: date) -> Event:
    return {"valid_until": (day + timedelta(days=draw.randrange(0, 600))).isoformat()}


def side_activity(draw: Draw, life: Sketch, day: date) -> Event:
    return {"description": "Convenience store", "hours_per_week": draw.choice([10, 28, 35])}


def side_permit(draw: Draw, life: Sketch, day: date) -> Event:
    fields: Event = {"scope": draw.choice(["blanket-28h", "individual"])}
    if draw.random() < 0.3:
        fields["expires_on"] = (day + timedelta(days=draw.randrange(0, 400))).isoformat()
    return fields


def departed(draw: Draw, life: Sketch, day: date) -> Event:
    usual = "permit" if life.permit else "special"
    return {"reentry": usual if draw.random() < 0.75 else draw.choice(["special", "permit", "none"])}


def one_of(field: str, *words: str) -> Callable[[Draw, Sketch, date], Event]:
    def fields(draw: Draw, life: Sketch, day: date) -> Event:
        return {field: draw.choice(words)}

    return fields


FIELDS: dict[str, Callable[[Draw, Sketch, date], Event]] = {
    "Landed": landed,
    "AcquisitionGroundsArose": grounds,
    "StatusAcquired": acquired,
    "StatusChanged": grant,
    "PeriodExtended": extended,
    "ApplicationFiled": procedure,
    "ApplicationClosed": closed,
    "StatusLost": one_of("reason", "revoked", "deported", "other"),
    "PurposeChanged": one_of("description", "Hired from April."),
    "ActivityStopped": one_of("activity", "status", "spousal"),
    "ActivityResumed": one_of("activity", "status", "spousal"),
    "SideActivityStarted": side_activity,
    "SideActivityPermitted": side_permit,
    "CardIssued": card,
    "CardLost": one_of("cause", "lost", "stolen", "destroyed"),
    "CardDamaged": one_of("cause", "damaged", "soiled"),
    "PoliceReported": one_of("receipt_number", "SPK-26-1"),
    "CardFound": number,
    "CardReturned": returned,
    "Settled": place,
    "Moved": place,
    "AddressNotified": notified,
    "ParticularsChanged": particulars,
    "OrganisationChanged": organisation,
    "OrganisationNotified": organisation_notice,
    "MarriageEnded": one_of("cause", "divorce", "death"),
    "ReentryPermitted": permit,
    "ReentryPermitExtended": permit_extended,
    "Departed": departed,
    "NoteAdded": one_of("text", "Telephoned."),
}


def void(draw: Draw, life: Sketch, stream: Sequence[Event]) -> Event:
    return {
        "type": "EventVoided",
        "occurred_on": life.day.isoformat(),
        "voids": draw.randrange(1, len(stream) + 1),
        "reason": "Wrong file.",
    }


def correction(draw: Draw, life: Sketch, stream: Sequence[Event]) -> Event:
    """A correction of the day, of the fields, or of the type."""
    version = draw.randrange(1, len(stream) + 1)
    old = stream[version - 1]
    if old["type"] == "EventCorrected":
        old = old["replacement"]
    day = date.fromisoformat(old["occurred_on"])
    chance = draw.random()
    if chance < 0.6 or old["type"] == "CaseOpened":
        shifted = min(day + timedelta(days=draw.randrange(-20, 20)), TODAY)
        replacement = {**old, "occurred_on": shifted.isoformat()}
        if (old.get("expires_on") or "9999") < shifted.isoformat():
            replacement |= period(draw, shifted)
    else:
        kind = old["type"] if chance < 0.9 else draw.choice(IN_JAPAN)
        fields = FIELDS.get(kind, nothing)(draw, life, day)
        replacement = {"type": kind, "occurred_on": day.isoformat(), **fields}
    return {
        "type": "EventCorrected",
        "occurred_on": life.day.isoformat(),
        "corrects": version,
        "replacement": replacement,
        "reason": "Wrong day.",
    }


# --- lives


def life_of(seeds: Sequence[int]) -> list[Event]:
    """The admissible life that grows from the seeds, as JSON writes it."""
    return [event for _, event, codes in proposals(seeds) if not codes]


def restless(life: Sequence[Event], seeds: Sequence[int]) -> list[Event]:
    """A life of somebody who has, for each seed, moved once more or notified it, on any day of the life."""
    days = days_of_interest(life)
    more: list[Event] = []
    for draw in map(random.Random, seeds):
        on = draw.choice(days).isoformat()
        address = {"municipality_code": draw.choice(PLACES), "line": f"Odori {draw.choice('123')}"}
        moved = {"type": "Moved", "occurred_on": on, "address": address}
        notified = {"type": "AddressNotified", "occurred_on": on, "card_presented": True}
        more.append(notified if draw.random() < 0.2 else moved)
    return [*life, *more]


def untidy(seeds: Sequence[int]) -> list[Event]:
    """A life whose days are recorded in another order; some refused facts are overridden, others left out."""
    draw = random.Random(seeds[0])
    first, *others = life_of(seeds)
    told = [event for event in others if event["type"] not in ABOUT_EVENTS]
    draw.shuffle(told)
    if draw.random() < 0.7:  # late only within their days
        told.sort(key=lambda event: str(event["occurred_on"]))
    stream, history = [first], [envelope(1, first)]
    for event in told:
        about = (
            []
            if draw.random() > 0.08
            else [draw.choice([void, correction])(draw, Sketch(draw), [*stream, event])]
        )
        for more in (event, *about):
            on = {} if more is event else {"occurred_on": event["occurred_on"]}
            if (found := _recordable(draw, history, {**more, **on})) is not None:
                stream.append(found)
                history.append(envelope(len(stream), found))
    return stream


def _recordable(draw: Draw, history: Sequence[Recorded], event: Event) -> Event | None:
    """The event, by override if it must be and may be; None when it is left out."""
    try:
        codes = [r.code for r in decide(history, [decoded(event)], policy=DEFAULT, today=TODAY).refusals]
    except msgspec.ValidationError:
        return None
    if not codes:
        return event
    never = codes[0] in NEVER_OVERRIDDEN or draw.random() < 0.5
    return None if never else {**event, "overridden": True}


ABOUT_EVENTS = {"EventCorrected", "EventVoided"}


def proposals(seeds: Sequence[int]) -> Iterator[tuple[list[Event], Event, list[str]]]:
    """Every well-formed step: the life before it, the event proposed, the codes it is refused with."""
    life, first = opening(random.Random(seeds[0]))
    stream: list[Event] = []
    history: list[Recorded] = []
    for number, seed in enumerate(seeds):
        draw = random.Random(seed)
        event = propose(draw, life, stream) if number else first
        try:
            new = decoded(event)
        except msgspec.ValidationError:
            continue
        codes = [refused.code for refused in decide(history, [new], policy=DEFAULT, today=TODAY).refusals]
        yield list(stream), event, codes
        if not codes:
            stream.append(event)
            history.append(envelope(len(stream), event))
            accepted(draw, life, event)


def with_overrides(seeds: Sequence[int]) -> tuple[list[Event], dict[int, str]]:
    """A life in which the last refusal that may be overridden was, and what it was refused with.

    The key is the version of the event, or of the event that a correction takes the place of.
    """
    life = life_of(seeds)
    found = [(stream, event, codes) for stream, event, codes in proposals(seeds) if codes]
    for stream, event, codes in reversed(found):
        if codes[0] not in NEVER_OVERRIDDEN:
            own = codes[0] in {"not-correctable", "already-voided"}
            version = len(stream) + 1 if own else event.get("corrects", len(stream) + 1)
            return [*stream, {**event, "overridden": True}], {version: codes[0]}
    return life, {}


NEVER_OVERRIDDEN = {
    "card-number-taken", "invalid-event", "future-date", "case-not-open", "case-already-open",
    "case-opening-not-voidable", "unknown-version",
}  # fmt: skip
"""The log itself could not hold these: what they speak of is not there, or is there for good."""


def seeds_of_lives(max_events: int = 40) -> st.SearchStrategy[list[int]]:
    """Seeds for lives of up to so many events, every other one long."""
    seed = st.integers(0, 2**32 - 1)
    short, long = (st.lists(seed, min_size=least, max_size=max_events) for least in (2, max_events * 3 // 4))
    return short | long


def lives(max_events: int = 40) -> st.SearchStrategy[list[Event]]:
    """Admissible lives of up to so many events."""
    return seeds_of_lives(max_events).map(life_of)


def days_of_interest(stream: Sequence[Event]) -> list[date]:
    """The days on which something was said to happen, and those around them."""
    found = set()
    for event in stream:
        for inner in (event, event.get("replacement", event)):
            day = date.fromisoformat(inner["occurred_on"])
            found |= {day - timedelta(days=1), day, day + timedelta(days=1), day + timedelta(days=15)}
            if inner.get("expires_on"):
                end = date.fromisoformat(inner["expires_on"])
                found |= {end, end + timedelta(days=1), end + timedelta(days=63)}
    return sorted(found)
