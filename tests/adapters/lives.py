"""Appends for tests of the log."""

from datetime import date
from uuid import UUID

from adapters.ports import Append, Author, EventLog, Idempotency, Replayed
from domain.events import CaseEvent, CaseOpened, Moved, Name, NoteAdded
from domain.events.types import Address
from domain.history import Recorded

DESK = Author(person="hanako", role="caseworker", office="01107")


def opened(given: str = "Maya") -> CaseOpened:
    return CaseOpened(
        occurred_on=date(2026, 4, 1),
        name=Name(family="Tamang", given=given),
        date_of_birth="1990-01-01",
        nationality="NP",
    )


def note(text: str = "called") -> NoteAdded:
    return NoteAdded(occurred_on=date(2026, 4, 2), text=text)


def moved() -> Moved:
    return Moved(occurred_on=date(2026, 4, 3), address=Address(municipality_code="01107", line="Kotoni 1"))


def adding(
    resident_id: UUID,
    *events: CaseEvent,
    after: int = 0,
    author: Author = DESK,
    key: tuple[str, bytes] | None = None,
    claims: frozenset[str] = frozenset(),
    releases: frozenset[str] = frozenset(),
    override: str | None = None,
) -> Append:
    return Append(
        resident_id=resident_id,
        expected_version=after,
        events=events or (note(),),
        author=author,
        override=override,
        idempotency=Idempotency(key=key[0], digest=key[1]) if key else None,
        claims=claims,
        releases=releases,
    )


async def recorded(log: EventLog, append: Append) -> tuple[Recorded, ...]:
    """Append what was not appended before."""
    answer = await log.append(append)
    assert not isinstance(answer, Replayed)
    return answer
