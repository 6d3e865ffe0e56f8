"""What may not be recorded (contract section 2, readings N04, N24, N26, N27, N42): one code per new event."""

import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from tests.naive import law
from tests.naive.days import possible_births, same_day_years_later
from tests.naive.life import (
    NEEDS_ENTRY,
    Stream,
    Words,
    card_of,
    day_of,
    facts_of,
    lawful_end,
    longest_permit,
    opt,
    pending,
    stay_word,
    walk,
)

DAYS = ("occurred_on", "date_of_birth", "expires_on", "valid_until")
AFTER_DEATH = {
    "AddressProtected", "AddressProtectionEnded", "CardReturned", "CardFound", "NoteAdded",
}  # fmt: skip
NEEDS_STATUS = {"PeriodExtended", "StatusChanged", "PermanentResidenceGranted", "ReentryPermitted"}


def refusals(stream: Stream, new: list[Words], today: date) -> list[tuple[int, str]]:
    """The refused events among the new ones: [(index, code)], empty when all may be recorded."""
    found = []
    for index, event in enumerate(new):
        code = refusal(stream, event, today)
        if code:
            found.append((index, code))
        else:
            stream = [*stream, event]
    return found


def refusal(stream: Stream, event: Words, today: date) -> str | None:
    inner = event.get("replacement", event)
    if unmeant(event) or unmeant(inner):
        return "invalid-event"
    if day_of(event) > today or day_of(inner) > today:
        return "future-date"
    if not stream:
        if event["type"] != "CaseOpened":
            return "case-not-open"
    elif event["type"] == "CaseOpened":
        return "case-already-open"
    code = target_refusal(stream, event)
    if code:
        return code
    version = event.get("corrects", len(stream) + 1)
    if event["type"] == "EventVoided":
        version = None
    before, after = faults(stream), faults([*stream, event])
    if version in after and version not in before:
        return after[version]
    if version == 1 and stream:
        landings = [v for v, f, _ in facts_of([*stream, event]) if f["type"] == "Landed"]
        if after.get(landings[0] if landings else 0) == "before-birth":
            return "before-birth"
    if any(v not in before for v in after):
        return "contradicts-later-event"
    return None


def unmeant(event: Words) -> bool:
    """N67: no day before 1868 or after 2199, no last day before the day of its event."""
    days = {name: event[name] for name in DAYS if event.get(name)}
    lasts = [days[name] for name in ("expires_on", "valid_until") if name in days]
    return any(not "1868" <= day[:4] <= "2199" for day in days.values()) or any(
        last < event["occurred_on"] for last in lasts
    )


def target_refusal(stream: Stream, event: Words) -> str | None:
    if event["type"] not in {"EventCorrected", "EventVoided"}:
        return None
    version: int = event.get("corrects") or event["voids"]
    if version > len(stream):
        return "unknown-version"
    target = stream[version - 1]
    if target["type"] in {"EventCorrected", "EventVoided"}:
        return "not-correctable"
    if event["type"] == "EventVoided" and version == 1:
        return "case-opening-not-voidable"
    if any(e["type"] == "EventVoided" and e["voids"] == version for e in stream):
        return "already-voided"
    if event["type"] == "EventCorrected":
        if version == 1 and event["replacement"]["type"] != "CaseOpened":
            return "case-not-open"
        if version != 1 and event["replacement"]["type"] == "CaseOpened":
            return "case-already-open"
    return None


def faults(stream: Stream) -> dict[int, str]:
    """{version: code} of every fact that could not be, in its place among all the others."""
    return dict(faults_of(json.dumps(stream)))


@lru_cache(maxsize=64)
def faults_of(written: str) -> dict[int, str]:
    stream, found = json.loads(written), {}

    def check(state: Words, event: Words, day: date, version: int) -> list[str]:
        codes = faults_in(state, event, day)
        if codes:
            found[version] = codes[0]
        return codes

    facts = facts_of(stream)
    for _ in walk(facts, [max([day_of(f[1]) for f in facts], default=date.min)] if facts else [], check):
        pass
    return found


def check(state: Words, event: Words, day: date, version: int) -> list[str]:
    """What the walk asks about every fact."""
    return faults_in(state, event, day)


