"""The walk: one day at a time, from the first event to the asked day, with one plain dictionary as state.

A stream is a list of events as JSON writes them, in the order recorded; the place in the list (from 1) is the
version. An event that was recorded by override carries the key `overridden`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from domain.law.municipalities import municipality
from tests.naive import law
from tests.naive.days import (
    DAY,
    birthday,
    civil,
    clamped,
    days,
    end_by_civil,
    end_of_period,
    nth_birthday_after,
    possible_births,
    roll,
    same_day_years_later,
)

Words = dict[str, Any]
Stream = Sequence[Words]
Facts = list[tuple[int, Words, bool]]
Check = Callable[[Words, Words, date, int], list[str]]

SPECIAL = {"extension", "change"}
ENDS_NOTHING = ("RET", "SPR-7")
AS_SPR = {
    "ADR-1": "SPR-1", "ADR-2": "SPR-1", "ADR-3": "SPR-1", "CHG-1": "SPR-2", "REN-1": "SPR-4",
    "REN-2": "SPR-4",
    "LOS-1": "SPR-5", "LOS-2": "SPR-5", "DMG-2": "SPR-6",
    **{f"RET-{n}": "SPR-7" for n in range(1, 8)},
}  # fmt: skip
AT_MUNICIPALITY = {"ADR-1", "ADR-2", "ADR-3", "SPR-1", "SPR-2", "SPR-4", "SPR-5", "SPR-6", "ACQ-3"}
RETURN_ORDER = ["RET-7", "RET-3", "RET-6", "RET-5", "RET-2", "RET-1"]


# --- the facts that count


def facts_of(stream: Stream) -> Facts:
    """Corrections and voids applied: (version, event, overridden) in the order in which they fold."""
    facts: dict[int, tuple[int, Words, bool]] = {}
    passed_over = {version for _, version in without_target(stream)}
    for version, event in enumerate(stream, 1):
        if version in passed_over:
            continue
        if event["type"] == "EventCorrected":
            old = facts.get(event["corrects"])
            overridden = bool(event.get("overridden") or (old and old[2]))
            facts[event["corrects"]] = (event["corrects"], event["replacement"], overridden)
        elif event["type"] == "EventVoided":
            facts.pop(event["voids"], None)
        else:
            facts[version] = (version, event, bool(event.get("overridden")))
    return day_by_day(
        sorted(facts.values(), key=lambda f: (f[1]["type"] != "CaseOpened", f[1]["occurred_on"], f[0]))
    )


def without_target(stream: Stream) -> list[tuple[str, int]]:
    """N90: (code, version) of each correction and void, recorded by override, that can change nothing."""
    found, gone = [], set()
    for version, event in enumerate(stream, 1):
        target = event.get("corrects") or event.get("voids")
        if target and stream[target - 1]["type"] in {"EventCorrected", "EventVoided"}:
            found.append(("not-correctable", version))
        elif target in gone:
            found.append(("already-voided", version))
        elif event["type"] == "EventVoided":
            gone.add(target)
    return found


DECISIONS = {"StatusAcquired", "PeriodExtended", "StatusChanged", "PermanentResidenceGranted"}
ENTRANCE = {"Landed", "AcquisitionGroundsArose"}
WALLS = {"Departed", "Reentered", "StatusLost", "Died", "Naturalised"}


def day_by_day(facts: Facts) -> Facts:
    """N38, N64, N78, N79: each as recorded, but before what it is presupposed or answered by on its day."""
    first = next((f for f in facts if f[1]["type"] in ENTRANCE), None)
    found: Facts = []
    for fact in facts:
        day = fact[1]["occurred_on"]
        begin = len(found)
        while (
            begin
            and found[begin - 1][1]["occurred_on"] == day
            and found[begin - 1][1]["type"] != "CaseOpened"
        ):
            begin -= 1
        of_day = found[begin:]
        walls = [n for n, f in enumerate(of_day) if f[1]["type"] in WALLS or f is first]
        open_from = walls[-1] + 1 if walls else 0
        places = [
            n
            for n, f in enumerate(of_day)
            if n >= open_from
            and comes_before(fact[1]["type"], f[1]["type"], bool(first and first[1]["occurred_on"] == day))
        ]
        place = 0 if fact is first else min(places, default=len(of_day))
        found.insert(begin + place, fact)
    return found


def comes_before(kind: str, other: str, first_day: bool) -> bool:
    early = {"AcquisitionGroundsArose", "ApplicationFiled", *DECISIONS}
    if first_day and kind in early and other not in early:
        return True
    needs_grant = other in {"CardIssued", "SideActivityPermitted"}
    answers = needs_grant or other in DECISIONS | {"ReentryPermitted", "ApplicationClosed"}
    if kind == "AcquisitionGroundsArose":
        return answers or other == "ApplicationFiled"
    if kind == "ApplicationFiled":
        return answers
    return needs_grant and (kind in DECISIONS or kind == "Landed")


def day_of(event: Words) -> date:
    return date.fromisoformat(event["occurred_on"])


def opt(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


# --- the walk


def nobody() -> Words:
    return {
        "name": None, "date_of_birth": None, "nationality": None, "sex": None, "opened": False,
        "entered": False, "first_landed": None,
        "presence": None, "deceased_on": None, "naturalised_on": None, "lost_on": None, "departed_on": None,
        "grant": None, "former": None, "became": None, "grounds": None, "abroad": None,
        "stay_no": 0, "applications": [], "cards": [], "numbers": set(),
        "address": None, "last_address": None, "notified": False,
        "settled": False, "lost_unknown": None, "left_on": None, "watched_from": None,
        "too_late": None, "started": [], "stopped": {}, "proceedings": False, "side_permits": [],
        "protected": False, "permits": [], "acquired_by": set(),
        "duties": [], "anomalies": [], "word": "none", "since": None, "today": [], "index": -1,
    }  # fmt: skip


def walk(facts: Facts, asked: Iterable[date], checks: Check | None = None) -> Iterator[tuple[date, Words]]:
    """Yield (day, state) at the end of each asked day. `checks(state, event, day, version)` sees all."""
    asked = sorted(set(asked))
    state = nobody()
    plan: dict[date, Facts] = {}
    for version, event, overridden in facts:
        plan.setdefault(day_of(event), []).append((version, event, overridden))
    opening = next((f for f in facts if f[1]["type"] == "CaseOpened"), None)
    if opening:
        state["opening"] = opening
        open_case(state, opening[1])
        if checks:  # the opening counts on every day
            flag(state, checks(state, opening[1], day_of(opening[1]), opening[0]), opening)
    if not asked:
        return
    day = min([*plan, asked[0]])
    started = False
    while day <= asked[-1]:
        started = started or day in plan
        if started:
            live_one_day(state, day, plan.get(day, []), checks)
        if day in asked:
            yield day, state
        day += DAY


def live_one_day(state: Words, day: date, facts: Facts, checks: Check | None) -> None:
    state["index"] = -1
    morning(state, day)
    state["today"] = list(facts)
    for index, (version, event, overridden) in enumerate(facts):
        state["index"] = index
        codes = checks(state, event, day, version) if checks and event["type"] != "CaseOpened" else []
        unknown = event["type"] in {"CardLost", "CardDamaged"} and codes == ["card-not-issued"]
        happened = overridden and (event["type"] in HAPPENS or unknown)
        flag(state, codes, (version, event, overridden))
        if not codes and not state["entered"] and event["type"] in NEEDS_ENTRY:
            codes = ["before-first-entry"]
            state["anomalies"].append((codes[0], version))
        if codes and not happened:
            state["today"][index] = (version, {"type": "without effect"}, overridden)
            continue
        happen(state, day, version, event)
    evening(state, day)


def flag(state: Words, codes: list[str], fact: tuple[int, Words, bool]) -> None:
    """N72: what was overridden stands with every code, what became impossible as a contradiction."""
    version, _, overridden = fact
    found = codes if overridden else ["contradicts-later-event"] * bool(codes)
    state["anomalies"] += [(code, version) for code in found]


NEEDS_ENTRY = {
    "Settled", "Moved", "CardIssued", "StatusAcquired", "SideActivityPermitted",
    "AddressNotified", "ParticularsNotified", "OrganisationNotified", "SpouseNotified",
}  # fmt: skip
HAPPENS = {"Landed", "Reentered", "ReentryPermitted", "ReentryPermitExtended"}


def open_case(state: Words, event: Words) -> None:
    for field in ("name", "date_of_birth", "nationality"):
        state[field] = event[field]
    state["sex"] = event.get("sex")
    state["opened"] = True


# --- the stay


def expires(grant: Words) -> Any:
    return grant["expires_on"]


def lawful_end(state: Words) -> Any:
    """Last lawful day of the period of stay, special period included; None when it never ends."""
    grant = state["grant"]
    last = expires(grant)
    if last is None or not law.more_than_30_days(grant):
        return last
    end = last
    for application in state["applications"]:
        if application["procedure"] not in SPECIAL or application["filed_on"] > roll(last):
            continue
        if application["stay_no"] != state["stay_no"]:
            continue
        if application["answered_on"]:
            continue
        closed = application["closed_on"]
        limit = civil(last, 2)
        if closed is None:
            end = limit
        elif closed > last:
            end = max(end, min(closed, limit))
    return end


def filing_day(grant: Words) -> date:
    return roll(expires(grant))


def stay_word(state: Words, day: date) -> str:
    for word in ("deceased", "naturalised", "lost", "departed"):
        if state[f"{word}_on"]:
            return word
    grant = state["grant"]
    if state["presence"] == "abroad":
        return "abroad-protected" if grant and state["abroad"] else "none"
    if state["presence"] is None:
        return "none"
    if grant is None:
        if not state["grounds"] or state["grounds"]["on"] < law.CARDS_SINCE:
            return "none"
        return "within-60-days" if day <= days(state["grounds"]["on"], 60) else "overstay"
    if expires(grant) is None or day <= expires(grant):
        return "valid" if law.is_mid_to_long_term(grant) or law.is_spr(grant) else "not-mid-to-long-term"
    end = lawful_end(state)
    if day <= end:
        return "special-period"
    if end == expires(grant) and day <= filing_day(grant):
        return "filing-grace"
    return "overstay"


def holds(state: Words, day: date) -> bool:
    """A mid- to long-term resident or special permanent resident, not yet overstaying: who owes duties."""
    grant = state["grant"]
    if grant is None or stay_word(state, day) in {
        "overstay",
        "lost",
        "departed",
        "deceased",
        "naturalised",
        "none",
    }:
        return False
    return law.is_mid_to_long_term(grant) or law.is_spr(grant)


def overstay_since(state: Words) -> Any:
    if state["grant"] is None:
        return days(state["grounds"]["on"], 61)
    return lawful_end(state) + DAY


def bound(state: Words) -> Any:
    """Last day on which the status is kept abroad (N16: civil)."""
    return bounds(state, civil)


def bounds(state: Words, months: Callable[[date, int], date]) -> Any:
    trip, grant = state["abroad"], state["grant"]
    end = lawful_end(state)
    if expires(grant) is not None and end == civil(expires(grant), 2):
        end = months(expires(grant), 2)
    last = trip["permit"]["valid_until"] if trip["permit"] else months(trip["since"], trip["months"])
    return last if end is None else min(last, end)


def must_return_by(state: Words, on: date) -> Any:
    last = bounds(state, clamped)
    card = newest_card(state)
    grant = state["grant"]
    if grant["on_trip"] == state["abroad"]["version"] and card and card["under"] != grant["version"]:
        card = None  # N59
    if not state["abroad"]["permit"] and card and not card["returned"] and not card["lost"]:
        end = validity_end(state, card)
        if end != card["valid_until"] and end == civil(expires(state["grant"]), 2):
            end = clamped(expires(state["grant"]), 2)
        last = min(last, end)
    return last


# --- duties


def duty(
    state: Words,
    rule: str,
    version: int,
    day: date,
    *,
    trigger_on: date | None = None,
    days_: int | None = None,
    raw: date | None = None,
    due: date | None = None,
    opens_on: date | None = None,
    pending: bool = False,
    **more: Any,
) -> Words:
    """Raise a duty. `trigger_on` + `days_` is the period; or the raw and due days stand as they are."""
    spr = more.pop(
        "spr", law.is_spr(state["grant"]) or (state["grant"] is None and law.is_spr(state["former"]))
    )
    asked = rule
    rule = AS_SPR.get(rule, rule) if spr else rule
    desk = "municipality" if rule in AT_MUNICIPALITY else "bureau"
    if rule == "RET-3" or rule.startswith("RE-"):
        desk = "port"
    if rule == "LOS-3":
        desk = "police"
    place = (state["address"] or state["last_address"] or {}).get("municipality_code")
    place = more.pop("place", place)
    if days_ is not None:
        raw = days(trigger_on or day, days_)
        due = roll(raw, place if desk == "municipality" else None)
    made = {
        "rule": rule, "of": asked, "trigger": version, "trigger_on": trigger_on or day, "raised_on": day,
        "seq": (day, state["index"]), "opens_on": None if pending else (opens_on or day),
        "raw_due_on": raw, "due_on": due, "settled_by": None, "settled_on": None, "cancelled_on": None,
        "failed_on": None, "marked": None, "stay_no": state["stay_no"], "desk": desk, "place": place,
        "subject": more.pop("subject",
        None), **more,
    }  # fmt: skip
    state["duties"].append(made)
    return made


def live(made: Words) -> bool:
    return made["settled_on"] is None and made["cancelled_on"] is None and made["marked"] is None


def cancel(state: Words, which: Callable[[Words], bool]) -> None:
    """Cancelled today, unless something of today still settles it (N38)."""
    for made in state["duties"]:
        if live(made) and made["failed_on"] is None and which(made):
            made["marked"] = state["index"]


def stay_ends(state: Words, day: date, kept: Collection[str] = ()) -> None:
    review_extension(state, None)
    end_extensions(state, day, day)
    cancel(state, lambda made: made["of"][:3] != "RET" and made["of"] not in kept)
    close_applications(state, lambda _: True, day)


# --- morning: what the passing of time alone brings


def morning(state: Words, day: date) -> None:
    state["today"] = []
    if (
        state["presence"] == "abroad"
        and state["grant"]
        and state["abroad"]
        and not any(state[f"{word}_on"] for word in ("deceased", "naturalised", "lost", "departed"))
    ):
        last = bound(state)
        if last < day:
            late_return(state, day, last)
            return
    lapse_by_time(state, day)


def late_return(state: Words, day: date, last: date) -> None:
    cards = [(card, validity_end(state, card)) for card in cards_out(state, day)]
    trip = state["abroad"]["version"]
    state["abroad"]["duty"]["failed_on"] = day
    by = must_return_by(state, day)
    review_extension(state, day - DAY)
    end_extensions(state, day - DAY, day)
    for made in state["duties"]:
        if live(made) and made["of"][:3] != "RET" and made["rule"] not in {"RE-1", "RE-3", "RE-4"}:
            made["cancelled_on"] = day  # N77: at midnight, before any notice of the day
    lose_status(state)
    cease(state)
    state["lost_on"] = day
    state["too_late"] = {"after": last, "by": by}
    close_applications(state, lambda _: True, day)
    for card, end in cards:
        if end < last:
            return_card(state, day, card, "RET-2", card["version"], end)
        else:
            return_card(state, day, card, "RET-5", trip, last)


def lose_status(state: Words) -> None:
    state["former"], state["grant"] = state["grant"] or state["former"], None
    state["grounds"] = None


def cards_out(state: Words, day: date) -> list[Words]:
    """Cards for which a return duty may still arise."""
    return [c for c in state["cards"] if not (given_back(c, day) or c["lost"] or c["duty"])]


def given_back(card: Words, day: date) -> Any:
    """Returned on an earlier day; a return of the day itself counts as after the duty (N38)."""
    return card["returned"] is not None and card["returned"] < day


def pos_bound(state: Words, card: Words) -> bool:
    grant = state["grant"]
    return grant is not None and expires(grant) is not None and card["valid_until"] + DAY >= expires(grant)


def validity_end(state: Words, card: Words) -> Any:
    """Last day of the card's validity; VAL-5 carries it through the special period."""
    end = card["valid_until"]
    if card["extended_to"]:
        end = max(end, card["extended_to"])
    if card["stay_no"] == state["stay_no"] and pos_bound(state, card):
        last = lawful_end(state)
        end = max(end, last) if last > expires(state["grant"]) else end
    return end


