"""Organisation and spouse (ICRRA 19-16)."""

from typing import Any

import pytest

from domain.policy import Policy
from tests.domain.telling import duties, duty, engineer, issued, landed, opened, place, rules
from tests.spec import event


def holder(
    status: str, *more: dict[str, Any], period: str | None = "P3Y", **fields: object
) -> list[dict[str, Any]]:
    return [
        opened(),
        landed("2025-04-07", status, period, "2028-04-07" if period else None, **fields),
        issued("2025-04-07", "2028-04-07", route="port"),
        event("Settled", "2025-04-07", address=place()),
        event("AddressNotified", "2025-04-10"),
        *more,
    ]


CEASED = event("OrganisationChanged", "2026-06-01", change="ceased")


@pytest.mark.parametrize(
    ("rule", "life"),
    [
        pytest.param("ORG-1", holder("student", CEASED), id="student"),
        pytest.param("ORG-1", holder("business-manager", CEASED), id="business manager"),
        pytest.param("ORG-2", holder("engineer-humanities-international", CEASED), id="engineer"),
        pytest.param("ORG-1", holder("hsp-2", CEASED, period=None, detail="c"), id="HSP(ii) doing (c) work"),
        pytest.param("ORG-2", holder("hsp-2", CEASED, period=None, detail="a"), id="HSP(ii) doing (a) work"),
        pytest.param(None, holder("long-term-resident", CEASED), id="long-term resident"),
        pytest.param(None, holder("journalist", CEASED), id="journalist"),
    ],
)
def test_the_status_chooses_the_rule(rule: str | None, life: list[dict[str, Any]]) -> None:
    found = [r for r in rules(life, "2026-06-02") if r.startswith("ORG")]
    assert found == ([] if rule is None else [rule])


@pytest.mark.parametrize(("expected", "in_japan"), [(["ORG-2"], True), ([], False)])
def test_entertainers_only_under_contract_in_japan(expected: list[str], in_japan: bool) -> None:
    life = holder(
        "entertainer", event("OrganisationChanged", "2026-06-01", change="ceased", contract_in_japan=in_japan)
    )
    assert [r for r in rules(life, "2026-06-02") if r.startswith("ORG")] == expected


def test_leaving_and_joining_have_two_clocks() -> None:
    life = engineer(
        event("OrganisationChanged", "2026-06-01", change="contract-ended"),
        event("OrganisationChanged", "2026-06-10", change="contract-started"),
    )
    found = {
        d.subject.change: str(d.due_on) for d in duties(life, "2026-06-10") if d.rule == "ORG-2" and d.subject
    }
    assert found == {"contract-ended": "2026-06-15", "contract-started": "2026-06-24"}


def test_a_notice_settles_the_changes_it_names_and_their_other_words() -> None:
    life = engineer(
        event("OrganisationChanged", "2026-06-01", change="contract-ended"),
        event("OrganisationChanged", "2026-06-10", change="contract-started"),
        event("OrganisationNotified", "2026-06-11", changes=["left"]),
    )
    state = {
        d.subject.change: d.settled_by for d in duties(life, "2026-06-11") if d.rule == "ORG-2" and d.subject
    }
    assert state == {"contract-ended": 8, "contract-started": None}


def test_a_notice_that_names_nothing_settles_all() -> None:
    life = engineer(CEASED, event("OrganisationNotified", "2026-06-15"))
    assert duty(life, "2026-06-15", "ORG-2")["state"] == "done"


def test_the_clock_runs_abroad_by_default_and_may_pause() -> None:
    life = engineer(event("Departed", "2026-05-01", reentry="special"), CEASED)
    assert duty(life, "2026-06-02", "ORG-2")["due_on"] == "2026-06-15"
    paused = duty(life, "2026-06-02", "ORG-2", Policy(abroad_clock="PAUSE"))
    assert (paused["state"], paused["due_on"], paused["switches"]) == ("pending", None, ("abroad_clock",))
    back = duty(
        [*life, event("Reentered", "2026-07-01")], "2026-07-02", "ORG-2", Policy(abroad_clock="PAUSE")
    )
    assert back["due_on"] == "2026-07-15"


@pytest.mark.parametrize(
    ("expected", "status", "as_spouse"),
    [
        pytest.param(True, "dependent", True, id="dependent spouse"),
        pytest.param(False, "dependent", False, id="dependent child"),
        pytest.param(True, "spouse-of-japanese", True, id="spouse of a Japanese"),
        pytest.param(True, "spouse-of-permanent-resident", True, id="spouse of a permanent resident"),
        pytest.param(False, "long-term-resident", True, id="long-term resident"),
    ],
)
def test_spo_1_only_as_a_spouse(expected: bool, status: str, as_spouse: bool) -> None:
    life = holder(status, event("MarriageEnded", "2026-10-26", cause="divorce"), as_spouse=as_spouse)
    assert ("SPO-1" in rules(life, "2026-10-27")) is expected


def test_spo_1_divorce_on_26_october_is_notified_by_9_november() -> None:
    life = holder("dependent", event("MarriageEnded", "2026-10-26", cause="divorce"), as_spouse=True)
    told = duty(life, "2026-11-10", "SPO-1")
    assert (told["due_on"], told["state"], told["basis"]) == (
        "2026-11-09",
        "overdue",
        "ICRRA art. 19-16(iii)",
    )
    notified = duty([*life, event("SpouseNotified", "2026-11-09")], "2026-11-10", "SPO-1")
    assert notified["state"] == "done"


def test_the_end_of_a_marriage_abroad_follows_the_same_switch() -> None:
    told = [
        opened(),
        landed("2025-04-07", "spouse-of-japanese", "P3Y", "2028-04-07", as_spouse=True),
        issued("2025-04-07", "2028-04-07"),
        event("Departed", "2026-05-01", reentry="special"),
        event("MarriageEnded", "2026-06-10", cause="divorce"),
    ]
    runs = duty(told, "2026-06-10", "SPO-1")
    assert (runs["state"], runs["due_on"], runs["switches"]) == ("open", "2026-06-24", ("abroad_clock",))
    pauses = Policy(abroad_clock="PAUSE")
    assert duty(told, "2026-06-10", "SPO-1", pauses)["state"] == "pending"
    back = [*told, event("Reentered", "2026-07-01")]
    assert duty(back, "2026-07-01", "SPO-1", pauses)["due_on"] == "2026-07-15"


def test_that_a_researchers_spouse_owes_the_notice_is_unconfirmed() -> None:
    ended = event("MarriageEnded", "2026-06-01", cause="divorce")
    spouse = holder("designated-activities", ended, detail="researcher-spouse", as_spouse=True)
    assert duty(spouse, "2026-06-10", "SPO-1")["confirmed"] is False
    assert duty(holder("dependent", ended, as_spouse=True), "2026-06-10", "SPO-1")["confirmed"] is True


def test_n62_that_the_statuses_of_2027_owe_the_notice_is_unconfirmed() -> None:
    for status, confirmed in (("skill-development", False), ("technical-intern-1", True)):
        assert duty(holder(status, CEASED), "2026-06-10", "ORG-1")["confirmed"] is confirmed
