"""Letters to residents about what they have to do: shown, sent, and whom there is something to write to."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID, uuid4, uuid5

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from adapters.clock import Clock
from adapters.exchange.languages import LetterLanguage
from adapters.exchange.letters.typesetting import LetterTooLongError, typeset
from adapters.postgres import questions as rows
from adapters.postgres.letters import Letters, Sent, SentLetter
from adapters.postgres.lists import Lists
from api.asking import File, Files
from api.body import StrictBody
from api.dependencies import Asking, Given
from api.edge import header_text
from api.letters import duty_of, letter_about
from api.looks import RecordOfLooks
from api.problems import Problem, not_found
from api.queries import Asked, Cursor, Day, KnownInList, Limit, RuleId, WaitFor, instant
from api.replies import Reply, answer
from api.routes.lists import ListedObligation, listed
from api.routes.residents import READ_HEADERS, READ_REFUSALS
from api.routing import says
from api.scope import Caller
from api.tables.lists import LETTERS
from api.told import LetterAnswer, letter_answer
from api.wording.permissions import moved_away
from domain.duties.duty import Duty, State
from domain.events.types import MunicipalityCode, Version
from domain.policy import Policy
from domain.reach import Reach

PDF: Final = "application/pdf"
_REFUSALS: Final = ("rule-not-found", "duty-not-found", "duty-ended", "timed-out")
_DUE: Final[tuple[State, ...]] = ("overdue", "open")
"""About which duties there is something to write, unless other states are asked for."""

Trigger = Annotated[Version, Meta(description="The version that raised the duty")]
Language = Annotated[LetterLanguage, Meta(description="Japanese, English or plain Japanese (やさしい日本語)")]


class LetterAsked(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which duty a letter is about, in which language, as of which day, as known when."""

    trigger: Trigger | None = None
    language: Language = "ja"


class LetterWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter to send: under which rule, about which duty, in which language."""

    rule: str
    trigger: Trigger | None = None
    language: Language = "ja"


class LettersAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Duties about which there is something to write, with the last letter about each."""

    state: tuple[State, ...] | None = None
    rule: RuleId | None = None
    municipality: MunicipalityCode | None = None
    due_before: date | None = None
    on: Day | None = None
    known: KnownInList | None = None
    cursor: Cursor | None = None
    limit: Limit = 50
    wait_for: WaitFor | None = None


class LetterDue(ListedObligation, frozen=True, kw_only=True):
    """A duty, and the last letter about it; null: none has been sent."""

    letter: LetterAnswer | None


class LettersDue(Struct, frozen=True, kw_only=True):
    """Duties, due day first, each with the last letter about it."""

    items: tuple[LetterDue, ...]
    next: str | None


@get(
    "/residents/{resident_id:uuid}/letters/{rule:str}",
    opt=says(
        action="read", query=LetterAsked, answer=None, media=PDF, headers=READ_HEADERS,
        refuses=(*_REFUSALS, *READ_REFUSALS),
    ),
)  # fmt: skip
async def letter(
    resident_id: FromPath[UUID],
    rule: FromPath[str],
    asked: Given[LetterAsked],
    files: Given[Files],
    caller: Given[Caller],
    policy: Given[Policy],
) -> Reply:
    """A letter to a resident about a duty, as PDF, to look at: it is not put on record as sent.

    Without `trigger` about the only duty under the rule that is owed, or the one that is due first.
    """
    file = await files.open(resident_id, on=asked.on, known=asked.known)
    duty = duty_of(file, policy, rule, asked.trigger)
    return await _set(duty, file, policy, caller, asked.language)


@post(
    "/residents/{resident_id:uuid}/letters",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="record", body=LetterWanted, answer=None, media=PDF, status=201,
        headers=("Idempotency-Key", *READ_HEADERS),
        refuses=(
            *_REFUSALS, "forbidden", "file-merged", "idempotency-key-reused", *READ_REFUSALS,
        ),
    ),
)  # fmt: skip
async def send(  # noqa: PLR0913, PLR0917 what the route is given by name
    request: Asking,
    resident_id: FromPath[UUID],
    data: JSONBody[LetterWanted],
    files: Given[Files],
    letters: Given[Letters],
    caller: Given[Caller],
    clock: Given[Clock],
    policy: Given[Policy],
) -> Reply:
    """Send a resident a letter about a duty: the letter as PDF, and on record that it was sent, by whom.

    The same `Idempotency-Key` gives the letter of that day again, and no second entry.
    """
    letter_id = _letter_id(request, resident_id, caller)
    before = await letters.one(letter_id)
    if before is not None and _asks_for_another(data, before):
        raise Problem("idempotency-key-reused")
    file = await _file(files, resident_id, clock.today(), before)
    _may_send(file)
    duty = duty_of(file, policy, data.rule, data.trigger if before is None else before.trigger)
    again = {} if before is None else {"Idempotency-Replayed": "true"}
    reply = await _set(duty, file, policy, caller, data.language, status=201, headers=again)
    if before is None and await letters.note(_fact(letter_id, duty, file, caller, data.language)) is None:
        raise not_found()  # erased meanwhile
    return reply


