"""The mapper: facts of the catalogue to stored entries and back.

A stored topic is the class's name, and from its second version on `Name/2`; a correction whose replacement
has a later version than the first names it too, `EventCorrected(Name/2)`, and so does a request for one. The
registry of topics is closed: a topic that is not in it is an error, never an import. An entry written by an
older version is upcast, then read as new.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import (
    Mapper,
    MapperDeserialisationError,
    Notification,
    StoredEvent,
    Transcoder,
)
from msgspec import Struct

from adapters.keys import DataKey
from adapters.ports import Author
from adapters.upcasting import UPCASTERS
from domain.events import CATALOGUE, CaseEvent, CorrectionRequested, Event, EventCorrected, parts
from domain.history import Recorded

ERASED = "Erased"
"""The topic of the entry that ends an erased stream; its body is plain, for there is no key left."""

HOLDING = (EventCorrected, CorrectionRequested)
"""Events that hold another, which may have been written as an older version than its own."""


class Meta(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept beside a body, in plain: who recorded. The override's reason is sealed like a body."""

    by: str
    role: str
    office: str
    override: bytes | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """A fact about to be recorded: payload and envelope, without what only the log can give."""

    originator_id: UUID
    originator_version: int
    event_id: UUID
    event: CaseEvent
    key: DataKey


@dataclass(frozen=True, init=False)
class StoredEntry(Notification):
    """An entry as the log holds it: the library's notification and our envelope."""

    event_id: UUID
    recorded_at: datetime
    meta: str
    key: DataKey

    def __init__(  # noqa: PLR0913, PLR0917 - the columns of a row, in their order
        self,
        originator_id: UUID,
        originator_version: int,
        topic: str,
        state: bytes,
        id: int,  # noqa: A002 - the library's name
        event_id: UUID,
        recorded_at: datetime,
        meta: str,
        key: DataKey,
    ) -> None:
        """Set all at once: a frozen dataclass sets one field after the other, which takes twice as long."""
        self.__dict__.update(
            originator_id=originator_id,
            originator_version=originator_version,
            topic=topic,
            state=state,
            id=id,
            event_id=event_id,
            recorded_at=recorded_at,
            meta=meta,
            key=key,
        )


class StructTranscoder(Transcoder):
    """JSON by msgspec; `decode` gives builtins, for upcasting."""

    def __init__(self) -> None:
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder()

    def encode(self, obj: Any) -> bytes:
        """Return the object as JSON."""
        return self._encoder.encode(obj)

    def decode(self, data: bytes) -> Any:
        """Return JSON as builtins."""
        return self._decoder.decode(data)


class StructMapper(Mapper[UUID]):
    """Between `Entry` and `StoredEvent`, and from `StoredEntry` to `Recorded`; validates what it reads."""

    def __init__(
        self,
        *,
        catalogue: tuple[type[Event], ...] = CATALOGUE,
        upcasters: Mapping[tuple[str, int], Callable[[dict[str, Any]], None]] = UPCASTERS,
    ) -> None:
        super().__init__(StructTranscoder())
        self.upcasters = upcasters
        self.classes = {cls.__name__: cls for cls in catalogue}
        self.readers: dict[str, Callable[[bytes], CaseEvent]] = {}

    @staticmethod
    def version_of(event_class: type[Event]) -> int:
        """Return the newest version of an event class; 1 for one that never changed."""
        version: int = getattr(event_class, "class_version", 1)
        return version

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Return the entry with its body sealed."""
        entry: Entry = domain_event
        body = entry.key.seal(
            self.transcoder.encode(entry.event), version=entry.originator_version, event_id=entry.event_id
        )
        return StoredEvent(entry.originator_id, entry.originator_version, self.topic(entry.event), body)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Return the `Recorded` of a `StoredEntry`.

        Raises MapperDeserialisationError for an unknown topic and for bytes that are not such an event.
        """
        stored: Any = stored_event
        version = stored.originator_version
        meta = read_meta(stored.meta)
        return Recorded(
            resident_id=stored.originator_id,
            version=version,
            event_id=stored.event_id,
            recorded_at=stored.recorded_at,
            recorded_by=meta.by,
            office=meta.office,
            position=stored.id,
            event=self.read(stored.topic, stored.key.open(stored.state, version=version)),
            override=None
            if meta.override is None
            else stored.key.open(meta.override, version=version).decode(),
        )

    def topic(self, event: CaseEvent) -> str:
        """Return the name that this event is stored under."""
        name = self._name(type(event))
        *_, (path, inner) = parts(event)
        replaced = self._name(type(inner))
        return f"{name}({replaced})" if path and "/" in replaced else name

    def read(self, topic: str, state: bytes) -> CaseEvent:
        """Return the event stored under this topic. Raises MapperDeserialisationError."""
        reader = self.readers.get(topic)
        if reader is None:
            reader = self.readers[topic] = self._reader(topic)
        try:
            return reader(state)
        except (msgspec.MsgspecError, ValueError, KeyError) as error:
            raise MapperDeserialisationError(f"cannot read a stored {topic}: {error}") from error

    def topics(self) -> Iterator[str]:
        """Yield every topic that can be stored or was: the closed registry."""
        for name, cls in self.classes.items():
            for version in range(1, self.version_of(cls) + 1):
                yield _versioned(name, version)
                if version > 1:
                    yield from (f"{outer.__name__}({_versioned(name, version)})" for outer in HOLDING)

    def _name(self, cls: type[Event]) -> str:
        return _versioned(cls.__name__, self.version_of(cls))

    def _reader(self, topic: str) -> Callable[[bytes], CaseEvent]:
        outer, _, inner = topic.removesuffix(")").partition("(")
        name, version = _parsed(outer)
        cls = self.classes.get(name)
        if cls is None or topic not in set(self.topics()):
            raise MapperDeserialisationError(f"the catalogue has no {topic}")
        if version == self.version_of(cls) and not (cls in HOLDING and self._lagging(inner)):
            return msgspec.json.Decoder(cls).decode  # type: ignore[return-value]
        return lambda state: self._upcast(cls, name, version, inner, state)

    def _lagging(self, inner: str) -> bool:
        """Whether a replacement may be older than its class: always, unless its topic says otherwise."""
        name, version = _parsed(inner)
        return not inner or version < self.version_of(self.classes[name])

    def _upcast(self, cls: type[Event], name: str, version: int, inner: str, state: bytes) -> CaseEvent:
        fields = self.transcoder.decode(state)
        self._lift(name, version, fields)
        correction = fields["requested"] if cls is CorrectionRequested else fields
        if "replacement" in correction:
            replaced = correction["replacement"]["type"]
            self._lift(replaced, _parsed(inner)[1], correction["replacement"])
        return msgspec.convert(fields, cls)  # type: ignore[return-value]

    def _lift(self, name: str, version: int, fields: dict[str, Any]) -> None:
        for step in range(version, self.version_of(self.classes[name])):
            self.upcasters[name, step](fields)


def encode_meta(author: Author, override: bytes | None = None) -> str:
    """Return what is kept beside a body, as JSON."""
    return msgspec.json.encode(
        Meta(by=author.person, role=author.role, office=author.office, override=override)
    ).decode()


@lru_cache(maxsize=4096)
def read_meta(text: str) -> Meta:
    """Return what was kept beside a body; a few authors write most of the log, so it is cached."""
    return msgspec.json.decode(text, type=Meta)


def _versioned(name: str, version: int) -> str:
    return name if version == 1 else f"{name}/{version}"


def _parsed(topic: str) -> tuple[str, int]:
    name, _, version = topic.partition("/")
    return name, int(version or 1)
