"""The mapper: facts of the catalogue to stored entries and back.

A stored topic is the class's name, and from its second version on `Name/2`; a correction whose replacement
has a later version than the first names it too, `EventCorrected(Name/2)`, and so does a request for one. The
registry of topics is closed: a topic that is not in it is an error, never an import. An entry written by an
older version is upcast, then read as new.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import (
    Mapper,
    MapperDeserialisationError,
    StoredEvent,
    Transcoder,
)
from msgspec import Struct

from adapters.keys import DataKey
from adapters.ports import Author
from adapters.upcasting import UPCASTERS
from domain.events import CATALOGUE, CaseEvent, CorrectionRequested, Event, EventCorrected, parts
from domain.history import QUIET, Recorded

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


class NewEntry(Struct, frozen=True, kw_only=True):
    """A fact about to be recorded: payload and envelope, without what only the log can give."""

    originator_id: UUID
    originator_version: int
    event_id: UUID
    event: CaseEvent
    key: DataKey


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
    """Between `NewEntry` and `StoredEvent`, and from a row of the log to `Recorded`; checks what it reads."""

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
        entry: NewEntry = domain_event
        body = entry.key.seal(
            self.transcoder.encode(entry.event), version=entry.originator_version, event_id=entry.event_id
        )
        return StoredEvent(entry.originator_id, entry.originator_version, self.topic(entry.event), body)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Refuse: a stored event lacks the envelope, and the library's way imports what a topic names."""
        raise NotImplementedError

    def recorded(self, row: Iterable[Any], key: DataKey) -> Recorded:
        """Return the event of a row of the log (see log/feed.sql for its columns), opened with this key.

        Raises MapperDeserialisationError for an unknown topic and for bytes that are not such an event,
        ChangedError for a body that was not sealed with this key for this place.
        """
        resident_id, version, topic, body, position, event_id, recorded_at, kept, _, _ = row
        meta, override = read_meta(kept), None
        if meta.override is not None:
            override = key.open(meta.override, version=version).decode()
        return Recorded(
            resident_id=resident_id,
            version=version,
            event_id=event_id,
            recorded_at=recorded_at,
            recorded_by=meta.by,
            office=meta.office,
            position=position,
            event=self.read(topic, key.open(body, version=version)),
            override=override,
        )

    def topic(self, event: CaseEvent) -> str:
        """Return the name that this event is stored under."""
        name = self._name(type(event))
        *_, (path, inner) = parts(event)
        replaced = self._name(type(inner))
        return f"{name}({replaced})" if path and "/" in replaced else name

    def changes_no_answer(self, topic: str) -> bool:
        """Whether an event stored under this topic changes no answer but the history."""
        found = self.classes.get(_parsed(topic.partition("(")[0])[0])
        return found is not None and issubclass(found, QUIET)

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
