"""Standing and obligations, in the words of the contract, out of the naive walk."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.naive import law
from tests.naive.days import birthday, civil, days, possible_births
from tests.naive.life import (
    Check,
    Stream,
    Words,
    bound,
    expires,
    facts_of,
    filing_day,
    lapsed,
    lawful_end,
    must_return_by,
    newest_card,
    pending,
    stay_word,
    walk,
    without_target,
)

ADVISORY = {"DMG-1", "CHS-1", "LOS-3"}


def text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def standing(stream: Stream, on: date, checks: Check | None = None) -> Words:
    return many(stream, [on], checks)[on][0]


def obligations(stream: Stream, on: date, checks: Check | None = None) -> list[Words]:
    return many(stream, [on], checks)[on][1]


def many(
    stream: Stream, asked: Iterable[date], checks: Check | None = None
) -> dict[date, tuple[Words, list[Words]]]:
    """Standing and obligations for several days in one walk: {day: (standing, obligations)}."""
    return {
        day: (standing_of(state, day, stream), obligations_of(state, day))
        for day, state in walk(facts_of(stream), asked, checks)
    }


# --- obligations


def state_of(made: Words, on: date) -> str:
    if made["settled_on"]:
        return "done" if made["due_on"] is None or made["settled_on"] <= made["due_on"] else "done-late"
    if made["cancelled_on"]:
        return "cancelled"
    if made["failed_on"]:
        return "overdue"
    if made["opens_on"] is None or on < made["opens_on"]:
        return "pending"
    return "open" if made["due_on"] is None or on <= made["due_on"] else "overdue"


def days_left(made: Words, on: date) -> int | None:
    if made["due_on"] is None or state_of(made, on) in {"done", "done-late", "cancelled"}:
        return None
    left: int = (made["due_on"] - on).days
    return left


def kind_of(rule: str) -> str:
    if rule == "LOS-3":
        return "report"
    if rule.startswith(("RET", "SPR-7")):
        return "return"
    if rule.startswith("RE-"):
        return "reentry"
    if rule.startswith(("ADR", "CHG", "ORG", "SPO")) or rule in {"SPR-1", "SPR-2"}:
        return "notification"
    return "application"


def obligations_of(state: Words, on: date) -> list[Words]:
    return [
        {
            "rule": made["rule"],
            "kind": kind_of(made["rule"]),
            "class": "advisory" if made["rule"] in ADVISORY else "statutory",
            "state": state_of(made, on),
            "opens_on": text(made["opens_on"]),
            "raw_due_on": text(made["raw_due_on"]),
            "due_on": text(made["due_on"]),
            "days_left": days_left(made, on),
            "trigger": made["trigger"],
            "settled_by": made["settled_by"],
            "settled_on": text(made["settled_on"]),
            "subject": made["subject"],
            "owed_by": owed_by(state, made, on),
            "authority": authority(state, made),
            **({} if of_a_relative(state, made) else taken(state)),
        }
        for made in state["duties"]
        if (made["raw_due_on"] if made["rule"] == "EXT" else made["raised_on"]) >= law.CARDS_SINCE
    ]


def owed_by(state: Words, made: Words, on: date) -> str:
    if of_a_relative(state, made):
        return "relative-or-cohabitant"
    sixteenth = birthday(possible_births(state["date_of_birth"])[1], 16)
    day = made["settled_on"] or max(on, made["opens_on"] or on)  # N74
    return "guardian" if day < sixteenth else "holder"


def of_a_relative(state: Words, made: Words) -> bool:
    dead = state["deceased_on"]
    return bool(made["of"] == "RET-7" or (made["rule"] == "SPR-7" and dead and made["raised_on"] >= dead))


def taken(state: Words) -> Words:
    """The day that ages are counted from, where a birth is known in part."""
    first, last = possible_births(state["date_of_birth"])
    return {} if first == last else {"birth_taken_as": last.isoformat()}


def authority(state: Words, made: Words) -> Words:
    place = (state["address"] or state["last_address"] or {}).get("municipality_code")
    if made["of"].startswith("ADR"):
        place = made["place"]
    answer = {"kind": made["desk"], "municipality_code": place if made["desk"] == "municipality" else None}
    if made["desk"] == "bureau" and (place or "").startswith("01"):
        answer |= {"name": "Sapporo Regional Immigration Services Bureau", "telephone": "011-261-7502"}
    return answer


# --- standing


def standing_of(state: Words, on: date, stream: Stream) -> Words:
    word, grant = stay_word(state, on), state["grant"]
    resident = law.is_mid_to_long_term(grant) and word not in {
        "overstay", "lost", "departed", "deceased", "naturalised", "none", "within-60-days",
    }  # fmt: skip
    counted = [o for o in obligations_of(state, on) if o["class"] == "statutory"]
    return {
        "version": len(stream),
        "name": state["name"],
        "date_of_birth": state["date_of_birth"],
        **taken(state),
        "nationality": state["nationality"],
        "sex": state["sex"],
        "stay": word,
        "stay_since": text(state["since"]),
        "stay_until": text(stay_until(state, on, word)),
        "presence": state["presence"],
        "mid_to_long_term": resident,
        "status": status_of(state, word),
        "card": card_view(state, on, word),
        "carry_required": carry_required(state, on, resident),
        "address": state["address"],
        "address_notified": state["notified"],
        **bounds_of(state, on, word),
        "pending_applications": [
            {
                "procedure": a["procedure"],
                "filed_on": text(a["filed_on"]),
                "receipt_number": a["receipt_number"],
                "version": a["version"],
            }
            for a in state["applications"]
            if pending(a)
        ],
        "permissions": permissions(state, on),
        "flags": flags(state, on, word),
        "anomalies": [
            {"code": code, "version": version}
            for code, version in [*without_target(stream), *state["anomalies"]]
        ],
        "obligations": {s: sum(o["state"] == s for o in counted) for s in ("pending", "open", "overdue")},
    }


def bounds_of(state: Words, on: date, word: str) -> Words:
    """Abroad under protection, and after a return that comes too late as long as it has not come."""
    by, after = None, None
    if word == "abroad-protected":
        by, after = must_return_by(state, on), bound(state)
    elif state["too_late"] and state["presence"] == "abroad" and word == "lost":
        by, after = state["too_late"]["by"], state["too_late"]["after"]
    return {"must_return_by": text(by), "status_lost_after": text(after)}


def stay_until(state: Words, on: date, word: str) -> Any:
    if word == "within-60-days":
        return days(state["grounds"]["on"], 60)
    if word in {"valid", "not-mid-to-long-term"}:
        return expires(state["grant"])
    if word == "special-period":
        return lawful_end(state)
    if word == "filing-grace":
        return filing_day(state["grant"])
    if word == "abroad-protected":
        return bound(state)
    return None


def status_of(state: Words, word: str) -> Words | None:
    grant = state["grant"]
    if grant is None or word in {"none", "within-60-days", "lost", "departed", "deceased", "naturalised"}:
        return None
    return {
        "code": grant["code"], "detail": grant["detail"], "as_spouse": grant["as_spouse"],
        "period_of_stay": grant["period_of_stay"], "granted_on": text(grant["granted_on"]),
        "expires_on": text(grant["expires_on"]),
    }  # fmt: skip


def card_view(state: Words, on: date, word: str) -> Words:
    card = newest_card(state)
    if card is None:
        return {
            "number": None,
            "valid_until": None,
            "state": "none",
            "computed_valid_until": None,
            "computed_rule": None,
        }
    if card["returned"]:
        word = "returned"
    elif card["lost"]:
        word = "lost"
    elif lapsed(state, card, on):
        word = "lapsed"
    elif card["damaged"]:
        word = "damaged"
    else:
        word = "held"
    return {
        "number": card["number"], "valid_until": text(card["valid_until"]), "state": word,
        "computed_valid_until": text(card["computed"]), "computed_rule": card["computed_rule"],
    }  # fmt: skip


def carry_required(state: Words, on: date, resident: bool) -> bool:
    return (
        resident
        and state["presence"] == "in-japan"
        and on >= birthday(possible_births(state["date_of_birth"])[1], 16)
        and newest_card(state) is not None
    )


def permissions(state: Words, on: date) -> list[Words]:
    if state["grant"] is None or stay_word(state, on) == "overstay":
        return []
    side = [
        {
            "kind": "side-activity",
            "scope": p["scope"],
            "granted_on": text(p["granted_on"]),
            "valid_until": text(p["valid_until"]),
            "version": p["version"],
        }
        for p in state["side_permits"]
        if p["valid_until"] is None or p["valid_until"] >= on
    ]
    back = [
        {
            "kind": "reentry-permit",
            "granted_on": text(p["granted_on"]),
            "valid_until": text(p["valid_until"]),
            "multiple": p["multiple"],
            "used": p["used"],
            "version": p["version"],
        }
        for p in state["permits"]
        if p["valid_until"] >= on and not p["used_up"]
    ]
    return side + back


def flags(state: Words, on: date, word: str) -> list[Words]:
    grant = state["grant"]
    if (
        grant is None
        or law.is_spr(grant)
        or word in {"overstay", "lost", "departed", "deceased", "naturalised"}
    ):
        return []
    found = []
    if "status" in state["stopped"] and grant["code"] not in law.TABLE_2:
        found.append(
            ("REV-2", days(civil(state["stopped"]["status"], 6 if grant["code"] == "hsp-2" else 3), 1))
        )
    if "spousal" in state["stopped"] and grant["code"] in law.SPOUSES and grant["as_spouse"]:
        found.append(("REV-3", days(civil(state["stopped"]["spousal"], 6), 1)))
    if law.is_mid_to_long_term(grant):
        if state["watched_from"] and state["presence"] == "in-japan":
            found.append(("REV-4", days(state["watched_from"], 91)))
        if state["left_on"] and state["presence"] == "in-japan":
            found.append(("REV-5", days(state["left_on"], 91)))
    return [{"rule": rule, "since": text(since)} for rule, since in found if on >= since]