def keep_validity(state: Words, day: date) -> None:
    """VAL-5: through the day of the decision."""
    for card in state["cards"]:
        if card["stay_no"] == state["stay_no"] and pos_bound(state, card):
            card["extended_to"] = min(day, validity_end(state, card))


def lapse_by_time(state: Words, day: date) -> None:
    word = stay_word(state, day)
    if word == "overstay" and state["word"] != "overstay" and state["grant"]:
        cease(state, lawful_end(state))
    for card in cards_out(state, day):
        end = validity_end(state, card)
        if word == "filing-grace" and pos_bound(state, card):
            continue
        causes = []
        if end < day:
            causes.append((end, RETURN_ORDER.index("RET-2"), "RET-2", card["version"]))
        if word == "overstay" and state["grant"] and card["ceased"]:
            causes.append(
                (lawful_end(state), RETURN_ORDER.index("RET-1"), "RET-1", state["grant"]["version"])
            )
        if causes:
            last, _, rule, version = min(causes)
            return_card(state, day, card, rule, version, last)


def return_card(state: Words, day: date, card: Words, rule: str, version: int, last: date) -> None:
    """Raise the one return duty of a card. `last` is the day of the lapse; RET-3, RET-6 are due at once."""
    at_once = rule in {"RET-3", "RET-6"}
    spr = card["spr"]
    kept = card["duty"]
    if kept:
        if kept["raised_on"] != day or kept["of"] not in RETURN_ORDER or kept["trigger_on"] != last:
            return  # N77: what ended at midnight belongs to the day before
        if RETURN_ORDER.index(kept["of"]) <= RETURN_ORDER.index(rule):
            return
        state["duties"].remove(kept)
    numbers = {"raw": last, "due": last} if at_once else {"days_": 14}
    card["duty"] = duty(
        state,
        rule,
        version,
        day,
        trigger_on=last,
        subject={"card_number": card["number"]},
        spr=spr,
        **numbers,
    )


