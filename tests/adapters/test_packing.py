"""A duty comes out of its row as it went in, whatever shape the row is of."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.rows.packing import packed, unpacked
from domain.duties.duty import Duty, Subject
from domain.law.calendar import Counted

NUMBERS, DAYS = st.integers(0, 2**31), st.none() | st.dates()
COUNTED = st.builds(Counted, days=NUMBERS, months=NUMBERS, closed=...)
SUBJECTS = st.builds(Subject, card_number=..., change=..., procedure=..., expires_on=DAYS)
DUTIES = st.builds(
    Duty, trigger=NUMBERS, counted=st.none() | COUNTED, settled_by=st.none() | NUMBERS, settled_on=DAYS,
    cancelled_on=DAYS, failed_on=DAYS, subject=st.none() | SUBJECTS, class_=..., municipality_code=...,
    owed_by=..., switches=..., holder_from=DAYS, confirmed=...,
)  # fmt: skip


@given(DUTIES)
def test_any_duty_comes_back(duty: Duty) -> None:
    assert unpacked(duty.rule, duty.kind, duty.class_, packed(duty)) == duty


def test_a_packed_duty_is_less_than_half_as_long() -> None:
    duty = msgspec.convert(
        {
            "rule": "ADR-1", "rulebook": "RB-2012", "kind": "notification", "basis": "ICRRA art. 19-7(1)",
            "trigger": 4, "trigger_type": "Settled", "trigger_on": "2020-10-05", "listed_from": "2020-10-05",
            "opens_on": "2020-10-05", "desk": "municipality", "municipality_code": "01105",
            "counted": {
                "first_on": "2020-10-05", "days": 14, "raw_due_on": "2020-10-19", "due_on": "2020-10-19"
            },
        },
        Duty,
    )  # fmt: skip
    assert duty.due_on == date(2020, 10, 19)
    assert len(packed(duty)) < len(msgspec.msgpack.encode(msgspec.structs.astuple(duty))) / 2
