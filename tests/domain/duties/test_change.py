"""Change of status when the purpose of residence changes (ICRRA 20; CHS-1)."""

from typing import Any

import pytest

from tests.domain.telling import duty, engineer, granted
from tests.spec import event

PURPOSE = event("PurposeChanged", "2026-06-01", description="founds a company")


def test_chs_1_is_advice_without_a_day() -> None:
    told = duty(engineer(PURPOSE), "2027-06-01", "CHS-1")
    assert (told["class_"], told["due_on"], told["state"], told["opens_on"]) == (
        "advisory",
        None,
        "open",
        "2026-06-01",
    )


@pytest.mark.parametrize(
    ("state", "then"),
    [
        pytest.param("done", event("ApplicationFiled", "2026-06-05", procedure="change"), id="applied for"),
        pytest.param(
            "open", event("ApplicationFiled", "2026-06-05", procedure="extension"), id="an extension"
        ),
        pytest.param(
            "done",
            granted("StatusChanged", "2026-06-05", "business-manager", "P1Y", "2027-06-05"),
            id="changed",
        ),
        pytest.param("cancelled", event("PermanentResidenceGranted", "2026-06-05"), id="N35 another grant"),
        pytest.param("cancelled", event("Departed", "2026-06-05", reentry="none"), id="left for good"),
    ],
)
def test_what_ends_chs_1(state: str, then: dict[str, Any]) -> None:
    assert duty(engineer(PURPOSE, then), "2026-06-05", "CHS-1")["state"] == state


def test_of_two_permissions_of_one_day_the_first_ends_chs_1() -> None:
    permanent = event("PermanentResidenceGranted", "2026-06-15")
    changed = granted("StatusChanged", "2026-06-15", "business-manager", "P1Y", "2027-06-15")
    assert duty(engineer(PURPOSE, changed, permanent), "2026-06-16", "CHS-1")["state"] == "done"
    assert duty(engineer(PURPOSE, permanent, changed), "2026-06-16", "CHS-1")["state"] == "cancelled"
