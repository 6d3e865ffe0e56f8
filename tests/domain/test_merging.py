"""Two files of one person: when they may be merged, what the surviving one answers, and what undoes it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from msgspec import structs

from domain.admissibility import claimable, claimed, decide
from domain.events import FilesMerged
from domain.history import (
    Recorded,
    effective,
    merged_into,
    merged_version,
    merges,
    once_merged_into,
    states,
    told_through,
    version_in_its_file,
)
from domain.merging import Merge, merge, unmerge
from domain.policy import DEFAULT
from tests.domain.telling import CARD, OTHER_CARD, Stream, issued, landed, opened, place
from tests.spec import answers_of, decoded, event, recorded

OTHER = UUID(int=2)
TODAY = date(2026, 11, 27)
LANDING = landed("2025-04-07", "engineer-humanities-international", "P3Y", "2028-04-07")
CHUO = [opened(), LANDING, issued("2025-04-07", "2028-04-07", CARD, route="port")]
KITA: Stream = [
    opened("2025-05-01"),
    LANDING,
    event("Settled", "2025-04-10", address=place("01102")),
    event("AddressNotified", "2025-04-11"),
]


def other_file(stream: Stream) -> list[Recorded]:
    return [
        structs.replace(r, resident_id=OTHER, event_id=UUID(int=r.version + 1000)) for r in recorded(stream)
    ]


def asked(surviving: Sequence[Recorded], other: Sequence[Recorded]) -> Merge:
    return merge(surviving, other, reason="one person", today=TODAY, policy=DEFAULT)


def merged(surviving: Sequence[Recorded], other: Sequence[Recorded]) -> list[Recorded]:
    """The surviving file after the merge, as it is read."""
    found = asked(surviving, other)
    assert found.refusal is None
    return [*surviving, added(surviving, found.surviving, merged=tuple(effective(other)))]


def added(history: Sequence[Recorded], new: object, **more: object) -> Recorded:
    version = len(history) + 1
    last = history[-1]
    return structs.replace(
        last, version=version, position=version, event_id=UUID(int=version), event=new, **more
    )


def told(history: Sequence[Recorded], **fields: object) -> Recorded:
    return added(history, decoded(fields), merged=())


def test_the_surviving_file_answers_what_both_histories_tell_in_order_of_days() -> None:
    history = merged(recorded(CHUO), other_file(KITA))
    told_at_once = recorded([*CHUO, *KITA[2:]])
    for day in (date(2025, 4, 8), date(2025, 4, 10), TODAY):
        standing, duties = answers_of(history, day)
        expected, owed = answers_of(told_at_once, day)
        assert standing["address"] == expected["address"]
        assert standing["stay"] == expected["stay"] == "valid"
        assert [(d["rule"], d["state"]) for d in duties] == [(d["rule"], d["state"]) for d in owed]


def test_what_both_files_tell_counts_once_under_the_version_of_the_surviving_one() -> None:
    facts = effective(merged(recorded(CHUO), other_file(KITA)))
    assert [f.version for f in facts] == [1, 2, 3, merged_version(4, 3), merged_version(4, 4)]
    assert [version_in_its_file(f.version) for f in facts] == [1, 2, 3, 3, 4]


def test_a_remark_or_a_source_makes_no_other_fact_of_the_same() -> None:
    remarked = [KITA[0], {**LANDING, "note": "seen in the passport"}, *KITA[2:]]
    assert len(effective(merged(recorded(CHUO), other_file(remarked)))) == 5


def test_two_landings_that_cannot_both_be_are_named_by_their_versions() -> None:
    """Landed on Monday 7 April and once more on Thursday 10 April, without a departure between."""
    again = landed("2025-04-10", "student", "P1Y", "2026-04-10")
    found = asked(recorded(CHUO), other_file([opened(), again]))
    assert found.refusal == "files-contradict"
    assert [(c.surviving, c.merged) for c in found.contradictions] == [(2, 2)]
    found = asked(recorded([opened(), again]), other_file(CHUO))
    assert (2, 2) in [(c.surviving, c.merged) for c in found.contradictions]


def test_a_file_that_counts_in_another_is_not_merged_again_and_one_that_holds_another_survives() -> None:
    surviving, other = recorded(CHUO), other_file(KITA)
    both = merged(surviving, other)
    gone = [*other, added(other, asked(surviving, other).merged)]
    third = recorded([opened()])
    assert asked(third, gone).refusal == asked(gone, third).refusal == "file-merged"
    assert asked(third, both).refusal == "holds-merged-files"
    assert list(merges(both)) == [OTHER]
    assert merged_into(gone) == surviving[0].resident_id
    assert effective(gone)[0].merged_into == surviving[0].resident_id


def test_nothing_is_recorded_on_a_file_that_counts_in_another() -> None:
    surviving, other = recorded(CHUO), other_file(KITA)
    gone = [*other, added(other, asked(surviving, other).merged)]
    new = decoded(event("NoteAdded", "2026-11-27", text="late"))
    found = decide(gone, [new], policy=DEFAULT, today=TODAY, override="all the same")
    assert [r.code for r in found.refusals] == ["file-merged"]


def test_what_was_asked_for_in_a_merged_file_may_be_declined_there_and_not_accepted() -> None:
    other = other_file(KITA)
    void = event("EventVoided", "2026-11-27", voids=3, reason="r")
    other.append(added(other, decoded(event("CorrectionRequested", "2026-11-27", requested=void))))
    gone = [*other, added(other, asked(recorded(CHUO), other).merged)]
    decision = event("CorrectionDecided", "2026-11-27", request=5, outcome="declined", reason="r")
    assert decide(gone, [decoded(decision)], policy=DEFAULT, today=TODAY).refusals == ()
    accepted = [decoded({**decision, "outcome": "accepted"}), decoded(void)]
    assert [r.code for r in decide(gone, accepted, policy=DEFAULT, today=TODAY).refusals] == ["file-merged"]


def test_undone_each_file_answers_as_if_never_merged() -> None:
    surviving, other = recorded(CHUO), other_file(KITA)
    both = merged(surviving, other)
    move = told(both, **event("CardLost", "2026-11-20", cause="lost"))
    both.append(move)
    gone = [*other, added(other, asked(surviving, other).merged)]
    undo = unmerge(both, reason="two persons", today=TODAY)
    assert undo is not None
    assert undo.other == OTHER
    apart = [*both, added(both, undo, merged=())]
    alone = [*surviving, structs.replace(move, version=4)]
    back = [*gone, added(gone, structs.replace(undo, other=surviving[0].resident_id, role="merged"))]
    for history, never in ((apart, alone), (back, other)):
        ours, theirs = answers_of(history, TODAY), answers_of(never, TODAY)
        for answers in (ours, theirs):
            del answers[0]["version"]
            for duty in answers[1]:
                del duty["trigger"]
        assert ours == theirs
    assert not merges(apart)
    assert merged_into(back) is None
    assert states(apart)[4] == ("voided", 6)
    assert unmerge(apart, reason="again", today=TODAY) is None


def test_an_entry_of_the_merged_file_is_corrected_and_voided_through_the_surviving_one() -> None:
    both = merged(recorded(CHUO), other_file(KITA))
    settled = merged_version(4, 3)
    later = event("Settled", "2025-04-14", address=place("01103"))
    correction = event("EventCorrected", "2026-11-27", corrects=settled, replacement=later, reason="r")
    found = decide(both, [decoded(correction)], policy=DEFAULT, today=TODAY)
    assert found.refusals == ()
    both.append(told(both, **correction))
    assert answers_of(both, TODAY)[0]["address"]["municipality_code"] == "01103"
    void = decoded(event("EventVoided", "2026-11-27", voids=settled, reason="r"))
    assert decide(both, [void], policy=DEFAULT, today=TODAY).refusals == ()
    merging = decoded(event("EventVoided", "2026-11-27", voids=4, reason="r"))
    assert [r.code for r in decide(both, [merging], policy=DEFAULT, today=TODAY).refusals] == [
        "not-correctable"
    ]


def test_after_the_undoing_what_speaks_of_the_other_files_entries_changes_nothing() -> None:
    both = merged(recorded(CHUO), other_file(KITA))
    void = event("EventVoided", "2026-11-27", voids=merged_version(4, 3), reason="r")
    both.append(told(both, **void))
    undo = unmerge(both, reason="two persons", today=TODAY)
    both.append(added(both, undo, merged=()))
    assert [f.version for f in effective(both)] == [1, 2, 3]
    assert [states(both)[version] for version in (4, 5, 6)] == [("voided", 6)] * 2 + [("effective", None)]
    again = decide(both, [decoded(void)], policy=DEFAULT, today=TODAY)
    assert [r.code for r in again.refusals] == ["already-voided"]


def test_cards_of_both_files_are_those_of_the_surviving_one() -> None:
    other = other_file([opened(), LANDING, issued("2026-01-05", "2028-04-07", OTHER_CARD, "reissue")])
    both = merged(recorded(CHUO), other)
    assert answers_of(both, TODAY)[0]["card"]["number"] == OTHER_CARD


def test_the_events_name_each_other() -> None:
    found = asked(recorded(CHUO), other_file(KITA))
    assert (found.surviving.other, found.merged.other) == (OTHER, recorded(CHUO)[0].resident_id)
    assert isinstance(found.surviving, FilesMerged)
    assert found.surviving.entries == found.merged.entries == 4


def test_of_a_file_erased_since_nothing_counts_and_nothing_is_said_of_what_was_corrected_there() -> None:
    """What this file corrected of the other is about a day that nobody knows any more."""
    both = merged(recorded(CHUO), other_file(KITA))
    settled = merged_version(4, 3)
    later = event("Settled", "2025-04-14", address=place("01103"))
    correction = event("EventCorrected", "2026-11-27", corrects=settled, replacement=later, reason="r")
    void = event("EventVoided", "2026-11-27", voids=merged_version(4, 4), reason="r")
    for written in (correction, void, event("CorrectionRequested", "2026-11-27", requested=correction)):
        both.append(told(both, **written))
    both.append(told(both, **event("CorrectionRequested", "2026-11-27", requested=void)))
    assert [r.version for r in told_through(both, date(2025, 4, 14))] == [1, 2, 3, 5, 6, 7, 8]
    emptied = [structs.replace(r, merged=()) for r in both]
    facts = effective(emptied)
    assert [f.version for f in facts] == [1, 2, 3]
    assert facts[0].idle == ()
    assert [r.version for r in told_through(emptied, TODAY)] == [1, 2, 3, 4]


def test_numbers_of_the_other_files_cards_stay_claimed_by_that_one() -> None:
    """Voided here and issued here anew, its number is still the other file's."""
    other = other_file([opened(), LANDING, issued("2026-01-05", "2028-04-07", OTHER_CARD, "reissue")])
    both = merged(recorded(CHUO), other)
    assert [claimed(both), claimed(other)] == [{CARD}, {OTHER_CARD}]
    void = event("EventVoided", "2026-11-27", voids=merged_version(4, 3), reason="r")
    found = decide(both, [decoded(void)], policy=DEFAULT, today=TODAY)
    assert (found.claims, found.releases) == (frozenset(), frozenset())
    both.append(told(both, **void))
    again = decoded(issued("2026-01-06", "2028-04-07", OTHER_CARD, "reissue"))
    assert decide(both, [again], policy=DEFAULT, today=TODAY).claims == frozenset()


def test_a_number_corrected_here_is_no_longer_claimed_when_the_files_are_taken_apart() -> None:
    other = other_file([opened(), LANDING, issued("2026-01-05", "2028-04-07", OTHER_CARD, "reissue")])
    both = merged(recorded(CHUO), other)
    read = "AB87654321CD"
    right = issued("2026-01-05", "2028-04-07", read, "reissue")
    correction = event(
        "EventCorrected", "2026-11-27", corrects=merged_version(4, 3), replacement=right, reason="r"
    )
    assert decide(both, [decoded(correction)], policy=DEFAULT, today=TODAY).claims == {read}
    both.append(told(both, **correction))
    assert claimed(both) == {CARD, read}
    undo = unmerge(both, reason="two persons", today=TODAY)
    both.append(added(both, undo, merged=()))
    assert claimed(both) == {CARD}
    assert claimable(both) == {CARD, read}


def test_a_file_knows_where_it_was_ever_merged() -> None:
    surviving, other = recorded(CHUO), other_file(KITA)
    gone = [*other, added(other, asked(surviving, other).merged)]
    assert once_merged_into(gone) == [surviving[0].resident_id]
    assert once_merged_into(merged(surviving, other)) == []