@get(
    "/letters",
    opt=says(
        action="read", query=LettersAsked, answer=LettersDue, headers=("X-Purpose",),
        refuses=("invalid-query", "projection-behind", "invalid-header"), table=LETTERS,
    ),
)  # fmt: skip
async def due(  # noqa: PLR0913, PLR0917 what the route is given by name
    asked: Given[LettersAsked],
    lists: Given[Lists],
    letters: Given[Letters],
    day: Given[date],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
    policy: Given[Policy],
    language: Given[str],
) -> Reply:
    """List duties about which there is something to write, with the last letter about each.

    Without `state` those that are open or overdue.
    """
    known = instant(asked.known)
    found = await lists.obligations(
        rows.DutiesAsked(
            on=day, known=known, states=asked.state or _DUE, rule=asked.rule,
            municipality=asked.municipality, due_before=asked.due_before, reach=reach, cursor=asked.cursor,
            limit=asked.limit,
        )
    )  # fmt: skip
    looks.note(sorted({item.resident_id for item in found.items}), on=day, known=asked.known)
    about = [(item.resident_id, item.duty) for item in found.items]
    sent = await letters.last_about(about, on=day, known=known)
    items: list[dict[str, Any]] = [
        {
            **listed(item, day, language, policy),
            "letter": None if last is None else letter_answer(last, language),
        }
        for item, last in zip(found.items, sent, strict=True)
    ]
    return answer({"items": items, "next": found.next})


async def _set(
    duty: Duty,
    file: File,
    policy: Policy,
    caller: Caller,
    language: LetterLanguage,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Return a letter as it is sent to a printer; raises Problem `timed-out`."""
    try:
        made = await typeset(letter_about(duty, file, policy, caller, language))
    except (TimeoutError, LetterTooLongError):
        raise Problem("timed-out") from None
    name = f"{duty.rule}-{duty.trigger}-{language}.pdf"
    own = {"Content-Disposition": f'inline; filename="{name}"', "ETag": file.etag}
    return Reply(made, media_type=PDF, status=status, headers={**own, **(headers or {})})


async def _file(files: Files, resident_id: UUID, today: date, before: SentLetter | None) -> File:
    """Return the file as a letter of today is about it, or one that was sent before; raises Problem."""
    if before is None:
        return await files.open(resident_id, on=today)
    return await files.open(resident_id, on=before.sent_on, known=before.sent_at.isoformat())


def _may_send(file: File) -> None:
    """Raise Problem `forbidden` for a resident whom another office writes to now."""
    if (left := file.handed_over) is not None:
        hidden = left.address_protected
        raise Problem("forbidden", moved_away(left.to, left.on, left.until, address_protected=hidden))
    if file.emergency_until is not None:
        raise Problem("forbidden", "Whoever reads in an emergency sends no letters.")


def _letter_id(request: Asking, resident_id: UUID, caller: Caller) -> UUID:
    """Return the id of a letter, the same for the same key of the same person there; raises Problem."""
    key = header_text(request.scope, "idempotency-key", longest=255)
    return uuid4() if key is None else uuid5(resident_id, f"letter\n{caller.person}\n{caller.office}\n{key}")


def _asks_for_another(data: LetterWanted, before: Sent) -> bool:
    same_duty = data.trigger in {None, before.trigger}
    return (data.rule, data.language) != (before.rule, before.language) or not same_duty


def _fact(letter_id: UUID, duty: Duty, file: File, caller: Caller, language: LetterLanguage) -> Sent:
    return Sent(
        letter_id=letter_id,
        sent_on=file.on,
        person=caller.person,
        office=caller.office,
        language=language,
        resident_id=file.resident_id,
        rule=duty.rule,
        trigger=duty.trigger,
        subject=duty.subject,
        due_on=duty.due_on,
        rests_on_version=file.version,
    )
