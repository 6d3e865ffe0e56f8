"""What the last events of a history change: the same whether they come last in the order of days or not."""

import random
from datetime import date

import pytest

from domain.consequences import caused
from domain.duties.duty import by_due_day
from domain.history import effective, known_at
from domain.policy import DEFAULT
from projections import current_status
from tests.files_merged import other_file, surviving
from tests.over_time import obligations
from tests.spec import event, recorded
from tests.strategies import life_of

ON = date(2026, 9, 20)
SINCE = [
    event("CaseOpened", "2026-04-06", name={"family": "A", "given": "B"}, date_of_birth="2001-08-02", nationality="NP"),  # noqa: E501
    event("Landed", "2026-04-06", port="New Chitose", status="student", period_of_stay="P2Y", expires_on="2028-04-06"),  # noqa: E501
    event("Settled", "2026-04-06", address={"municipality_code": "01101", "line": "x"}),
    event("AddressNotified", "2026-04-07"),
]  # fmt: skip


def test_a_merge_brings_as_many_facts_as_the_other_file_has() -> None:
    other = [SINCE[0], event("Moved", "2026-08-30", address={"municipality_code": "01107", "line": "y"})]
    stream = surviving(SINCE, other_file(other), at=4)
    arose = [is_.rule for was, is_ in caused(stream, 1, ON, DEFAULT).duties if is_ and not was]
    assert arose == ["ADR-3"]


@pytest.mark.parametrize("seed", range(12))
def test_what_events_cause_is_the_difference_of_the_answers_without_and_with_them(seed: int) -> None:
    draw = random.Random(seed)
    stream = recorded(life_of([draw.randrange(2**32) for _ in range(20)]))
    for length in range(1, len(stream) + 1):
        new = min(length, draw.randint(1, 3))
        day = stream[length - 1].event.occurred_on
        now, before = effective(stream[:length]), effective(known_at(stream, length - new))
        found = caused(stream[:length], new, day, DEFAULT)
        without = obligations(before, day, DEFAULT) if before else []
        expected = obligations(now, day, DEFAULT)
        assert [d for d in without if d not in expected] == [was for was, _ in found.duties if was], length
        assert [d for d in expected if d not in without] == sorted(
            (is_ for _, is_ in found.duties if is_), key=by_due_day
        )
        shown = set(current_status.on(before, day, DEFAULT).anomalies) if before else set()
        assert set(found.arose) == set(current_status.on(now, day, DEFAULT).anomalies) - shown


def test_a_note_causes_nothing() -> None:
    stream = recorded([*SINCE, event("NoteAdded", "2026-09-19", text="called")])
    assert not any(caused(stream, 1, ON, DEFAULT).duties)


def test_a_void_takes_the_duty_away_that_its_event_raised() -> None:
    moved = event("Moved", "2026-09-05", address={"municipality_code": "01107", "line": "y"})
    stream = recorded([*SINCE, moved, event("EventVoided", "2026-09-19", voids=5, reason="typed twice")])
    found = caused(stream, 1, ON, DEFAULT).duties
    assert [was.rule for was, is_ in found if was and not is_] == ["ADR-3"]
