"""Notifying changed particulars (ICRRA 19-10; SPRA 11)."""

from domain.events import Name
from tests.domain.telling import duty, engineer, rules, special_permanent, standing
from tests.spec import event

MARRIED_NAME = {"family": "SATO", "given": "PERSON"}


def test_chg_1_within_fourteen_days_at_the_bureau() -> None:
    told = duty(engineer(event("ParticularsChanged", "2026-11-09", name=MARRIED_NAME)), "2026-11-23", "CHG-1")
    assert (told["raw_due_on"], told["due_on"], told["desk"]) == ("2026-11-23", "2026-11-24", "bureau")
    assert told["basis"] == "ICRRA art. 19-10(1)"


def test_chg_1_is_done_by_its_notice_alone() -> None:
    changed = event("ParticularsChanged", "2026-06-01", nationality="PH")
    told = duty(engineer(changed, event("AddressNotified", "2026-06-02")), "2026-06-03", "CHG-1")
    assert told["state"] == "open"
    told = duty(engineer(changed, event("ParticularsNotified", "2026-06-02")), "2026-06-03", "CHG-1")
    assert (told["state"], told["settled_by"]) == ("done", 7)


def test_spr_2_goes_to_the_municipality() -> None:
    told = duty(
        special_permanent(event("ParticularsChanged", "2026-06-01", name=MARRIED_NAME)), "2026-06-02", "SPR-2"
    )
    assert (told["due_on"], told["desk"], told["municipality_code"]) == (
        "2026-06-15",
        "municipality",
        "01102",
    )


def test_what_changed_shows_in_the_standing() -> None:
    changed = event("ParticularsChanged", "2026-06-01", sex="F", date_of_birth="1990-01-16", nationality="PH")
    told = standing(engineer(changed), "2026-06-01")
    assert (told.sex, str(told.date_of_birth), told.nationality) == ("F", "1990-01-16", "PH")


def test_no_duty_for_a_status_without_a_card() -> None:
    life = engineer(event("Departed", "2026-05-01", reentry="none"))
    life.append(
        event(
            "Landed",
            "2026-06-01",
            port="Haneda",
            status="temporary-visitor",
            period_of_stay="P90D",
            expires_on="2026-08-30",
        )
    )
    life.append(event("ParticularsChanged", "2026-06-10", name=MARRIED_NAME))
    assert "CHG-1" not in rules(life, "2026-06-10")


def test_an_alias_and_a_spelling_that_was_not_known_are_no_change_to_notify() -> None:
    """The alias is of the register of residents and stands on no card, so it may come, change and go."""
    name = {"family": "TEST", "given": "PERSON"}
    life = engineer()
    life[0]["name"] = name
    for more in (
        {"alias": "山田 花"},
        {"alias": "山田 華"},
        {"printed": "PERSON TEST"},
        {"family_kanji": "試"},
    ):
        name = {**name, **more}
        life.append(event("ParticularsChanged", "2026-06-10", name=name))
        assert "CHG-1" not in rules(life, "2026-06-10")
    without = {key: value for key, value in name.items() if key != "alias"}
    life.append(event("ParticularsChanged", "2026-06-10", name=without))
    assert "CHG-1" not in rules(life, "2026-06-10")
    assert standing(life, "2026-06-10").name == Name(**without)


def test_a_part_of_a_name_that_comes_or_goes_is_a_change_to_notify() -> None:
    for before, after in (
        ({"given": "SUHARTO"}, {"family": "SATO", "given": "SUHARTO"}),
        ({"family": "SATO", "given": "SUHARTO"}, {"given": "SUHARTO"}),
        ({"given": "SUHARTO", "printed": "SUHARTO"}, {"given": "SUHARTO", "printed": "SUHARTO S"}),
    ):
        life = engineer()
        life[0]["name"] = before
        life.append(event("ParticularsChanged", "2026-06-10", name=after))
        assert "CHG-1" in rules(life, "2026-06-10")