# --- the events


def happen(state: Words, day: date, version: int, event: Words) -> None:
    handler = HANDLERS.get(event["type"])
    if handler:
        handler(state, day, version, event)


def landed(state: Words, day: date, version: int, event: Words) -> None:
    nothing_to_come_back_to(state, day)
    if state["grant"] is not None or state["grounds"]:
        stay_ends(state, day)
        for card in cards_out(state, day):
            return_card(state, day, card, "RET-1", version, day)
    close_applications(state, lambda _: True, day)
    begin_stay(state)
    state["first_landed"] = state["first_landed"] or day
    state.update(address=None, notified=False, settled=False, left_on=None)
    new_grant(state, day, version, "Landed", event)


def begin_stay(state: Words) -> None:
    """N24: what belonged to the old stay ends."""
    state["stay_no"] += 1
    lose_status(state)
    for field in ("naturalised_on", "lost_on", "departed_on", "abroad", "watched_from", "too_late"):
        state[field] = None
    state.update(
        presence="in-japan", entered=True, stopped={}, side_permits=[], permits=[], proceedings=False
    )


def acquisition_grounds(state: Words, day: date, version: int, event: Words) -> None:
    if state["grant"] is None and state["grounds"] is None:
        close_applications(state, lambda a: a["procedure"] in SPECIAL, day)
        begin_stay(state)
    state["grounds"] = {"on": day, "version": version}
    if event.get("special_permanent"):
        duty(state, "ACQ-3", version, day, days_=60, subject={"procedure": "special-permanent-residence"})
    else:
        duty(state, "ACQ-1", version, day, days_=30, subject={"procedure": "acquisition"}, spr=False)


