"""What a name needs: one part of it at least."""

import pytest

from domain.events.types import Name


def test_a_name_has_a_family_or_a_given_part() -> None:
    assert Name(family="Sukarno").given is None
    assert Name(given="Sukarno").family is None
    with pytest.raises(ValueError, match="`family`, `given`"):
        Name(alias="山田花子", printed="SUKARNO")