def faults_in(state: Words, event: Words, day: date) -> list[str]:
    """Every code that applies, the one to refuse with first."""
    code = fault(state, event, day)
    more = []
    if event["type"] == "ReentryPermitted" and code == "not-in-japan" and not state["grant"]:
        more = ["no-status"]
    if event["type"] == "Landed" and code == "no-status" and state["presence"] == "in-japan":
        more = ["not-abroad"]
    return [code, *more] if code else []


def fault(state: Words, event: Words, day: date) -> str | None:
    kind = event["type"]
    if kind == "NoteAdded":
        return None
    born = event.get("date_of_birth")
    if day < possible_births(state["date_of_birth"])[0] or (born and day < possible_births(born)[0]):
        return "before-birth"
    if born and state["first_landed"] and possible_births(born)[0] > state["first_landed"]:  # N67
        return "before-birth"
    if (
        kind != "CaseOpened"
        and state["deceased_on"]
        and day > state["deceased_on"]
        and kind not in AFTER_DEATH
    ):
        return "after-death"
    check = CHECKS.get(kind)
    if check is None or (not state["entered"] and kind in NEEDS_ENTRY):  # N64: stands without effect
        return None
    return check(state, event, day)


def landed(state: Words, event: Words, day: date) -> str | None:
    return naturalised(state, event, day) or ("not-abroad" if state["presence"] == "in-japan" else None)


def naturalised(state: Words, event: Words, day: date) -> str | None:
    """N88."""
    return "no-status" if state["naturalised_on"] and event.get("grounds") != "nationality-lost" else None


def reentered(state: Words, event: Words, day: date) -> str | None:
    if state["presence"] != "abroad":
        return "not-abroad"
    return None if state["grant"] and state["abroad"] else "status-lost"


def departed(state: Words, event: Words, day: date) -> str | None:
    return None if state["presence"] == "in-japan" else "not-in-japan"


def needs_card(state: Words, event: Words, day: date) -> str | None:
    return None if state["numbers"] else "card-not-issued"


def needs_number(state: Words, event: Words, day: date) -> str | None:
    return None if card_of(state, event["number"]) else "card-not-issued"


def needs_status(state: Words, event: Words, day: date) -> str | None:
    return None if state["grant"] else "no-status"


def permanent(state: Words, event: Words, day: date) -> str | None:
    """N55."""
    return None if stay_word(state, day) == "within-60-days" else needs_status(state, event, day)


def needs_application(state: Words, event: Words, day: date) -> str | None:
    filed = any(a["procedure"] == event["procedure"] and pending(a) for a in state["applications"])
    return None if filed else "application-not-pending"


def new_number(state: Words, event: Words, day: date) -> str | None:
    return "card-number-taken" if event["number"] in state["numbers"] else None


def permit(state: Words, event: Words, day: date) -> str | None:
    if state["presence"] != "in-japan":
        return "not-in-japan"
    if not state["grant"]:
        return "no-status"
    last = longest_permit(state, day)
    return "reentry-permit-too-long" if (opt(event.get("valid_until")) or last) > last else None


def permit_extension(state: Words, event: Words, day: date) -> str | None:
    trip = state["abroad"]
    if not (state["presence"] == "abroad" and state["grant"] and trip and trip["permit"]):
        return "no-permit"
    old, grant = trip["permit"], state["grant"]
    last = min(
        same_day_years_later(old["valid_until"], 1),
        same_day_years_later(old["granted_on"], 7 if law.is_spr(grant) else 6),
    )
    if grant["expires_on"]:
        last = min(last, lawful_end(state))
    return "reentry-permit-too-long" if opt(event["valid_until"]) > last else None


CHECKS: dict[str, Callable[[Words, Words, date], str | None]] = {
    "Landed": landed, "Reentered": reentered, "Departed": departed, "CardLost": needs_card,
    "CardDamaged": needs_card, "CardFound": needs_number, "CardReturned": needs_number,
    "PeriodExtended": needs_status, "StatusChanged": needs_status, "PermanentResidenceGranted": permanent,
    "ApplicationClosed": needs_application, "CardIssued": new_number, "ReentryPermitted": permit,
    "ReentryPermitExtended": permit_extension, "StatusAcquired": naturalised,
    "AcquisitionGroundsArose": naturalised,
}  # fmt: skip