def new_grant(state: Words, day: date, version: int, kind: str, event: Words) -> None:
    review_extension(state, day)
    old = state["grant"]
    if kind != "Landed" and stay_word(state, day) == "overstay":
        state["anomalies"].append(("granted-in-overstay", version))
    if event["period_of_stay"] and event["expires_on"]:
        starts = [day] + ([expires(old)] if kind == "PeriodExtended" and expires(old) else [])
        if all(
            abs((opt(event["expires_on"]) - end).days) > 1 for end in ends(starts, event["period_of_stay"])
        ):
            state["anomalies"].append(("expiry-mismatch", version))
    keep_validity(state, day)
    grant = {
        "kind": kind, "version": version, "granted_on": day, "code": event["status"],
        "detail": event.get("detail"), "as_spouse": event.get("as_spouse", False),
        "period_of_stay": event["period_of_stay"], "expires_on": opt(event["expires_on"]),
    }  # fmt: skip
    for made in state["duties"]:
        moved = made["rule"] == "EXT" and grant["expires_on"] != made["by_grant"]["expires_on"]
        if moved and not made["cancelled_on"] and made["marked"] is None and "moved_by" not in made:
            made["moved_by"] = (day, (day, state["index"]), version)
            made["known"] = {a["version"] for a in state["applications"]}
    state["grant"] = grant
    state["grounds"] = None
    state["presence"] = state["presence"] or "in-japan"
    if state["presence"] == "abroad" and kind not in {"Landed", "StatusAcquired"}:  # N59
        state["anomalies"].append(("granted-while-abroad", version))
    grant["on_trip"] = state["abroad"] and state["abroad"]["version"]
    early = grant["code"] in law.NEW and day < date(2027, 4, 1)
    if early or (kind == "Landed" and grant["code"][:14] == "technical-inte" and day > date(2027, 6, 30)):
        state["anomalies"].append(("status-not-in-force", version))  # N62
    if not law.period_allowed(grant["code"], grant["period_of_stay"], day):
        state["anomalies"].append(("period-not-allowed", version))
    if kind != "PeriodExtended":
        state["stopped"] = {}
        state["side_permits"] = []
        if kind != "StatusChanged":
            cancel(state, lambda made: made["rule"] == "CHS-1")
    became(state, day, version, kind, old, grant)
    extension_duty(state, day, version, grant)


def became(state: Words, day: date, version: int, kind: str, old: Words | None, grant: Words) -> None:
    def holder(g: Words | None) -> tuple[bool, bool]:
        return (law.is_mid_to_long_term(g), law.is_spr(g)) if g else (False, False)

    if any(holder(grant)) and not any(holder(old)):
        state["became"] = {"on": day, "by": kind}
        state["watched_from"] = day if day >= law.CARDS_SINCE else None
        if kind != "Landed" and state["address"]:
            duty(state, "ADR-2", version, day, days_=14)
    if holder(old)[0] and not holder(grant)[0]:
        cease(state)
        for card in cards_out(state, day):
            return_card(state, day, card, "RET-1", version, day)


def cease(state: Words, last: date | None = None) -> None:
    """Article 19-14(i): the holder is no longer one; every card has lapsed."""
    for card in state["cards"]:
        card["ceased"] = card["ceased"] or last is None or card["issued_on"] <= last


def extension_duty(state: Words, day: date, version: int, grant: Words) -> None:
    if grant["expires_on"] is None or grant["code"] in law.NO_EXTENSION:
        return
    opens_on = max(clamped(grant["expires_on"], -3), day) if law.at_least_months(grant, 6) else day
    duty(
        state, "EXT", version, day, raw=grant["expires_on"], due=roll(grant["expires_on"]), opens_on=opens_on,
        subject={"procedure": "extension", "expires_on": grant["expires_on"].isoformat()}, by_grant=grant,
    )  # fmt: skip


def review_extension(state: Words, day: date | None) -> None:
    """EXT by applications and grants: settled, and reopened when the application is closed (N08, N35)."""
    for made in state["duties"]:
        if made["rule"] != "EXT" or made["cancelled_on"] or (day is None and "ended" in made):
            continue
        found = first_that_settles(state, made, day)
        ends = [e for e in (found, made.get("moved_by")) if e]
        if "ended" in made:
            ends = [e for e in ends if e[0] <= made["ended"][0]]
            made["cancelled_on"] = None if ends or made["marked"] is not None else made["ended"][1]
        settled = min(ends, default=(None, None, None))
        made["settled_on"], made["settled_by"] = settled[0], settled[2]


def ends(starts: list[date], period: str) -> list[date]:
    """N67: the period counted by calendar, by either reading of month ends."""
    return [end for start in starts for end in (end_of_period(start, period), end_by_civil(start, period))]


def end_extensions(state: Words, last: date, day: date) -> None:
    """What settled an EXT may be closed later, but nothing after the end of the stay settles it instead."""
    for made in state["duties"]:
        if made["rule"] == "EXT" and made["cancelled_on"] is None:
            made.setdefault("ended", (last, day))


def first_that_settles(
    state: Words, made: Words, day: date | None
) -> tuple[date, tuple[date, int], int] | None:
    last, found = made["by_grant"]["expires_on"], []
    for a in state["applications"]:
        if a["procedure"] not in SPECIAL or (a["answered_on"] and a["answered_seq"] <= made["seq"]):
            continue
        if a["closed_on"] and a["closed_on"] <= made["due_on"]:
            continue
        if a["stay_no"] != made["stay_no"] or ("moved_by" in made and a["version"] not in made["known"]):
            continue
        if a["filed_on"] >= made["opens_on"] and a["seq"] > made["seq"]:
            found.append((a["filed_on"], a["seq"], a["version"]))
        elif day is not None and day >= last and not (a["answered_on"] and a["answered_on"] <= last):
            found.append((last, a["seq"], a["version"]))
    return min(found, default=None)


