"""Short words for the lives that tests of the law tell, and for what the folds say of them."""

from datetime import date
from typing import Any

import msgspec

from domain.duties.duty import Duty
from domain.history import effective
from domain.policy import DEFAULT, Policy
from projections import current_status
from projections.current_status import Standing
from tests.over_time import obligations
from tests.spec import event, recorded

CARD = "AB12345678CD"
OTHER_CARD = "EF12345678GH"
Stream = list[dict[str, Any]]


def opened(on: str = "2025-04-07", *, born: str = "1990-01-15") -> dict[str, Any]:
    name = {"family": "TEST", "given": "PERSON"}
    return event("CaseOpened", on, name=name, date_of_birth=born, nationality="VN")


def landed(on: str, status: str, period: str | None, until: str | None, **more: Any) -> dict[str, Any]:
    granted = {"status": status, "period_of_stay": period, "expires_on": until}
    return event("Landed", on, port="New Chitose Airport", **granted, **more)


def granted(
    kind: str, on: str, status: str, period: str | None, until: str | None, **more: Any
) -> dict[str, Any]:
    return event(kind, on, status=status, period_of_stay=period, expires_on=until, **more)


def issued(
    on: str, until: str, number: str = CARD, reason: str = "landing", route: str = "bureau"
) -> dict[str, Any]:
    return event("CardIssued", on, number=number, valid_until=until, route=route, reason=reason)


def place(code: str = "01101") -> dict[str, str]:
    return {"municipality_code": code, "line": "Minami 1-jo Nishi 2-chome"}


def engineer(*more: dict[str, Any], until: str = "2028-04-07", born: str = "1990-01-15") -> Stream:
    """An engineer since Monday 7 April 2025 for three years, with card, settled and notified in Chuo-ku."""
    return [
        opened(born=born),
        landed("2025-04-07", "engineer-humanities-international", "P3Y", until),
        issued("2025-04-07", until, route="port"),
        event("Settled", "2025-04-07", address=place()),
        event("AddressNotified", "2025-04-10"),
        *more,
    ]


def special_permanent(*more: dict[str, Any], born: str = "1980-05-01") -> Stream:
    """A special permanent resident of Kita-ku since birth, with a certificate valid through 1 May 2030."""
    return [
        opened(born, born=born),
        event("AcquisitionGroundsArose", born, grounds="birth", special_permanent=True),
        event("Settled", born, address=place("01102")),
        granted("StatusAcquired", born, "special-permanent-resident", None, None),
        issued("2023-05-08", "2030-05-01", route="municipality", reason="renewal"),
        event("AddressNotified", "2023-05-08"),
        *more,
    ]


def duties(stream: Stream, on: str, policy: Policy = DEFAULT) -> list[Duty]:
    return obligations(effective(recorded(stream)), date.fromisoformat(on), policy)


def duty(stream: Stream, on: str, rule: str, policy: Policy = DEFAULT) -> dict[str, Any]:
    """Return the only duty of a rule as it shows on a day, in plain words."""
    found = [d for d in duties(stream, on, policy) if d.rule == rule]
    assert len(found) == 1, [(d.rule, d.trigger_on) for d in duties(stream, on, policy)]
    return words(found[0], on)


def words(found: Duty, on: str) -> dict[str, Any]:
    state = found.state(date.fromisoformat(on))
    plain: dict[str, Any] = msgspec.to_builtins(found)
    due = {"state": state, "due_on": found.due_on, "raw_due_on": found.raw_due_on}
    return plain | {
        name: value.isoformat() if isinstance(value, date) else value for name, value in due.items()
    }


def rules(stream: Stream, on: str, policy: Policy = DEFAULT) -> list[str]:
    """Return the rules of the duties that wait, are open or overdue on a day."""
    day = date.fromisoformat(on)
    alive = [d for d in duties(stream, on, policy) if d.state(day) in {"pending", "open", "overdue"}]
    return sorted(d.rule for d in alive)


def standing(stream: Stream, on: str, policy: Policy = DEFAULT) -> Standing:
    return current_status.on(effective(recorded(stream)), date.fromisoformat(on), policy)


def flags(stream: Stream, on: str, policy: Policy = DEFAULT) -> dict[str, str]:
    """Return the flags of a day: rule and since when."""
    return {f.rule: f.since.isoformat() for f in standing(stream, on, policy).flags}


def anomalies(stream: Stream, on: str, policy: Policy = DEFAULT) -> list[str]:
    return [a.code for a in standing(stream, on, policy).anomalies]
