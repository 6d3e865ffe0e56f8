"""Facts of one day count by what answers and presupposes what, else in the order recorded."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from domain.day_order import COUNTS_BEFORE
from domain.history import effective
from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    Stream,
    anomalies,
    duties,
    duty,
    engineer,
    granted,
    issued,
    landed,
    opened,
    place,
    rules,
    standing,
)
from tests.spec import event, recorded

FIRST_DAY = [
    landed("2026-04-06", "student", "P1Y3M", "2027-07-06"),
    issued("2026-04-06", "2027-07-06", route="port"),
    event("Settled", "2026-04-06", address=place("01102")),
    event("AddressNotified", "2026-04-06"),
    event("SideActivityPermitted", "2026-04-06", scope="blanket-28h"),
    event("SideActivityStarted", "2026-04-06", description="Convenience store", hours_per_week=20),
]


def order(stream: Stream) -> list[int]:
    return [e.version for e in effective(recorded(stream))]


def test_the_table_is_closed_under_following() -> None:
    for kind, later in COUNTS_BEFORE.items():
        assert kind not in later
        for follower in later:
            assert COUNTS_BEFORE.get(follower, frozenset()) <= later


@pytest.mark.parametrize("turn", list(permutations(range(6)))[::17])
def test_n64_every_order_of_the_first_day_gives_one_answer(turn: tuple[int, ...]) -> None:
    told = [opened("2026-04-06"), *(FIRST_DAY[n] for n in turn)]
    shown = standing(told, "2026-04-06")
    assert (shown.stay, shown.card.state, shown.address_notified, shown.anomalies) == (
        "valid", "held", True, (),
    )  # fmt: skip
    assert [d.state(shown_on) for d in duties(told, "2026-04-06") if d.rule == "ADR-1"
            for shown_on in [d.trigger_on]] == ["done"]  # fmt: skip


def test_nothing_is_moved_across_a_departure() -> None:
    told = engineer(
        issued("2026-06-01", "2028-04-07", OTHER_CARD, "reissue"),
        event("Departed", "2026-06-01", reentry="special"),
        event("PeriodExtended", "2026-06-01", period_of_stay="P3Y", expires_on="2031-04-07"),
    )
    assert order(told)[-3:] == [6, 7, 8]


def test_an_application_of_the_day_of_the_grant_answers_the_old_period_alone() -> None:
    told = engineer(
        event("PeriodExtended", "2028-04-03", period_of_stay="P3M", expires_on="2028-07-07"),
        event("ApplicationFiled", "2028-04-03", procedure="extension"),
    )
    assert order(told)[-2:] == [7, 6]
    assert sorted((d.trigger, d.settled_by) for d in duties(told, "2028-04-03") if d.rule == "EXT") == [
        (2, 7), (6, None),
    ]  # fmt: skip


def test_n64_what_lies_before_the_first_entry_has_no_effect_and_is_flagged() -> None:
    told = [opened("2026-04-05"), *FIRST_DAY[1:5]]
    assert anomalies(told, "2026-04-06") == ["before-first-entry"] * 4
    assert (rules(told, "2026-04-06"), standing(told, "2026-04-06").card.number) == ([], None)
    acquired = granted("StatusAcquired", "2026-04-06", "dependent", "P1Y", "2027-04-06")
    assert standing([opened(), acquired], "2026-04-06").stay == "none"


def test_n77_what_ended_at_midnight_is_first() -> None:
    told = engineer(event("Departed", "2028-04-08", reentry="none"))
    assert rules(told, "2028-04-08") == ["RET-2"]
    assert duty(told, "2028-04-08", "RET-2")["opens_on"] == "2028-04-08"
    assert duty(told, "2028-04-08", "RET-2")["raw_due_on"] == "2028-04-21"


def test_n77_a_notice_of_the_day_after_the_last_one_settles_nothing() -> None:
    gone = engineer(event("Moved", "2026-05-25", address=place("01107")),
                    event("Departed", "2026-06-01", reentry="special"))  # fmt: skip
    late = [*gone, event("AddressNotified", "2027-06-02")]
    assert duty(late, "2027-06-02", "ADR-3")["state"] == "cancelled"
    in_time = [*gone, event("AddressNotified", "2027-06-01")]
    assert duty(in_time, "2027-06-02", "ADR-3")["state"] == "done-late"


def test_n78_a_decision_carries_a_card_printed_a_day_short_through_its_day() -> None:
    told = engineer(event("ApplicationFiled", "2028-04-03", procedure="extension"))
    told[2] = issued("2025-04-07", "2028-04-06", route="port")
    assert standing(told, "2028-05-01").card.state == "held"
    refused = [*told, event("ApplicationClosed", "2028-04-07", procedure="extension", outcome="refused")]
    assert standing(refused, "2028-04-07").card.state == "held"
    assert standing(refused, "2028-04-08").card.state == "lapsed"


def test_a_grant_in_the_filing_grace_leaves_the_old_card_owed_from_the_day_after() -> None:
    told = engineer(
        event("PeriodExtended", "2028-04-10", period_of_stay="P1Y", expires_on="2029-04-08"),
        until="2028-04-08",
    )
    assert rules(told, "2028-04-10") == ["EXT"]
    assert duty(told, "2028-04-11", "RET-2")["raw_due_on"] == "2028-04-22"


def test_n84_a_card_that_is_not_alive_cannot_be_lost_any_more() -> None:
    returned = engineer(
        event("CardReturned", "2026-06-01", number=CARD, route="post"),
        event("CardLost", "2026-06-02", cause="lost"),
    )
    in_grace = engineer(event("CardLost", "2028-04-09", cause="lost"), until="2028-04-08")
    for told, on in ((returned, "2026-06-02"), (in_grace, "2028-04-09")):
        assert not [d for d in duties(told, on) if d.rule.startswith("LOS")]
    found = [*in_grace, event("CardFound", "2028-04-10", number=CARD)]
    assert duty(found, "2028-04-10", "RET-4")["state"] == "open"


def test_n84_the_duty_of_an_ended_stay_waits_without_dates() -> None:
    told = engineer(
        event("Departed", "2026-06-01", reentry="special"),
        event("CardLost", "2026-06-10", cause="lost"),
        event("StatusLost", "2026-07-01", reason="revoked"),
        event("Reentered", "2026-08-01") | {"overridden": True},
    )
    lost = duty(told, "2026-08-01", "LOS-2")
    assert (lost["state"], lost["opens_on"], lost["due_on"]) == ("cancelled", None, None)
    assert standing(told, "2026-08-01").presence == "in-japan"


def test_n66_a_card_of_unknown_issue_is_lost_once_and_damaged() -> None:
    told = [
        opened("2026-04-06"), FIRST_DAY[0],
        *(event("CardLost", f"2026-05-{n}", cause="lost") | {"overridden": True} for n in (11, 12)),
        event("CardDamaged", "2026-05-13", cause="soiled") | {"overridden": True},
    ]  # fmt: skip
    assert rules(told, "2026-05-13") == ["DMG-1", "EXT", "LOS-1", "LOS-3"]
    assert anomalies(told, "2026-05-13") == ["card-not-issued"] * 3


def test_n73_a_grant_in_overstay_counts_and_is_flagged() -> None:
    told = engineer(event("PeriodExtended", "2028-05-01", period_of_stay="P1Y", expires_on="2029-05-01"))
    assert (standing(told, "2028-05-01").stay, anomalies(told, "2028-05-01")) == (
        "valid",
        ["granted-in-overstay"],
    )
    child = [
        opened("2026-04-06", born="2026-04-06"),
        event("AcquisitionGroundsArose", "2026-04-06", grounds="birth"),
        granted("StatusAcquired", "2026-06-06", "dependent", "P1Y", "2027-06-06"),
    ]
    assert anomalies(child, "2026-06-06") == ["granted-in-overstay"]


def test_n74_who_has_turned_16_files_alone() -> None:
    told = engineer(event("Moved", "2026-05-25", address=place("01107")), born="2010-06-01")
    [owed] = [d for d in duties(told, "2026-06-10") if d.rule == "ADR-3"]
    day = type(owed.trigger_on)
    assert owed.who_owes(day(2026, 5, 31)) == "guardian"
    assert owed.who_owes(day(2026, 6, 1)) == "holder"
    settled = [*told, event("AddressNotified", "2026-05-28")]
    [owed] = [d for d in duties(settled, "2026-06-10") if d.rule == "ADR-3"]
    assert owed.who_owes(day(2026, 6, 10)) == "guardian"


def test_n88_after_naturalisation_only_the_loss_of_nationality_brings_a_status() -> None:
    gone = engineer(event("Naturalised", "2026-06-01"))
    for late in (
        landed("2026-08-01", "student", "P1Y", "2027-08-01"),
        granted("StatusAcquired", "2026-08-01", "student", "P1Y", "2027-08-01"),
        event("AcquisitionGroundsArose", "2026-08-01", grounds="other"),
    ):
        assert "no-status" in anomalies([*gone, late | {"overridden": True}], "2026-08-01")


def test_n90_what_is_overridden_stands_without_effect_but_for_crossings_and_permits() -> None:
    abroad = engineer(event("Departed", "2026-06-01", reentry="none"))
    for late in (
        event("PermanentResidenceGranted", "2026-07-01"),
        granted("StatusChanged", "2026-07-01", "student", "P1Y", "2027-07-01"),
    ):
        told = [*abroad, late | {"overridden": True}]
        assert (standing(told, "2026-07-01").stay, anomalies(told, "2026-07-01")) == (
            "departed",
            ["no-status"],
        )
    permit = event("ReentryPermitted", "2026-04-10") | {"overridden": True}
    assert anomalies([opened(), permit], "2026-04-10") == ["no-status", "not-in-japan"]


RENEWED = [
    event("ApplicationFiled", "2028-04-03", procedure="extension"),
    event("PeriodExtended", "2028-04-03", period_of_stay="P3Y", expires_on="2031-04-07"),
    issued("2028-04-03", "2031-04-07", OTHER_CARD, "status"),
    event("SideActivityPermitted", "2028-04-03", scope="blanket-28h"),
    event("AddressNotified", "2028-04-03"),
    event("CardReturned", "2028-04-03", number=CARD, route="bureau"),
]


@given(st.permutations(range(6)), st.sampled_from(["2028-04-03", "2030-12-31", "2031-04-08"]))
def test_the_day_of_an_extension_gives_one_answer_in_every_order(turn: list[int], on: str) -> None:
    told = engineer(*(RENEWED[n] for n in turn))
    assert in_kinds(told, on) == in_kinds(engineer(*RENEWED), on)


def in_kinds(told: Stream, on: str) -> object:
    """Standing and duties of a day with the kind of fact in the place of its version."""
    kinds: dict[int | None, str | None] = {None: None, **{n: e["type"] for n, e in enumerate(told, 1)}}
    shown = standing(told, on)
    return (
        structs.replace(shown, permissions=(), pending_applications=()),
        [p.valid_until for p in shown.permissions],
        sorted(
            (d.rule, kinds[d.trigger], kinds[d.settled_by], str(d.due_on), str(d.settled_on), str(d.opens_on))
            for d in duties(told, on)
        ),
    )