def status_acquired(state: Words, day: date, version: int, event: Words) -> None:
    if state["grant"] is None and state["grounds"] is None:
        close_applications(state, lambda a: a["procedure"] in SPECIAL, day)
        begin_stay(state)
    new_grant(state, day, version, "StatusAcquired", event)
    answer(state, day, {"acquisition", "special-permanent-residence"})


def period_extended(state: Words, day: date, version: int, event: Words) -> None:
    grant = state["grant"]
    if grant is None:
        return
    new_grant(
        state,
        day,
        version,
        "PeriodExtended",
        {**event, "status": grant["code"], "detail": grant["detail"], "as_spouse": grant["as_spouse"]},
    )
    answer(state, day, {"extension"})


def status_changed(state: Words, day: date, version: int, event: Words) -> None:
    new_grant(state, day, version, "StatusChanged", event)
    answer(state, day, {"change", "extension"})


def permanent_residence(state: Words, day: date, version: int, event: Words) -> None:
    if state["grant"] is None:  # N55
        state["acquired_by"].add(version)
    new_grant(
        state,
        day,
        version,
        "PermanentResidenceGranted",
        {"status": "permanent-resident", "period_of_stay": None, "expires_on": None},
    )
    answer(state, day, {"change", "extension", "permanent-residence"})


def answer(state: Words, day: date, procedures: AbstractSet[str]) -> None:
    close_applications(state, lambda a: a["procedure"] in procedures, day)


def close_applications(state: Words, which: Callable[[Words], bool], day: date) -> None:
    """Answered by a grant, or fallen away with the stay."""
    for application in state["applications"]:
        if pending(application) and which(application):
            application["answered_on"] = day
            application["answered_seq"] = (day, state["index"])


def pending(application: Words) -> bool:
    return application["closed_on"] is None and application["answered_on"] is None


def status_lost(state: Words, day: date, version: int, event: Words) -> None:
    end_stay(state, day, version, "lost", "RET-1")
    if not state["stay_no"]:
        state["stay_no"] = 1


def end_stay(state: Words, day: date, version: int, word: str, rule: str) -> None:
    cards = cards_out(state, day) + [c for c in state["cards"] if c["duty"] and c["duty"]["raised_on"] == day]
    if word == "lost" and state["abroad"]:  # N30: the return with the status can no longer happen
        for made in state["duties"]:
            if made["of"].startswith("RE-") and live(made):
                made["failed_on"] = day
    stay_ends(state, day, kept={"RE-1", "RE-3", "RE-4"} if word == "lost" else ())
    lose_status(state)
    cease(state)
    state[f"{word}_on"] = day
    state["abroad"] = None
    for card in cards:
        return_card(state, day, card, rule, version, day)


def died(state: Words, day: date, version: int, event: Words) -> None:
    nothing_to_come_back_to(state, day)
    end_stay(state, day, version, "deceased", "RET-7")


def nothing_to_come_back_to(state: Words, day: date) -> None:
    """N58: whoever missed the day to come back by need not come back any more."""
    for made in state["duties"]:
        if made["failed_on"] and live(made):
            made["cancelled_on"] = day


def naturalised(state: Words, day: date, version: int, event: Words) -> None:
    nothing_to_come_back_to(state, day)
    end_stay(state, day, version, "naturalised", "RET-1")


def application_filed(state: Words, day: date, version: int, event: Words) -> None:
    state["applications"].append({
        "procedure": event["procedure"], "filed_on": day, "version": version, "stay_no": state["stay_no"],
        "receipt_number": event.get("receipt_number"), "closed_on": None, "answered_on": None,
        "seq": (day, state["index"]),
        "acquires": event["procedure"] == "permanent-residence" and stay_word(state, day) == "within-60-days",
    })  # fmt: skip
    grant = state["grant"]
    if event["procedure"] in SPECIAL and grant and expires(grant) and day > filing_day(grant):
        state["anomalies"].append(("application-late", version))


def application_closed(state: Words, day: date, version: int, event: Words) -> None:
    for application in state["applications"]:
        if pending(application) and application["procedure"] == event["procedure"]:
            keep_validity(state, day)
            application["closed_on"] = day
            return


def proceedings_opened(state: Words, day: date, version: int, event: Words) -> None:
    state["proceedings"] = True


def proceedings_closed(state: Words, day: date, version: int, event: Words) -> None:
    state["proceedings"] = False


def purpose_changed(state: Words, day: date, version: int, event: Words) -> None:
    if state["grant"]:
        duty(state, "CHS-1", version, day, subject={"procedure": "change"})


def activity_stopped(state: Words, day: date, version: int, event: Words) -> None:
    if day >= law.CARDS_SINCE:
        state["stopped"].setdefault(event["activity"], day)


def activity_resumed(state: Words, day: date, version: int, event: Words) -> None:
    state["stopped"].pop(event["activity"], None)


def side_activity_permitted(state: Words, day: date, version: int, event: Words) -> None:
    fixed = opt(event.get("expires_on"))
    state["side_permits"].append({
        "scope": event["scope"], "granted_on": day, "version": version, "fixed": fixed,
        "valid_until": fixed or (state["grant"] and expires(state["grant"])),
    })  # fmt: skip
    answer(state, day, {"side-activity"})


def side_activity_started(state: Words, day: date, version: int, event: Words) -> None:
    state["started"].append((version, event, state["grant"], list(state["side_permits"])))


def newest_card(state: Words) -> Words | None:
    cards = [c for c in state["cards"] if c["stay_no"] == state["stay_no"]]
    return cards[-1] if cards else None


def card_issued(state: Words, day: date, version: int, event: Words) -> None:
    grant = state["grant"]
    before = newest_card(state)
    card = {
        "number": event["number"], "valid_until": opt(event["valid_until"]), "version": version,
        "issued_on": day, "under": grant and grant["version"],
        "reason": event["reason"], "stay_no": state["stay_no"], "lost": False, "damaged": False,
        "returned": None,
        "extended_to": None,
        "ceased": False, "duty": None, "spr": law.is_spr(grant) and holds(state, day),
    }  # fmt: skip
    card["computed"], card["computed_rule"], checked = computed_validity(state, card, before)
    if day >= law.CARDS_SINCE and checked and abs((card["computed"] - card["valid_until"]).days) > 1:
        state["anomalies"].append(("card-date-mismatch", version))
    for old in state["cards"]:
        if not (given_back(old, day) or old["lost"]):
            return_card(state, day, old, "RET-6", version, day)
    state["cards"].append(card)
    state["numbers"].add(event["number"])
    answer(state, day, {"card-renewal", "card-reissue", "card-replacement"})
    renewal_duty(state, day, version, card)


