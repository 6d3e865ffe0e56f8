"""Renewing the validity of a card (ICRRA 19-11; SPRA 12; REN-1, REN-2, SPR-4)."""

from datetime import date
from typing import Any

from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    Stream,
    duties,
    duty,
    engineer,
    issued,
    landed,
    opened,
    place,
    rules,
    special_permanent,
    standing,
    words,
)
from tests.spec import event


def permanent(*more: dict[str, Any], until: str = "2027-02-06", born: str = "1980-01-15") -> Stream:
    """Permanent since 6 February 2020, with a card of seven years."""
    return [
        opened("2020-02-06", born=born),
        landed("2020-02-06", "permanent-resident", None, None),
        issued("2020-02-06", until, reason="status"),
        event("Settled", "2020-02-06", address=place()),
        event("AddressNotified", "2020-02-07"),
        *more,
    ]


def test_ren_1_opens_three_months_before_since_2026_06_14_and_its_day_rolls() -> None:
    assert duty(permanent(), "2026-11-05", "REN-1")["state"] == "pending"
    told = duty(permanent(), "2026-11-06", "REN-1")
    assert (told["opens_on"], told["state"], told["confirmed"]) == ("2026-11-06", "open", False)
    assert (told["raw_due_on"], told["due_on"]) == ("2027-02-06", "2027-02-08")


def test_n52_the_card_lapses_on_the_printed_day_while_the_duty_is_still_open() -> None:
    assert standing(permanent(), "2027-02-07").card.state == "lapsed"
    assert duty(permanent(), "2027-02-08", "REN-1")["state"] == "open"
    assert duty(permanent(), "2027-02-08", "RET-2")["due_on"] == "2027-02-22"


def test_ren_1_is_settled_by_the_application_or_any_later_card() -> None:
    applied = permanent(event("ApplicationFiled", "2026-12-10", procedure="card-renewal"))
    assert duty(applied, "2026-12-10", "REN-1")["state"] == "done"
    renewed = permanent(issued("2026-12-10", "2036-12-10", OTHER_CARD, "renewal"))
    old = [
        d
        for d in duties(renewed, "2026-12-10")
        if d.rule == "REN-1" and d.subject and d.subject.card_number == CARD
    ]
    assert [d.settled_by for d in old] == [6]


def test_no_renewal_for_a_card_that_ends_with_the_stay() -> None:
    assert not [r for r in rules(engineer(), "2028-03-01") if r.startswith("REN")]


def test_ren_2_opens_six_months_before_a_card_that_ends_at_sixteen_and_the_guardian_owes_it() -> None:
    life = [
        opened("2025-04-07", born="2012-06-20"),
        landed("2025-04-07", "dependent", "P5Y", "2030-04-07"),
        issued("2025-04-07", "2028-06-19", route="port"),
        event("Settled", "2025-04-07", address=place()),
        event("AddressNotified", "2025-04-10"),
    ]
    told = duty(life, "2027-12-19", "REN-2")
    assert (told["opens_on"], told["due_on"], told["owed_by"]) == ("2027-12-19", "2028-06-19", "guardian")
    assert duty(life, "2027-12-18", "REN-2")["state"] == "pending"


def test_spr_4_goes_to_the_municipality() -> None:
    told = duty(special_permanent(), "2030-02-01", "SPR-4")
    assert (told["opens_on"], told["raw_due_on"], told["desk"]) == (
        "2030-02-01",
        "2030-05-01",
        "municipality",
    )


def test_on_a_municipality_s_own_closed_day_its_desk_is_closed_and_a_bureau_is_not() -> None:
    """Both cards end on Tuesday 23 June 2026, when the city of Naha is closed."""
    naha = event("Moved", "2026-02-02", address=place("47201"))
    certificate = issued("2026-03-02", "2026-06-23", OTHER_CARD, "particulars", "municipality")
    (theirs,) = [
        words(d, "2026-06-23")
        for d in duties(special_permanent(naha, certificate), "2026-06-23")
        if d.rule == "SPR-4" and d.settled_on is None
    ]
    assert (theirs["raw_due_on"], theirs["due_on"]) == ("2026-06-23", "2026-06-24")
    assert theirs["subject"]["expires_on"] == "2026-06-23"
    assert duty(permanent(naha, until="2026-06-23"), "2026-06-23", "REN-1")["due_on"] == "2026-06-23"


