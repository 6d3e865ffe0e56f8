"""One person, two files: likely doubles of a file, and of somebody described."""

from datetime import date

from litestar import get
from msgspec import Struct

from adapters.clock import Clock
from adapters.postgres.lists import Lists
from api.asking import File
from api.dependencies import Given
from api.doubles import SHOWN, LikelyDouble, doubles
from api.looks import RecordOfLooks
from api.problems import invalid_query
from api.queries import Limit, WaitFor, Words
from api.replies import Reply, answer
from api.routes.residents import READ_HEADERS, READ_REFUSALS
from api.routing import says
from domain.events import Name
from domain.events.types import BirthDay
from domain.reach import Reach
from projections.directory import CARD, card
from projections.likeness import Person, person_of


class DoublesAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Likely doubles of one file."""

    limit: Limit = SHOWN
    wait_for: WaitFor | None = None


class DescribedAsked(DoublesAsked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody as far as is known: parts of a name and a birth, a card number, or all of these."""

    family: Words | None = None
    given: Words | None = None
    family_kanji: Words | None = None
    given_kanji: Words | None = None
    family_kana: Words | None = None
    given_kana: Words | None = None
    alias: Words | None = None
    printed: Words | None = None
    date_of_birth: BirthDay | None = None
    card_number: Words | None = None


class LikelyDoubles(Struct, frozen=True, kw_only=True):
    """Residents whose files may be of one person, the likeliest first."""

    items: tuple[LikelyDouble, ...]


@get(
    "/residents/{resident_id:uuid}/duplicates",
    opt=says(
        action="read",
        query=DoublesAsked,
        answer=LikelyDoubles,
        refuses=(*READ_REFUSALS, "projection-behind"),
        headers=READ_HEADERS,
    ),
)
async def of_resident(
    asked: Given[DoublesAsked],
    file: Given[File],
    lists: Given[Lists],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
    language: Given[str],
) -> Reply:
    """Whose files may be of the same person: by card number, or by birth and name."""
    found = await doubles(
        lists, person_of(file.recorded, file.facts), reach=reach, on=file.on, language=language,
        limit=asked.limit, but_for=file.resident_id,
    )  # fmt: skip
    looks.note([each.resident_id for each in found], on=file.on)
    return answer({"items": found})


@get(
    "/duplicates",
    opt=says(
        action="read",
        query=DescribedAsked,
        answer=LikelyDoubles,
        refuses=("invalid-query", "projection-behind", "invalid-header"),
        headers=("X-Purpose",),
    ),
)
async def of_somebody(
    asked: Given[DescribedAsked],
    lists: Given[Lists],
    clock: Given[Clock],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
    language: Given[str],
) -> Reply:
    """Who may have a file already: asked before one is opened."""
    today: date = clock.today()
    found = await doubles(
        lists, _described(asked), reach=reach, on=today, language=language, limit=asked.limit
    )
    looks.note([each.resident_id for each in found], on=today, nobody_too=True)
    return answer({"items": found})


def _described(asked: DescribedAsked) -> Person:
    """Return whom a question describes; raises Problem `invalid-query` when nobody can be found by it."""
    parts: dict[str, str] = {
        part: text for part in Name.__struct_fields__ if (text := getattr(asked, part)) is not None
    }
    if not (asked.card_number or (parts and asked.date_of_birth)):
        raise invalid_query("date_of_birth", "A name and a date of birth are needed, or a card number.")
    cards = {card(asked.card_number).removeprefix(CARD)} if asked.card_number else ()
    return Person(
        names=(_name(parts),) if parts else (),
        births=(asked.date_of_birth,) if asked.date_of_birth else (),
        cards=frozenset(cards),
    )


def _name(parts: dict[str, str]) -> Name:
    """Return a name of parts; where those in letters are not known yet, others stand for them."""
    if not parts.keys() & {"family", "given"}:
        script = next((script for script in ("kanji", "kana") if parts.keys() & _parts_in(script)), None)
        if script is None:
            return Name(family=parts.get("alias") or parts["printed"], **parts)
        family, given = (parts.get(part) for part in sorted(_parts_in(script)))
        return Name(family=family, given=given, **parts)
    return Name(**parts)


def _parts_in(script: str) -> set[str]:
    return {f"family_{script}", f"given_{script}"}