def computed_validity(
    state: Words, card: Words, before: Words | None
) -> tuple[date | None, str | None, bool]:
    """Section 3: (date, rule, is it checked against the printed one); not for a birth that leaves it open."""
    first, last = possible_births(state["date_of_birth"])
    day, rule, checked = validity_if_born(last, state, card, before)
    return day, rule, checked and validity_if_born(first, state, card, before)[0] == day


def validity_if_born(
    born: date, state: Words, card: Words, before: Words | None
) -> tuple[date | None, str | None, bool]:
    grant, day = state["grant"], card["issued_on"]
    if not holds(state, card["issued_on"]):
        return None, None, False
    book = law.rulebook(day)
    under_16 = day < birthday(born, 16)
    checked = not (card["reason"] == "renewal" and under_16)
    sixteen = birthday(born, 16) if day < date(2023, 11, 1) else birthday(born, 16) - DAY
    long_lived = grant["code"] in {"permanent-resident", "hsp-2"}
    if law.is_spr(grant):
        if day >= date(2026, 6, 14):
            number, checked = 5 if day < birthday(born, 18) else 10, False  # N57
        elif under_16:
            return sixteen, f"SPR-3@{book}", checked
        else:
            number = 7
        start = before["valid_until"] if card["reason"] == "renewal" and before else day
        return nth_birthday_after(born, start, number), f"SPR-3@{book}", checked
    if long_lived and day >= date(2026, 6, 14):
        return (
            nth_birthday_after(born, day, 5 if day < birthday(born, 18) else 10),
            f"VAL-{2 if under_16 else 1}@{book}",
            False,
        )
    if long_lived and not under_16:
        return same_day_years_later(day, 7), f"VAL-1@{book}", checked
    if long_lived:
        return sixteen, f"VAL-2@{book}", checked
    last = expires(grant)
    if last is not None and day > last:
        return None, None, False
    if not under_16 or last is None:
        return last, f"VAL-3@{book}", checked and last is not None
    if day >= date(2026, 6, 14):
        checked = False
    return min(last, sixteen), f"VAL-4@{book}", checked


def renewal_duty(state: Words, day: date, version: int, card: Words) -> None:
    grant = state["grant"]
    if not holds(state, day):
        return
    sixteenth = birthday(possible_births(state["date_of_birth"])[1], 16)
    child = card["valid_until"] <= sixteenth
    if expires(grant) and not (child and card["valid_until"] < expires(grant)):
        return
    rule = "REN-2" if child else "REN-1"
    last = card["valid_until"]
    opens_on = clamped(last, -6 if child else -2)
    if not child and opens_on >= date(2026, 6, 14):  # N63
        opens_on = max(clamped(last, -3), date(2026, 6, 14))
    place = (state["address"] or state["last_address"] or {}).get("municipality_code")
    duty(
        state, rule, version, day, raw=last, due=roll(last, place if law.is_spr(grant) else None),
        opens_on=max(opens_on, day),
        subject={"procedure": "card-renewal", "card_number": card["number"], "expires_on": last.isoformat()},
    )  # fmt: skip


def card_lost(state: Words, day: date, version: int, event: Words) -> None:
    card = newest_card(state)
    if state["numbers"]:
        if not card or card["returned"] or card["lost"]:
            return
        gone = lapsed(state, card, day)
        card["lost"] = True
        if gone or not holds(state, day):
            return
    elif not holds(state, day) or state["lost_unknown"] == state["stay_no"]:
        return
    else:  # N66: its issue is not in the file
        state["lost_unknown"] = state["stay_no"]
    subject = {"card_number": card["number"]} if card else {}
    if state["presence"] == "abroad":
        duty(state, "LOS-2", version, day, pending=True, subject={**subject, "procedure": "card-reissue"})
    else:
        duty(state, "LOS-1", version, day, days_=14, subject={**subject, "procedure": "card-reissue"})
    if event["cause"] in {"lost", "stolen"}:
        duty(state, "LOS-3", version, day, subject=subject)


def card_damaged(state: Words, day: date, version: int, event: Words) -> None:
    card = newest_card(state)
    if card:
        card["damaged"] = True
    known = card and not card["returned"]
    if (known or not state["numbers"]) and holds(state, day):
        duty(state, "DMG-1", version, day, days_=14, subject=replacement(card))


def replacement(card: Words | None) -> Words:
    return {"procedure": "card-replacement", **({"card_number": card["number"]} if card else {})}


def replacement_ordered(state: Words, day: date, version: int, event: Words) -> None:
    card = newest_card(state)
    if holds(state, day):
        duty(state, "DMG-2", version, day, days_=14, subject=replacement(card))


def card_found(state: Words, day: date, version: int, event: Words) -> None:
    card = card_of(state, event["number"])
    if not card or not card["lost"]:
        return
    card["lost"] = False
    if card["duty"]:
        return
    if state["deceased_on"] or lapsed(state, card, day):
        if card["returned"]:
            return
        rule = "RET-7" if state["deceased_on"] else "RET-4"
        card["duty"] = duty(
            state, rule, version, day, days_=14, subject={"card_number": card["number"]}, spr=card["spr"]
        )
        return
    cancel(state, lambda made: made["of"] in {"LOS-1", "LOS-2", "LOS-3"})


def card_of(state: Words, number: int) -> Words | None:
    return next((c for c in state["cards"] if c["number"] == number), None)


def lapsed(state: Words, card: Words, day: date) -> bool:
    """Article 19-14, leaving the loss aside."""
    if card is not newest_card(state) or card["ceased"]:
        return True
    if stay_word(state, day) == "filing-grace" and card["issued_on"] <= expires(state["grant"]):
        return True
    last: date = validity_end(state, card)
    return last < day


def card_returned(state: Words, day: date, version: int, event: Words) -> None:
    card = card_of(state, event["number"])
    if card:
        card["returned"] = card["returned"] or day


def settled(state: Words, day: date, version: int, event: Words) -> None:
    first = "ADR-1" if (state["became"] or {}).get("by") == "Landed" else "ADR-2"
    move_in(state, day, version, event, "ADR-3" if state["settled"] else first)


def moved(state: Words, day: date, version: int, event: Words) -> None:
    move_in(state, day, version, event, "ADR-3")