def test_spr_4_opens_six_months_before_for_a_child() -> None:
    life = [
        opened("2014-08-20", born="2014-08-20"),
        event("AcquisitionGroundsArose", "2014-08-20", grounds="birth", special_permanent=True),
        event("Settled", "2014-08-20", address=place("01102")),
        event(
            "StatusAcquired",
            "2014-09-01",
            status="special-permanent-resident",
            period_of_stay=None,
            expires_on=None,
        ),
        issued("2014-09-01", "2030-08-20", route="municipality", reason="status"),
        event("AddressNotified", "2014-09-01"),
    ]
    assert duty(life, "2030-02-20", "SPR-4")["opens_on"] == "2030-02-20"


def test_ren_2_is_settled_by_a_later_card_whatever_it_is_for_but_not_after_the_stay() -> None:
    child = [
        opened(born="2010-06-01"),
        landed("2025-04-07", "dependent", "P3Y", "2028-04-07"),
        issued("2025-04-07", "2026-05-31"),
    ]
    short = event("PeriodExtended", "2026-05-20", period_of_stay="P31D", expires_on="2026-06-20")
    renewed = issued("2026-05-20", "2026-06-20", OTHER_CARD, "status")
    assert duty([*child, short, renewed], "2026-05-20", "REN-2")["state"] == "done"
    gone = event("Naturalised", "2026-05-20")
    assert duty([*child, gone, renewed], "2026-05-20", "REN-2")["state"] == "cancelled"


def test_an_application_of_a_later_day_settles_whatever_was_recorded_first() -> None:
    applied = event("ApplicationFiled", "2021-05-06", procedure="card-renewal")
    told = [
        opened(born="1980-05-01"),
        landed("2018-12-01", "permanent-resident", None, None),
        applied,
        issued("2018-12-13", "2021-06-13"),
        issued("2021-07-01", "2028-07-01", OTHER_CARD, "renewal"),
    ]
    first = next(d for d in duties(told, "2021-07-01") if d.rule == "REN-1" and d.trigger == 4)
    assert (first.settled_by, first.state(date(2021, 7, 1))) == (3, "done")


def test_n80_a_card_that_ends_by_the_16th_birthday_is_renewed_in_the_six_months_before() -> None:
    """Born Sunday 14 May 2011: the card of the old rule ends on the birthday, Friday 14 May 2027."""
    for until, opens_on, due_on in (
        ("2027-05-14", "2026-11-14", "2027-05-14"),  # on the birthday
        ("2027-05-13", "2026-11-13", "2027-05-13"),  # the day before
        ("2027-02-06", "2026-08-06", "2027-02-08"),  # long before: a Saturday
    ):
        told = duty(permanent(until=until, born="2011-05-14"), "2026-07-01", "REN-2")
        assert (str(told["opens_on"]), told["due_on"]) == (opens_on, due_on)
    after = permanent(until="2027-05-15", born="2011-05-14")
    assert ("REN-1" in rules(after, "2026-07-01"), "REN-2" in rules(after, "2026-07-01")) == (True, False)


def test_n80_a_childs_card_that_ends_with_the_stay_is_extended_with_it_and_not_renewed() -> None:
    """The stay ends on the 16th birthday, Friday 14 May 2027, or the day after."""
    for expires_on, renewed in (("2027-05-14", False), ("2027-05-15", True)):
        life = engineer(until=expires_on, born="2011-05-14")
        life[2] = issued("2025-04-07", "2027-05-14")
        assert ("REN-2" in rules(life, "2026-07-01")) is renewed
