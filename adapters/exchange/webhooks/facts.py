"""Facts that other systems are told, each as a CloudEvent: ids, rule, stage and days, nothing personal."""

from datetime import date, datetime
from typing import Final, Literal, get_args
from uuid import UUID

import msgspec
from msgspec import Struct

from projections.notices import Reason

Kind = Literal["resident.recorded", "notice.raised", "notice.withdrawn"]
"""These names are public: a receiver knows a fact by them."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
RECORDED: Final[Kind] = "resident.recorded"
MEDIA_TYPE: Final = "application/cloudevents+json"
SCHEMAS_AT: Final = "/schema/webhooks/"
"""Where the schema of each kind's `data` is answered."""


class RecordedFact(Struct, frozen=True, kw_only=True):
    """An entry of a resident's stream. What it says, `GET /v1/residents/{resident_id}/events` answers."""

    resident_id: UUID
    version: int
    position: int
    event_id: UUID
    event_type: str
    recorded_at: datetime


class NoticeFact(Struct, frozen=True, kw_only=True):
    """An office was told of a duty: under which rule, because of which version, at which stage, due when."""

    notice_id: UUID
    resident_id: UUID
    position: int
    rule: str
    trigger: int
    stage: str
    due_on: date
    told_on: date
    rests_on_version: int


class WithdrawnFact(NoticeFact, frozen=True, kw_only=True):
    """A notice was taken back: which version made it wrong (null: time, or the rules), and why."""

    cause: int | None
    reason: Reason | None


DATA: Final[dict[Kind, type[Struct]]] = {
    "resident.recorded": RecordedFact,
    "notice.raised": NoticeFact,
    "notice.withdrawn": WithdrawnFact,
}


class Outgoing(Struct, frozen=True, kw_only=True):
    """What a receiver is told; `id` is the same at every try, `position` one in the log of its kind."""

    id: str
    kind: Kind
    resident_id: UUID
    position: int
    at: datetime
    data: RecordedFact | NoticeFact

    @property
    def is_event(self) -> bool:
        """Whether it stands in the log of events, else in that of notices."""
        return self.kind == RECORDED


class _CloudEvent(Struct, frozen=True, kw_only=True):
    """CloudEvents 1.0, structured JSON. The names are the specification's; its library reads it in a test."""

    specversion: str = "1.0"
    id: str
    source: str
    type: Kind
    subject: UUID
    time: datetime
    datacontenttype: str = "application/json"
    dataschema: str
    data: RecordedFact | NoticeFact


def written(fact: Outgoing, *, shard: int, site: str) -> bytes:
    """Return a fact as it is sent; `site` is the address of this service, "" where it is not known."""
    return msgspec.json.encode(
        _CloudEvent(
            id=fact.id,
            source=f"/zairyu/{shard}",
            type=fact.kind,
            subject=fact.resident_id,
            time=fact.at,
            dataschema=f"{site}{SCHEMAS_AT}{fact.kind}",
            data=fact.data,
        )
    )


def schema_of(kind: Kind) -> dict[str, object]:
    """Return the JSON schema of a kind's `data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(DATA[kind], ref_template="#/$defs/{name}"),
    }
