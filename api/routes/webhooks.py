"""Webhooks: to which systems facts are sent; for administrators, who see ids of facts and no residents."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from adapters.clock import Clock
from adapters.exchange.webhooks.addresses import LONGEST, NotATarget, reachable, target_of
from adapters.exchange.webhooks.courier import Courier
from adapters.exchange.webhooks.facts import KINDS, Kind, schema_of
from adapters.exchange.webhooks.sending import shown
from adapters.postgres.webhooks import FAILURE_STATES, FailureState, Webhook, Webhooks, Why
from api.answers import Instant
from api.body import StrictBody
from api.dependencies import Given
from api.problems import Fault, Problem
from api.queries import DeliveriesAsked, Moment, Position, instant
from api.replies import Reply, answer
from api.routing import says
from api.scope import Caller, is_office
from api.wording.webhooks import NO_SUCH_OFFICE, REFUSED, TOO_MANY

MOST: Final = 100
"""Webhooks there may be."""


class NewWebhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A receiver to be; without `offices` it is sent facts about everybody's residents."""

    url: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=len(KINDS))]
    offices: Annotated[tuple[str, ...], Meta(max_length=200)] = ()


class WebhookChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether nothing is sent for the time being."""

    paused: bool


class Replay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent again: what comes after a position in the log of events, or after an instant."""

    after: Position | Moment


class WebhookAnswer(Struct, frozen=True, kw_only=True):
    """A receiver. `events` and `notices`: the positions in the two logs up to which it was sent everything.

    All but what is `failing` or `dead`. `behind`: entries still to be gone through. `paused_because`:
    somebody `asked`, or the receiver answered that it is `gone` (410). `silent`: it took nothing lately, so
    nothing new is sent before something that waits is taken. `secret` is shown when it was made, and never
    again; `older_secret_until`: until when the one before it signs, too.
    """

    webhook_id: UUID
    url: str
    kinds: tuple[Kind, ...]
    offices: tuple[str, ...]
    made_by: str
    made_at: Instant
    paused: bool
    paused_because: Why | None
    silent: bool
    events: int
    notices: int
    behind: int
    failing: int
    dead: int
    delivered_at: Instant | None
    older_secret_until: Instant | None
    secret: str | UnsetType = UNSET


class WebhookList(Struct, frozen=True, kw_only=True):
    """All receivers, the oldest first."""

    items: tuple[WebhookAnswer, ...]


class DeliveryAnswer(Struct, frozen=True, kw_only=True):
    """A fact that a receiver did not take: tried again at `next_at`, or set aside (`dead`) after three days.

    `id` is that of the CloudEvent, `position` one in the log of its kind, `failure` why it was not taken the
    last time: `status-500`, `timed-out`, `connection-lost`, `no-connection`, `not-trusted`, `name-not-found`,
    `address-refused`.
    """

    id: str
    kind: Kind
    position: int
    state: FailureState
    tries: int
    since: Instant
    next_at: Instant | None
    set_aside_at: Instant | None
    failure: str


class DeliveryList(Struct, frozen=True, kw_only=True):
    """What a receiver did not take, by kind and position. Of a resident it is the first fact: others wait."""

    items: tuple[DeliveryAnswer, ...]
    next: str | None


@post(
    "/webhooks",
    status_code=201,
    dto=StrictBody,
    return_dto=None,
    opt=says(action="administer", body=NewWebhook, answer=WebhookAnswer, status=201),
)
async def make(
    data: JSONBody[NewWebhook],
    webhooks: Given[Webhooks],
    courier: Given[Courier],
    caller: Given[Caller],
    clock: Given[Clock],
) -> Reply:
    """Have facts sent to a system, from now on.

    The answer has the secret that they are signed with: keep it, it is not shown again.
    """
    await _check(data, courier)
    if len(await webhooks.all(at=clock.now())) >= MOST:
        raise Problem("invalid-event", errors=[Fault(pointer="", detail=TOO_MANY)])
    kinds = tuple(kind for kind in KINDS if kind in data.kinds)
    webhook_id, secret = await webhooks.make(
        url=data.url,
        kinds=kinds,
        offices=tuple(dict.fromkeys(data.offices)),
        by=caller.person,
        at=clock.now(),
    )
    found = await _found(webhook_id, webhooks, clock, secret=secret)
    return answer(found, status=201, headers={"Location": f"/v1/webhooks/{webhook_id}"})


@get("/webhooks", opt=says(action="administer", answer=WebhookList))
async def webhooks(webhooks: Given[Webhooks], clock: Given[Clock]) -> Reply:
    """List to which systems facts are sent, and how far each has come."""
    found = await webhooks.all(at=clock.now())
    return answer(WebhookList(items=tuple(_answer(each) for each in found)))


@get(
    "/webhooks/{webhook_id:uuid}",
    opt=says(action="administer", answer=WebhookAnswer, refuses=("webhook-not-found",)),
)
async def webhook(webhook_id: FromPath[UUID], webhooks: Given[Webhooks], clock: Given[Clock]) -> Reply:
    """Return one receiver, and how far it has come."""
    return answer(await _found(webhook_id, webhooks, clock))


@patch(
    "/webhooks/{webhook_id:uuid}",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="administer", body=WebhookChange, answer=WebhookAnswer,
        refuses=("webhook-not-found",),
    ),
)  # fmt: skip
async def change(
    webhook_id: FromPath[UUID], data: JSONBody[WebhookChange], webhooks: Given[Webhooks], clock: Given[Clock]
) -> Reply:
    """Send nothing for the time being, or go on where it was left: nothing is lost in between."""
    await webhooks.pause(webhook_id, paused=data.paused, at=clock.now())
    return answer(await _found(webhook_id, webhooks, clock))


