"""Mail: to whom each office's digest of the day goes, what became of the last one, and a mail to try it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from secrets import token_hex
from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from adapters.clock import Clock
from adapters.exchange.languages import MailLanguage
from adapters.exchange.mail.addresses import LONGEST, address_fault, same_mailbox
from adapters.exchange.mail.digests import SENT_FROM, Mailing
from adapters.exchange.mail.message import domain_of
from adapters.postgres.mail import DigestSent, DigestState, Recipients
from api.answers import Instant
from api.body import StrictBody
from api.dependencies import Given
from api.problems import Fault, Problem
from api.replies import Reply, answer
from api.routing import says
from api.scope import Caller, is_office
from api.services import Services
from api.wording.digest import trial_text
from api.wording.looks import office_name
from api.wording.mail import ADDRESS_FAULTS, NOT_TAKEN, TWICE
from domain.law.provision import Text

MOST_RECIPIENTS = 50
_SHOWN = timedelta(days=31)
"""Since when the last digest is looked for."""
Address = Annotated[str, Meta(min_length=1, max_length=LONGEST, description="A mailbox, in ASCII")]
Language = Annotated[MailLanguage, Meta(description="Of the mails; `both`: Japanese, and English below it")]


class RecipientsWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom the digest of an office is to go, from now on: instead of whoever received it."""

    addresses: Annotated[tuple[Address, ...], Meta(min_length=1, max_length=MOST_RECIPIENTS)]
    language: Language = "ja"


class TrialWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a mail is to go by which one sees that mails arrive."""

    address: Address
    language: Language = "ja"


class TrialAnswer(Struct, frozen=True, kw_only=True):
    """The mail server took the trial mail."""

    address: str
    message_id: str


class LastDigest(Struct, frozen=True, kw_only=True):
    """What became of the last digest to one recipient; `answer` is what the mail server said to it."""

    address: str
    day: date
    state: DigestState
    tries: int
    tried_at: Instant
    sent_at: Instant | None
    answer: str


class OfficeRecipients(Struct, frozen=True, kw_only=True):
    """To whom the digest of an office goes; `since` is the first day of which it was to be sent."""

    office: str
    name: str
    addresses: tuple[str, ...]
    language: MailLanguage
    since: date
    changed_by: str
    changed_at: Instant
    last: tuple[LastDigest, ...]


class RecipientList(Struct, frozen=True, kw_only=True):
    """To whom digests go, by office. `sender` null: no mail server is set, so none are sent.

    `sent_from` is when, in Tokyo.
    """

    sender: str | None
    sent_from: str
    items: tuple[OfficeRecipients, ...]


@get("/mail/recipients", opt=says(action="administer", answer=RecipientList))
async def recipients(services: Given[Services], clock: Given[Clock], language: Given[str]) -> Reply:
    """List to whom each office's digest of the day goes, and what became of the last one."""
    book, mailing = services.mail, services.mailing
    last = await book.latest(clock.today() - _SHOWN)
    items = tuple(_of_office(each, last, language) for each in await book.recipients())
    sender = None if mailing is None else mailing.sender
    return answer(RecipientList(sender=sender, sent_from=f"{SENT_FROM:%H:%M}", items=items))


@put(
    "/mail/recipients/{office:str}",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="administer", body=RecipientsWanted, answer=OfficeRecipients,
        refuses=("office-not-found",),
    ),
)  # fmt: skip
async def set_recipients(
    office: FromPath[str],
    data: JSONBody[RecipientsWanted],
    services: Given[Services],
    caller: Given[Caller],
    clock: Given[Clock],
    language: Given[str],
) -> Reply:
    """Say to whom the digest of an office goes. Who is new to the list gets that of today at once."""
    _check_office(office)
    faults = list(_faults(data.addresses))
    if faults:
        raise Problem("invalid-event", errors=faults)
    book, today = services.mail, clock.today()
    found = await book.set_recipients(
        office, data.addresses, data.language, since=today, person=caller.person
    )
    return answer(_of_office(found, await book.latest(today - _SHOWN), language))


@delete(
    "/mail/recipients/{office:str}",
    status_code=204,
    opt=says(action="administer", answer=None, status=204, refuses=("office-not-found",)),
)
async def remove_recipients(office: FromPath[str], services: Given[Services]) -> None:
    """Send an office no digest any more; done already, it is done all the same."""
    _check_office(office)
    await services.mail.remove_recipients(office)


@post(
    "/mail/trials",
    status_code=200,
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="administer", body=TrialWanted, answer=TrialAnswer,
        refuses=("no-mail-server", "mail-not-taken"),
    ),
)  # fmt: skip
async def try_mail(data: JSONBody[TrialWanted], services: Given[Services]) -> Reply:
    """Send a mail that says nothing but that it is a trial; answered once the mail server has taken it."""
    fault = address_fault(data.address)
    if fault is not None:
        raise Problem("invalid-event", errors=[Fault(pointer="/address", detail=ADDRESS_FAULTS[fault])])
    if services.mailing is None:
        raise Problem("no-mail-server")
    return answer(await _tried(services.mailing, data))


async def _tried(mailing: Mailing, wanted: TrialWanted) -> TrialAnswer:
    worded = trial_text(wanted.language)
    id_ = f"trial.{token_hex(16)}@{domain_of(mailing.sender)}"
    done = await mailing.trial(wanted.address, worded.subject, worded.text, wanted.language, id_=id_)
    if done.state != "sent":
        said = done.answer.rstrip(".")
        detail = Text(NOT_TAKEN.en.format(answer=said), NOT_TAKEN.ja.format(answer=said))
        raise Problem("mail-not-taken", detail)
    return TrialAnswer(address=wanted.address, message_id=id_)


def _check_office(office: str) -> None:
    if not is_office(office):
        raise Problem("office-not-found")


def _faults(addresses: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong with addresses, each at its place."""
    seen: set[str] = set()
    for number, text in enumerate(addresses):
        fault = address_fault(text)
        if fault is not None:
            yield Fault(pointer=f"/addresses/{number}", detail=ADDRESS_FAULTS[fault])
        elif same_mailbox(text) in seen:
            yield Fault(pointer=f"/addresses/{number}", detail=TWICE)
        seen.add(same_mailbox(text))


def _of_office(found: Recipients, last: Sequence[DigestSent], language: str) -> OfficeRecipients:
    return OfficeRecipients(
        office=found.office,
        name=office_name(found.office, language),
        addresses=found.addresses,
        language=found.language,
        since=found.since,
        changed_by=found.changed_by,
        changed_at=found.changed_at,
        last=tuple(
            LastDigest(
                address=each.address, day=each.day, state=each.state, tries=each.tries,
                tried_at=each.tried_at, sent_at=each.sent_at, answer=each.answer,
            )
            for each in last
            if each.office == found.office and each.address in found.addresses
        ),
    )  # fmt: skip
