"""The answers about one resident, built from an opened file."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw

from api.answers import Envelope, PlacedEnvelope, StandingAnswer
from api.asking import File
from api.wording import ObligationAnswer, anomaly_view, flag_view, obligation_view
from domain.duties.duty import State
from domain.events import CaseEvent
from domain.events.written import with_check_digit
from domain.history import EventState, Recorded, merges, states
from domain.policy import Policy
from projections import current_status, open_obligations

_SAME: Final = frozenset(StandingAnswer.__struct_fields__) & frozenset(
    current_status.Standing.__struct_fields__
) - {
    "flags",
    "anomalies",
}

_States = Mapping[int, tuple[EventState, int | None]]


def standing_answer(file: File, policy: Policy, language: str) -> StandingAnswer:
    """Return the standing of contract section 4."""
    seen = file.outlook(policy)
    found = current_status.standing(seen.case, seen.duties, file.on)
    return StandingAnswer(
        resident_id=file.resident_id,
        version=file.version,
        on=file.on,
        known=file.known,
        flags=tuple(flag_view(flag, language) for flag in found.flags),
        anomalies=tuple(anomaly_view(a, language) for a in found.anomalies),
        lg_code=(None if found.address is None else with_check_digit(found.address.municipality_code)),
        address_protected=True if file.address_protected else UNSET,
        handed_over=file.handed_over,
        emergency_until=file.emergency_until,
        merged=tuple(merges(file.counted)) or UNSET,
        **{name: getattr(found, name) for name in _SAME},
    )


def obligation_answers(
    file: File,
    policy: Policy,
    language: str,
    states_: tuple[State, ...] | None = None,
    *,
    settings: bool = False,
) -> list[ObligationAnswer]:
    """Return the duties of one resident on the day asked about, in the states asked for or in all."""
    return [
        obligation_view(duty, file.on, language, policy, settings=settings)
        for duty in open_obligations.on(file.outlook(policy), file.on)
        if states_ is None or duty.state(file.on) in states_
    ]


def history_items(recorded: Sequence[Recorded], became: Sequence[Recorded]) -> list[Raw]:
    """Return events of one stream, with what the whole stream `became` says of each."""
    found = states(became)
    return [_spliced(Envelope(**_envelope(r, found)), r.event) for r in recorded]


def feed_item(recorded: Recorded, found: _States) -> Raw:
    """Return an event of the whole log, with what its stream says of it."""
    return _spliced(
        PlacedEnvelope(
            position=recorded.position, resident_id=recorded.resident_id, **_envelope(recorded, found)
        ),
        recorded.event,
    )


def _envelope(r: Recorded, found: _States) -> dict[str, Any]:
    state, changed_by = found[r.version]
    return {
        "version": r.version, "event_id": r.event_id, "recorded_at": r.recorded_at,
        "recorded_by": r.recorded_by, "office": r.office or None, "state": state,
        "by": changed_by, "changed_by": changed_by, "override": r.override,
    }  # fmt: skip


def _spliced(envelope: Envelope, event: CaseEvent) -> Raw:
    """Return one JSON object of both: their fields have different names."""
    return Raw(msgspec.json.encode(envelope)[:-1] + b"," + msgspec.json.encode(event)[1:])
