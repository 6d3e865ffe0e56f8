"""What a resident owes and what offices were told of it, out of the tables, as a look at them needs it."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date

from adapters.postgres.database import Record
from adapters.postgres.notice_ids import identified
from adapters.postgres.rows.packing import unpacked
from adapters.postgres.rows.tables import ALWAYS_KNOWN
from domain.duties.duty import Subject
from projections.notices import Notice, NoticeState, Told
from projections.rows.row import PlacedDuty, Row


def duty_rows(owing: Record, told: Container[str], day: date) -> list[Row[PlacedDuty]]:
    """Return the rows of a resident's duties, known since ever unless it was asked since when.

    Of rules that nothing was told of, only those of the day: no other row leads to a notice.
    """
    recorded_at = owing["recorded_at"] or ()
    columns = ("number", "known_from", "known_to", "valid_from", "valid_to", "rule", "kind", "class", "duty")
    lines = zip(*(owing[column] or () for column in columns), strict=True)
    return [
        Row(
            number=number,
            known_from=bisect_right(recorded_at, known_from),
            known_to=None if known_to == ALWAYS_KNOWN else bisect_right(recorded_at, known_to),
            valid_from=valid_from,
            valid_to=valid_to,
            value=PlacedDuty(unpacked(*duty), None),
        )
        for number, known_from, known_to, valid_from, valid_to, *duty in lines
        if duty[0] in told or valid_from <= day <= valid_to
    ]


def notices_told(told: Iterable[Record], rows: Sequence[Row[PlacedDuty]]) -> Mapping[Notice, Told]:
    """Return what was told of a resident, each notice with the subject that a duty of these rows has."""
    subjects: dict[tuple[str, int], set[Subject | None]] = {}
    for duty in (row.value.duty for row in rows):
        subjects.setdefault((duty.rule, duty.trigger), set()).add(duty.subject)
    found = (_as_told(t, subjects.get((t["rule"], t["trigger"]), ())) for t in told)
    return {t.notice: t for t in found}


def _as_told(r: Record, subjects: Iterable[Subject | None]) -> Told:
    state: NoticeState = r["state"]
    return Told(
        notice=identified(r, subjects),
        told_on=r["told_on"],
        rests_on_version=r["rests_on_version"],
        state=state,
        acknowledged=r["acknowledged"],
    )
