"""The history in effect, as known at a moment (contract section 1; readings N03, N05)."""

from datetime import date

from domain.events import Moved, NoteAdded
from domain.history import effective, known_at, states, told_through
from tests.domain.telling import engineer, place
from tests.spec import event, recorded

MOVED = event("Moved", "2026-06-03", address=place("01107"))
EARLIER = event("Moved", "2026-06-01", address=place("01107"))
STREAM = recorded(
    engineer(
        MOVED,
        event("NoteAdded", "2026-06-02", text="late"),
        event("EventCorrected", "2026-06-10", corrects=6, replacement=EARLIER, reason="r"),
        event("EventVoided", "2026-06-11", voids=7, reason="r"),
    )
)


def test_facts_stand_by_day_and_a_correction_in_the_place_of_what_it_corrects() -> None:
    facts = effective(STREAM)
    assert [f.version for f in facts] == [1, 2, 3, 4, 5, 6]
    assert isinstance(facts[-1].fact, Moved)
    assert facts[-1].on.isoformat() == "2026-06-01"


def test_what_was_known_at_a_version_and_at_its_moment_is_the_same() -> None:
    for version in range(1, len(STREAM) + 1):
        by_version = known_at(STREAM, version)
        assert list(by_version) == list(known_at(STREAM, STREAM[version - 1].recorded_at))
        assert len(by_version) == version
    assert known_at(STREAM, None) is STREAM


def test_before_the_void_the_note_counts_in_order_of_days() -> None:
    facts = effective(known_at(STREAM, 7))
    assert [type(f.fact) for f in facts[-2:]] == [NoteAdded, Moved]


def test_each_version_says_whether_it_counts_and_what_changed_it() -> None:
    found = states(STREAM)
    assert (found[5], found[6], found[7], found[8]) == (
        ("effective", None),
        ("corrected", 8),
        ("voided", 9),
        ("effective", None),
    )


def test_a_correction_is_itself_replaced_by_a_later_one_and_removed_by_a_void() -> None:
    """Readings N70."""
    correction = event("EventCorrected", "2026-06-10", corrects=6, replacement=EARLIER, reason="r")
    void = event("EventVoided", "2026-06-11", voids=6, reason="r")
    twice = [MOVED, correction, correction]
    found = states(recorded(engineer(*twice)))
    assert (found[6], found[7], found[8]) == (("corrected", 8), ("corrected", 8), ("effective", None))
    found = states(recorded(engineer(*twice, void)))
    assert [found[version] for version in range(6, 10)] == [
        ("voided", 9), ("corrected", 8), ("voided", 9), ("effective", None),
    ]  # fmt: skip


def test_what_changes_nothing_changes_no_state_and_tells_of_what_it_speaks_of() -> None:
    """Readings N90: a void of a correction, and corrections and voids of what is voided."""
    correction = event("EventCorrected", "2026-06-10", corrects=6, replacement=EARLIER, reason="r")
    voids = [event("EventVoided", "2026-06-11", voids=version, reason="r") for version in (7, 6, 6)]
    history = recorded(engineer(MOVED, correction, *voids, correction))
    found = states(history)
    assert [found[version] for version in range(6, 12)] == [
        ("voided", 9), ("voided", 9), *[("effective", None)] * 4,
    ]  # fmt: skip
    assert effective(history)[0].idle == (
        (8, "not-correctable"), (10, "already-voided"), (11, "already-voided"),
    )  # fmt: skip
    assert [r.version for r in told_through(history, date(2026, 6, 2))] == [1, 2, 3, 4, 5]


def test_a_correction_tells_of_all_the_days_it_speaks_of() -> None:
    opened = event("CaseOpened", "2026-06-01", name={"family": "A", "given": "B"}, date_of_birth="2001-08-02",
                   nationality="NP")  # fmt: skip
    note = event("NoteAdded", "2026-05-01", text="x")
    later = event("EventCorrected", "2026-06-01", corrects=2, reason="x",
                  replacement={**note, "occurred_on": "2026-05-20"})  # fmt: skip
    history = recorded([opened, note, later, event("EventVoided", "2026-06-01", voids=2, reason="x")])
    assert [r.version for r in told_through(history, date(2026, 4, 30))] == [1]
    assert [r.version for r in told_through(history, date(2026, 5, 19))] == [1, 2]
    assert [r.version for r in told_through(history, date(2026, 5, 20))] == [1, 2, 3, 4]
