"""A file and those merged into it as the events of one say the same when they are recorded elsewhere."""

from collections.abc import Sequence

from hypothesis import given, settings
from msgspec import structs

from adapters.exchange.exporting import Exported, exported_line
from adapters.exchange.whole_file.as_one import as_one
from domain.events import CaseEvent
from domain.history import Recorded, effective
from tests.files_merged import OTHER, merged, other_file, surviving
from tests.properties.test_merging import Pair, pairs
from tests.spec import decoded, event, recorded


def lines(history: Sequence[Recorded]) -> list[Exported]:
    return [exported_line(r, "caseworker") for r in history]


def recorded_elsewhere(events: Sequence[CaseEvent]) -> list[Recorded]:
    one, *_ = recorded([event("NoteAdded", "2026-04-01", text="x")])
    return [structs.replace(one, version=n, event=each) for n, each in enumerate(events, 1)]


@settings(deadline=None, max_examples=30)
@given(pairs(16))
def test_as_one_file_they_tell_the_same(pair: Pair) -> None:
    for undone in (False, True):
        history = pair.surviving(undone=undone)
        others = {} if undone else {OTHER: lines(merged(pair.other))}
        found = recorded_elsewhere(as_one(lines(history), others))
        assert [e.fact for e in effective(found)] == [e.fact for e in effective(history)]


def test_what_was_corrected_and_voided_of_the_merged_file_is_so_here() -> None:
    """The merge is entry 3: entries 2 and 3 of the other file count as 300002 and 300003."""
    opened = event(
        "CaseOpened", "2026-04-01", name={"family": "A"}, date_of_birth="1990-01-01", nationality="NP"
    )
    notes = [event("NoteAdded", "2026-04-02", text=text) for text in "abc"]
    right = event("NoteAdded", "2026-04-02", text="d")
    own = [
        opened, notes[0],
        event("EventCorrected", "2026-04-03", corrects=300002, replacement=right, reason="r"),
        event("EventVoided", "2026-04-03", voids=300003, reason="r"),
        event("EventVoided", "2026-04-03", voids=2, reason="r"),
    ]  # fmt: skip
    other = [opened, notes[1], notes[2]]
    history = surviving(own[:2], other_file(other), at=2)
    history += [structs.replace(history[0], version=n, event=decoded(e)) for n, e in enumerate(own[2:], 4)]
    found = as_one(lines(history), {OTHER: lines(merged(other))})
    assert found == [
        decoded(e) for e in (opened, *notes, {**own[2], "corrects": 3}, {**own[3], "voids": 4}, own[4])
    ]
    undone = surviving(own[:2], other_file(other), at=2)[:3]
    undone += [structs.replace(history[3], version=4), merged_out(history)]
    assert as_one(lines(undone), {}) == [decoded(opened), decoded(notes[0])]


def merged_out(history: Sequence[Recorded]) -> Recorded:
    undo = event("FilesUnmerged", "2026-04-04", other=str(OTHER), role="surviving", reason="r")
    return structs.replace(history[0], version=5, event=decoded(undo))