def move_in(state: Words, day: date, version: int, event: Words, rule: str) -> None:
    there = municipality(event["address"]["municipality_code"], day)
    if there in {"abolished", "not-yet"}:  # N69
        state["anomalies"].append((f"municipality-{there}", version))
    if state["address"] == event["address"]:  # N65
        state["anomalies"].append(("nothing-changed", version))
        return
    leave_place(state, day)
    state["address"] = state["last_address"] = event["address"]
    state["settled"], state["notified"] = True, day < law.CARDS_SINCE
    for made in state["duties"]:  # the desk is that of the address now
        if made["desk"] == "municipality" and not made["of"].startswith("ADR") and made["raw_due_on"]:
            made["due_on"] = roll(made["raw_due_on"], state["address"]["municipality_code"])
    if holds(state, day):
        duty(state, rule, version, day, days_=14)


def leave_place(state: Words, day: date) -> None:
    if state["notified"] and day >= law.CARDS_SINCE:
        state["left_on"] = state["left_on"] or day
    state["notified"] = False


def residence_left(state: Words, day: date, version: int, event: Words) -> None:
    leave_place(state, day)
    state["address"] = None


def address_protected(state: Words, day: date, version: int, event: Words) -> None:
    state["protected"] = True


def protection_ended(state: Words, day: date, version: int, event: Words) -> None:
    if not state["protected"]:
        state["anomalies"].append(("address-not-protected", version))
    state["protected"] = False


def spelled_out(before: Words, after: Words) -> bool:
    """The name is the one it was: a spelling came, the alias came, changed or went; no part of it did."""
    for part in ("family", "given"):
        if before.get(part) != after.get(part):
            return False
    return all(after.get(key) == value for key, value in before.items() if key != "alias")


def particulars_changed(state: Words, day: date, version: int, event: Words) -> None:
    same, spelled = True, True
    for field in ("name", "date_of_birth", "sex", "nationality"):
        if event.get(field) is None or event[field] == state[field]:
            continue
        same = False
        if field == "date_of_birth":
            (first, last), (new_first, new_last) = map(possible_births, (state[field], event[field]))
            spelled = spelled and first <= new_last and new_first <= last
        else:
            spelled = spelled and field == "name" and spelled_out(state["name"], event["name"])
        state[field] = event[field]
    if same:
        state["anomalies"].append(("nothing-changed", version))
    elif not spelled and holds(state, day):
        duty(state, "CHG-1", version, day, days_=14)


def organisation_changed(state: Words, day: date, version: int, event: Words) -> None:
    if not holds(state, day):
        return
    rule = law.organisation_rule(state["grant"], event.get("contract_in_japan", True))
    if rule:
        duty(state, rule, version, day, days_=14, subject={"change": event["change"]})


def marriage_ended(state: Words, day: date, version: int, event: Words) -> None:
    if day < law.CARDS_SINCE:
        return
    state["stopped"].setdefault("spousal", day)
    grant = state["grant"]
    if grant and grant["code"] == "dependent" and grant["as_spouse"]:  # N56
        state["stopped"].setdefault("status", day)
    if holds(state, day) and law.has_spouse_notice(state["grant"]):
        duty(state, "SPO-1", version, day, days_=14)


def longest_permit(state: Words, day: date) -> Any:
    grant = state["grant"]
    last = same_day_years_later(day, 6 if law.is_spr(grant) else 5)
    if grant is None:
        return last
    end = lawful_end(state)
    return last if end is None else min(last, end)


def reentry_permitted(state: Words, day: date, version: int, event: Words) -> None:
    state["permits"].append({
        "granted_on": day, "valid_until": opt(event.get("valid_until")) or longest_permit(state, day),
        "multiple": event.get("multiple", False), "used": False, "used_up": False, "version": version,
    })  # fmt: skip
    answer(state, day, {"reentry-permit"})


def reentry_permit_extended(state: Words, day: date, version: int, event: Words) -> None:
    if state["abroad"] and state["abroad"]["permit"]:
        state["abroad"]["permit"]["valid_until"] = opt(event["valid_until"])
        note_bound(state)


def valid_permit(state: Words, day: date) -> Words | None:
    usable = [p for p in state["permits"] if p["valid_until"] >= day and not p["used_up"]]
    return max(usable, key=lambda p: p["valid_until"], default=None)


def departed(state: Words, day: date, version: int, event: Words) -> None:
    faults, trip = departure_faults(state, day, event["reentry"]), None
    if faults:
        state["anomalies"] += [(fault, version) for fault in faults]
    elif event["reentry"] != "none":
        permit = valid_permit(state, day) if event["reentry"] == "permit" else None
        trip = {"since": day, "version": version, "permit": permit}
        trip["months"] = 24 if law.is_spr(state["grant"]) else 12
        if permit:
            permit["used"] = True
    state["presence"] = "abroad"
    if trip:
        state["abroad"] = trip
        rule = "RE-1" if trip["permit"] else "RE-4" if law.is_spr(state["grant"]) else "RE-3"
        last = bound(state)
        trip["duty"] = duty(state, rule, version, day, raw=last, due=last)
        return
    end_stay(state, day, version, "departed", "RET-3")


def departure_faults(state: Words, day: date, reentry: str) -> list[str]:
    """N72: all of them."""
    word, grant = stay_word(state, day), state["grant"]
    lawful = word in {"valid", "special-period", "not-mid-to-long-term"}
    if reentry == "permit":
        return [] if lawful and valid_permit(state, day) else ["departure-without-permit"]
    if reentry == "special":
        right = lawful and (law.is_mid_to_long_term(grant) or law.is_spr(grant))
        card = newest_card(state)
        missing = not card or card["returned"] or card["lost"] or lapsed(state, card, day)
        refugee = grant is not None and grant["detail"] == "refugee-applicant"
        barred = ["special-reentry-barred"] if not right or state["proceedings"] or refugee else []
        return barred + (["special-reentry-without-card"] if missing else [])
    return []


def reentered(state: Words, day: date, version: int, event: Words) -> None:
    trip = state["abroad"]
    state.update(presence="in-japan", too_late=None)
    if not trip or not state["grant"]:  # overridden: N90
        return
    state["abroad"] = None
    if trip and trip["permit"]:
        trip["permit"]["used_up"] = not trip["permit"]["multiple"]
    for made in state["duties"]:
        if made["of"] == "LOS-2" and made["due_on"] is None and made["stay_no"] == state["stay_no"]:
            raw = days(day, 14)
            made.update(
                opens_on=day,
                raw_due_on=raw,
                due_on=roll(raw, made["place"] if made["desk"] == "municipality" else None),
            )


