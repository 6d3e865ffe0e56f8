"""What is kept of a resident's file between questions."""

from datetime import date

import pytest

from api.asking import File, _outlook
from domain.history import effective
from domain.policy import DEFAULT, Policy
from projections.outlook import Outlook, outlook
from tests.api.office import Office, arrival
from tests.spec import RESIDENT, event, recorded

NAME = {"family": "Tamang", "given": "Maya"}
AT = {"municipality_code": "01101", "line": "Minami 1 Nishi 2"}
LANDED = {"port": "New Chitose", "status": "student", "period_of_stay": "P1Y", "expires_on": "2027-04-06"}
LIFE = [
    event("CaseOpened", "2026-04-06", name=NAME, date_of_birth="1995-03-22", nationality="NP"),
    event("Landed", "2026-04-06", **LANDED),
    event("Settled", "2026-04-10", address=AT),
]
VOID = event("EventVoided", "2026-04-11", voids=3, reason="another resident's")


def file(*life: dict[str, object], on: date = date(2026, 5, 1)) -> File:
    stream = recorded(life)
    facts = effective(stream)
    return File(resident_id=RESIDENT, on=on, known=None, recorded=stream, counted=stream, facts=facts)


def anew(opened: File, policy: Policy = DEFAULT) -> Outlook:
    facts = [e for e in opened.facts if e.on <= opened.on]
    return outlook(facts, policy)


def test_what_a_resident_s_facts_say_is_not_worked_out_twice() -> None:
    assert file(*LIFE).outlook(DEFAULT) is file(*LIFE).outlook(DEFAULT)


@pytest.mark.parametrize(
    ("other", "policy"),
    [
        pytest.param(file(*LIFE, VOID), DEFAULT, id="an event was voided since"),
        pytest.param(file(*LIFE[:2]), DEFAULT, id="fewer facts were known"),
        pytest.param(file(*LIFE, on=date(2026, 4, 8)), DEFAULT, id="a day before the last fact"),
        pytest.param(file(*LIFE), Policy(midnight_start="ON"), id="another server's settings"),
    ],
)
def test_what_is_kept_is_never_told_of_other_facts_days_or_settings(other: File, policy: Policy) -> None:
    kept = file(*LIFE).outlook(DEFAULT)
    found = other.outlook(policy)
    assert found is not kept
    assert found.duties == anew(other, policy).duties
    assert found.case.places == anew(other, policy).case.places


async def test_nothing_of_an_erased_resident_is_kept(ward: Office) -> None:
    resident = await ward.open(*arrival(card="AB12345678CD"))
    await ward.get(f"/v1/residents/{resident}")
    kept = _outlook.cache_info().currsize
    await ward.post(f"/v1/residents/{resident}/erasure", {"reason": "court-order"})
    assert (kept > 0, _outlook.cache_info().currsize) == (True, 0)