@delete(
    "/webhooks/{webhook_id:uuid}",
    status_code=200,  # Litestar takes no 204 of a handler that returns something; the reply has it
    opt=says(
        action="administer", answer=None, media="text/plain", status=204, refuses=("webhook-not-found",)
    ),
)
async def end(webhook_id: FromPath[UUID], webhooks: Given[Webhooks]) -> Reply:
    """Send a system nothing any more, and forget its secret and what waited for it."""
    if not await webhooks.end(webhook_id):
        raise Problem("webhook-not-found")
    return Reply(b"", media_type="text/plain", status=204)


@post(
    "/webhooks/{webhook_id:uuid}/secret",
    status_code=200,
    opt=says(action="administer", answer=WebhookAnswer, refuses=("webhook-not-found",)),
)
async def new_secret(webhook_id: FromPath[UUID], webhooks: Given[Webhooks], clock: Given[Clock]) -> Reply:
    """Replace the secret: the answer has the new one. For a day both sign, then the new one alone."""
    await _found(webhook_id, webhooks, clock)
    secret = await webhooks.new_secret(webhook_id, at=clock.now())
    return answer(await _found(webhook_id, webhooks, clock, secret=secret))


@get(
    "/webhooks/{webhook_id:uuid}/deliveries",
    opt=says(
        action="administer", query=DeliveriesAsked, answer=DeliveryList,
        refuses=("webhook-not-found", "invalid-query"),
    ),
)  # fmt: skip
async def deliveries(
    webhook_id: FromPath[UUID], asked: Given[DeliveriesAsked], webhooks: Given[Webhooks], clock: Given[Clock]
) -> Reply:
    """List what a receiver did not take. All else up to its positions it took: of that nothing is kept."""
    await _found(webhook_id, webhooks, clock)
    page = await webhooks.undelivered(
        webhook_id, states=asked.state or FAILURE_STATES, cursor=asked.cursor, limit=asked.limit
    )
    items = tuple(
        DeliveryAnswer(
            id=one.fact, kind=one.kind, position=one.position, state=one.state, tries=one.tries,
            since=one.since, next_at=one.next_at, set_aside_at=one.set_aside_at, failure=one.failure,
        )
        for one in page.items
    )  # fmt: skip
    return answer(DeliveryList(items=items, next=page.next))


@post(
    "/webhooks/{webhook_id:uuid}/replay",
    status_code=200,
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="administer", body=Replay, answer=WebhookAnswer,
        refuses=("webhook-not-found",),
    ),
)  # fmt: skip
async def replay(
    webhook_id: FromPath[UUID], data: JSONBody[Replay], webhooks: Given[Webhooks], clock: Given[Clock]
) -> Reply:
    """Send again what comes after a position in the log of events, or after an instant, notices included.

    Every fact has the id that it had before. What was set aside since is sent again, too; 0: everything.
    """
    await _found(webhook_id, webhooks, clock)
    await webhooks.replay(webhook_id, after=_place(data.after), at=clock.now())
    return answer(await _found(webhook_id, webhooks, clock))


@get(
    "/schema/webhooks/{kind:str}",
    opt=says(action="public", answer=None, media="application/schema+json", refuses=("not-found",)),
)
async def schema(kind: FromPath[str]) -> Reply:
    """Describe the `data` of what webhooks send: `dataschema` leads here."""
    for known in KINDS:
        if kind == known:
            body = msgspec.json.encode(schema_of(known))
            return Reply(body, media_type="application/schema+json")
    raise Problem("not-found")


async def _check(asked: NewWebhook, courier: Courier) -> None:
    """Raise Problem `invalid-event` for an address that nothing is sent to, and offices that are none.

    A name that is not known yet is taken: every delivery looks it up anew.
    """
    wrong = [
        Fault(pointer=f"/offices/{n}", detail=NO_SUCH_OFFICE)
        for n, office in enumerate(asked.offices)
        if not is_office(office)
    ]
    try:
        target = target_of(asked.url)
        found = await reachable(target, allowed=courier.sender.allowed, resolve=courier.sender.resolve)
        refused = "address-refused" if found == "address-refused" else None
    except NotATarget as error:
        refused = error.code
    if refused is not None:
        wrong.append(Fault(pointer="/url", detail=REFUSED[refused]))
    if wrong:
        raise Problem("invalid-event", errors=wrong)


def _place(after: int | str) -> int | datetime:
    """Return a position, or an instant in UTC; raises Problem `invalid-event` for a day that there is not."""
    if isinstance(after, int):
        return after
    try:
        found = instant(after)
    except Problem as problem:
        wrong = Fault(pointer="/after", detail=problem.errors[0].detail)
        raise Problem("invalid-event", errors=[wrong]) from None
    assert found is not None
    return found


async def _found(
    webhook_id: UUID, webhooks: Webhooks, clock: Clock, *, secret: bytes | None = None
) -> WebhookAnswer:
    """Return a webhook as answered; raises Problem `webhook-not-found`."""
    found = await webhooks.find(webhook_id, at=clock.now())
    if found is None:
        raise Problem("webhook-not-found")
    return _answer(found, UNSET if secret is None else shown(secret))


def _answer(found: Webhook, secret: str | UnsetType = UNSET) -> WebhookAnswer:
    return WebhookAnswer(
        webhook_id=found.webhook_id, url=found.url, kinds=found.kinds, offices=found.offices,
        made_by=found.made_by, made_at=found.made_at, paused=found.paused is not None,
        paused_because=found.paused, silent=found.is_silent, events=found.events, notices=found.notices,
        behind=found.behind, failing=found.failing, dead=found.dead, delivered_at=found.delivered_at,
        older_secret_until=found.older_secret_until, secret=secret,
    )  # fmt: skip