HANDLERS = {
    "Landed": landed, "AcquisitionGroundsArose": acquisition_grounds, "StatusAcquired": status_acquired,
    "ApplicationFiled": application_filed, "ApplicationClosed": application_closed,
    "PeriodExtended": period_extended, "StatusChanged": status_changed,
    "PermanentResidenceGranted": permanent_residence, "StatusLost": status_lost,
    "RevocationProceedingsOpened": proceedings_opened, "RevocationProceedingsClosed": proceedings_closed,
    "PurposeChanged": purpose_changed, "ActivityStopped": activity_stopped,
    "ActivityResumed": activity_resumed,
    "SideActivityStarted": side_activity_started, "SideActivityPermitted": side_activity_permitted,
    "CardIssued": card_issued, "CardLost": card_lost,
    "CardDamaged": card_damaged, "CardReplacementOrdered": replacement_ordered, "CardFound": card_found,
    "CardReturned": card_returned, "Settled": settled, "Moved": moved, "ResidenceLeft": residence_left,
    "AddressProtected": address_protected, "AddressProtectionEnded": protection_ended,
    "ParticularsChanged": particulars_changed, "OrganisationChanged": organisation_changed,
    "MarriageEnded": marriage_ended, "ReentryPermitted": reentry_permitted,
    "ReentryPermitExtended": reentry_permit_extended, "Departed": departed, "Reentered": reentered,
    "Died": died, "Naturalised": naturalised,
}  # fmt: skip


# --- evening: notices of the day, the word of the day


def evening(state: Words, day: date) -> None:
    note_bound(state)
    for index, (version, event, _) in enumerate(state["today"]):
        for made in state["duties"]:
            if (
                made["settled_on"] is None
                and made["cancelled_on"] is None
                and settles(event, made, (day, index), state)
            ):
                made.update(settled_by=version, settled_on=day)
        if event["type"] == "CardIssued":
            for made in state["duties"]:
                if made["of"][:3] == "LOS" and live(made) and made["seq"] < (day, index):
                    made["marked"] = index
        address_notice(state, day, event)
    side_activities(state, day)
    review_extension(state, day)
    for made in state["duties"]:
        if made["marked"] is not None and made["settled_on"] is None and made["cancelled_on"] is None:
            made["cancelled_on"] = day
        made["marked"] = None
    note_word(state, day)


def note_bound(state: Words) -> None:
    trip = state["abroad"]
    if trip and state["grant"]:
        last = bound(state)
        trip["duty"].update(raw_due_on=last, due_on=last)


def note_word(state: Words, day: date) -> None:
    word = stay_word(state, day)
    if word == "overstay":
        state["since"] = overstay_since(state)
    elif word != state["word"]:
        state["since"] = day
    state["word"] = word


def address_notice(state: Words, day: date, event: Words) -> None:
    if event["type"] == "AddressNotified" and event.get("card_presented", True):
        state["notified"] = state["address"] is not None
        state["left_on"] = state["watched_from"] = None


def side_activities(state: Words, day: date) -> None:
    """N28: judged by the status at the time and by the permissions of the day."""
    for version, event, grant, before in state["started"]:
        if grant and grant["code"] in law.MAY_WORK_FREELY:
            continue
        permits = [
            p
            for p in [*before, *state["side_permits"]]
            if p["valid_until"] is None or p["valid_until"] >= day
        ]
        if not permits:
            state["anomalies"].append(("side-activity-without-permission", version))
        elif (event.get("hours_per_week") or 0) > 28 and all(p["scope"] == "blanket-28h" for p in permits):
            state["anomalies"].append(("side-activity-over-28h", version))
    state["started"] = []


def answered_before(made: Words, seq: tuple[date, int], state: Words) -> bool:
    """An application that the event behind the duty has answered is not one that answers the duty."""
    filed = [a for a in state["applications"] if a["seq"] == seq]
    return any(a["answered_on"] and a["answered_seq"] == made["seq"] for a in filed)


def settles(event: Words, made: Words, seq: tuple[date, int], state: Words) -> Any:
    """Does the event settle the duty? A notice, application or return of its day counts as after it (N38)."""
    kind, of, procedure = event["type"], made["of"], event.get("procedure")
    if kind == "PermanentResidenceGranted":
        return of == "ACQ-1" and state["today"][seq[1]][0] in state["acquired_by"]
    if kind in {"CardIssued", "StatusChanged", "StatusAcquired", "Reentered"} and not (
        made["seq"] < seq and (made["marked"] is None or made["marked"] > seq[1])
    ):
        return False
    if kind == "ApplicationFiled" and answered_before(made, seq, state):
        return False
    if kind == "ApplicationFiled" and of.startswith("REN") and seq < made["seq"]:
        return False  # N79
    if kind == "Reentered" and made["failed_on"]:
        return False  # the status is lost
    if kind == "AddressNotified":
        return of.startswith("ADR") and event.get("card_presented", True)
    if kind == "ParticularsNotified":
        return of == "CHG-1"
    if kind == "PoliceReported":
        return of == "LOS-3"
    if kind == "SpouseNotified":
        return of == "SPO-1"
    if kind == "OrganisationNotified":
        return of.startswith("ORG") and named(made["subject"]["change"], event.get("changes"))
    if kind == "CardReturned":
        return of.startswith("RET") and made["subject"]["card_number"] == event["number"]
    if kind == "Reentered":
        return of.startswith("RE-")
    if kind == "ApplicationFiled":
        return (
            (of in {"LOS-1", "LOS-2"} and procedure == "card-reissue")
            or (of in {"DMG-1", "DMG-2"} and procedure in {"card-replacement", "card-reissue"})
            or (of.startswith("REN") and procedure == "card-renewal")
            or (of == "CHS-1" and procedure == "change")
            or (of in {"ACQ-1", "ACQ-3"} and procedure in {"acquisition", "special-permanent-residence"})
            or (of == "ACQ-1" and any(a["acquires"] for a in state["applications"] if a["seq"] == seq))
        )
    if kind == "CardIssued":
        return (of in {"LOS-1", "LOS-2"} and event["reason"] == "reissue") or of[:3] in {"DMG", "REN"}
    if kind == "StatusChanged":
        return of == "CHS-1"
    if kind == "StatusAcquired":
        return of in {"ACQ-1", "ACQ-3"}
    return False


PAIRS = {"left": "end", "contract-ended": "end", "joined": "start", "contract-started": "start"}


def named(change: str, changes: list[str] | None) -> bool:
    return not changes or PAIRS.get(change, change) in {PAIRS.get(c, c) for c in changes}
