"""A realistic example of every event that can be recorded, as people send it, and of notices as answered."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.told import NoticeAnswer, NoticeEntryAnswer, WithdrawnView
from api.wording import reason_sentence, rule_title
from domain import events
from domain.events import Address, Fact, Name, Source
from domain.events.types import Event

_ENGINEER: Final = "engineer-humanities-international"
_PRIYA: Final = Name(family="SHARMA", given="PRIYA", family_kana="シャルマ", given_kana="プリヤ")
_MOVED: Final = events.Moved(
    occurred_on=date(2025, 9, 1), address=Address(municipality_code="01107", line="琴似二条一丁目1-1")
)

_EXAMPLES: Final[tuple[Fact | events.EventCorrected | events.EventVoided, ...]] = (
    events.CaseOpened(
        occurred_on=date(2025, 4, 6), date_of_birth="2001-08-02", nationality="NP", sex="F",
        name=_PRIYA,
    ),
    events.Landed(
        occurred_on=date(2025, 4, 6), port="新千歳空港", status="student", period_of_stay="P2Y",
        expires_on=date(2027, 4, 6), source=Source(kind="passport", reference="landing permission"),
    ),
    events.AcquisitionGroundsArose(occurred_on=date(2025, 5, 1), grounds="nationality-lost"),
    events.StatusAcquired(
        occurred_on=date(2025, 6, 2), status="long-term-resident", period_of_stay="P1Y",
        expires_on=date(2026, 6, 2),
    ),
    events.ApplicationFiled(
        occurred_on=date(2026, 3, 2), procedure="extension", receipt_number="札幌 26-001234"
    ),
    events.ApplicationClosed(occurred_on=date(2026, 4, 1), procedure="extension", outcome="withdrawn"),
    events.PeriodExtended(
        occurred_on=date(2026, 4, 10), period_of_stay="P2Y", expires_on=date(2029, 4, 6)
    ),
    events.StatusChanged(
        occurred_on=date(2026, 4, 1), status=_ENGINEER, period_of_stay="P3Y", expires_on=date(2029, 4, 1)
    ),
    events.PermanentResidenceGranted(occurred_on=date(2026, 4, 1)),
    events.StatusLost(occurred_on=date(2026, 5, 1), reason="revoked"),
    events.RevocationProceedingsOpened(occurred_on=date(2026, 2, 2)),
    events.RevocationProceedingsClosed(occurred_on=date(2026, 3, 2)),
    events.PurposeChanged(occurred_on=date(2026, 3, 25), description="卒業後に市内の会社に就職する予定"),
    events.ActivityStopped(occurred_on=date(2025, 12, 20), activity="status", note="休学の届出による"),
    events.ActivityResumed(occurred_on=date(2026, 2, 1), activity="status"),
    events.SideActivityStarted(occurred_on=date(2025, 6, 1), description="飲食店での接客", hours_per_week=20),
    events.SideActivityEnded(occurred_on=date(2026, 1, 31), description="飲食店での接客"),
    events.SideActivityPermitted(occurred_on=date(2025, 5, 12), scope="blanket-28h"),
    events.CardIssued(
        occurred_on=date(2025, 4, 6), number="AB12345678CD", valid_until=date(2027, 4, 6), route="port",
        reason="landing",
    ),
    events.CardLost(occurred_on=date(2025, 11, 10), cause="lost"),
    events.CardDamaged(occurred_on=date(2025, 10, 3), cause="soiled"),
    events.CardReplacementOrdered(occurred_on=date(2025, 10, 20)),
    events.PoliceReported(occurred_on=date(2025, 11, 11), receipt_number="A-1234", station="札幌西警察署"),
    events.CardFound(occurred_on=date(2025, 11, 20), number="AB12345678CD"),
    events.CardReturned(occurred_on=date(2026, 4, 1), number="AB12345678CD", route="bureau"),
    events.Settled(
        occurred_on=date(2025, 4, 7),
        address=Address(municipality_code="01101", line="南一条西二丁目1-1"),
    ),
    _MOVED,
    events.ResidenceLeft(occurred_on=date(2026, 3, 31)),
    events.AddressNotified(occurred_on=date(2025, 4, 10), card_presented=True),
    events.AddressProtected(
        occurred_on=date(2026, 2, 2), cause="domestic-violence", valid_until=date(2027, 2, 1)
    ),
    events.AddressProtectionEnded(occurred_on=date(2026, 10, 1)),
    events.ParticularsChanged(occurred_on=date(2026, 1, 15), name=Name(family="THAPA", given="PRIYA")),
    events.ParticularsNotified(occurred_on=date(2026, 1, 20)),
    events.OrganisationChanged(occurred_on=date(2026, 3, 20), change="left", organisation="札幌日本語学校"),
    events.OrganisationNotified(occurred_on=date(2026, 3, 27), changes=("left",)),
    events.MarriageEnded(occurred_on=date(2026, 2, 10), cause="divorce"),
    events.SpouseNotified(occurred_on=date(2026, 2, 18)),
    events.ReentryPermitted(occurred_on=date(2025, 12, 1), valid_until=date(2026, 12, 1), multiple=True),
    events.ReentryPermitExtended(occurred_on=date(2026, 10, 1), valid_until=date(2027, 4, 1)),
    events.Departed(occurred_on=date(2026, 1, 5), reentry="permit", port="新千歳空港"),
    events.Reentered(occurred_on=date(2026, 2, 20), port="新千歳空港"),
    events.Died(occurred_on=date(2026, 5, 5)),
    events.Naturalised(occurred_on=date(2026, 5, 5)),
    events.NoteAdded(occurred_on=date(2026, 3, 1), text="電話で更新の時期を案内した。"),
    events.EventCorrected(
        occurred_on=date(2026, 3, 3), corrects=5, replacement=_MOVED, reason="届出書の日付の読み違い"
    ),
    events.EventVoided(occurred_on=date(2026, 3, 3), voids=5, reason="別の人の記録に入力したため"),
)  # fmt: skip

EXAMPLES: Final[Mapping[str, Event]] = {type(example).__name__: example for example in _EXAMPLES}
"""By type of event."""

OPENING: Final[tuple[str, ...]] = ("CaseOpened", "Landed", "CardIssued", "Settled")
"""With what a file is opened, by type."""

_NOTICE: Final = UUID("3d2b6d0e-6c1f-5b0a-9d57-2f1c7a1e4b60")
_RESIDENT: Final = UUID("0190f3c2-8f4e-7c3a-b1d5-6e2a9c4d7f18")

_OTHER_FILE: Final = {"with": str(UUID("6f1c8a52-3d0e-4b7a-9c41-2e5d7f8a9b10"))}
MERGING_BODIES: Final[Mapping[str, Mapping[str, object]]] = {
    "merge/preview": _OTHER_FILE,
    "merge": {**_OTHER_FILE, "reason": "両区で別々に登録されていた。旅券で同一人と確認。"},
    "unmerge": {"reason": "別人であることが判明した。"},
}
"""Bodies to try, by the end of the path."""

WEBHOOK_BODIES: Final[Mapping[str, Mapping[str, Mapping[str, object]]]] = {
    "/v1/webhooks": {
        "Receiver": {
            "summary": "A municipality's own system",
            "value": {
                "url": "https://receiver.example.jp/zairyu",
                "kinds": ["resident.recorded", "notice.raised", "notice.withdrawn"],
                "offices": ["01101"],
            },
        }
    },
    "/v1/webhooks/{webhook_id}": {"Pause": {"summary": "Send nothing for now", "value": {"paused": True}}},
    "/v1/webhooks/{webhook_id}/replay": {
        "Position": {"summary": "After a position in the log of events", "value": {"after": 1208}},
        "Instant": {"summary": "After an instant", "value": {"after": "2026-11-20T09:00:00+09:00"}},
    },
}
"""Bodies to try, by path."""

ANSWERS: Final[Mapping[str, Struct]] = {
    "NoticeAnswer": NoticeAnswer(
        notice_id=_NOTICE, resident_id=_RESIDENT, name=_PRIYA,
        rule="ADR-1", title=rule_title("ADR-1", "en"), trigger=4, subject=None, stage="overdue",
        state="withdrawn", due_on=date(2025, 4, 21), raised_on=date(2025, 4, 22),
        raised_at=datetime(2025, 4, 21, 15, 0, 2, tzinfo=UTC), rests_on_version=4, office="01101",
        backlog=False,
        withdrawn=WithdrawnView(
            at=datetime(2025, 4, 22, 1, 30, tzinfo=UTC), cause=5, reason="already-done",
            detail=reason_sentence("already-done", "en"),
        ),
    ),
    "NoticeEntryAnswer": NoticeEntryAnswer(
        position=1208, notice_id=_NOTICE, first=False, state="withdrawn", on=date(2025, 4, 22),
        at=datetime(2025, 4, 22, 1, 30, tzinfo=UTC), cause=5, reason="already-done", person=None,
        resident_id=_RESIDENT, rule="ADR-1", trigger=4, subject=None, stage="overdue",
        due_on=date(2025, 4, 21), rests_on_version=4, backlog=False, office="01101",
    ),
}  # fmt: skip
"""By schema: a notice of a duty that turned out to be done already, and the entry that took it back."""
