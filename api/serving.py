"""A running server: its parts put together, uvicorn around them, and a clean end."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any, Final

import uvicorn
from msgspec import Struct
from msgspec.structs import replace

from adapters.clock import Clock
from adapters.collector import spare_the_collector
from adapters.exchange.mail.digests import Mailing
from adapters.exchange.webhooks.courier import Courier
from adapters.exchange.webhooks.sending import Sender
from adapters.keys import KeyUnavailableError, keyring, master_keys
from adapters.loopback import is_loopback
from adapters.merging import Merger
from adapters.postgres.accesses import Accesses
from adapters.postgres.apart import Apart
from adapters.postgres.claims import Claims
from adapters.postgres.database import Pool, open_pool
from adapters.postgres.deliveries import Deliveries
from adapters.postgres.errors import FAILED
from adapters.postgres.fitness import check
from adapters.postgres.letters import Letters
from adapters.postgres.lists import Lists
from adapters.postgres.log import THE_ONLY_SHARD, Log, open_log
from adapters.postgres.log.keys import masters
from adapters.postgres.made_by import projection_version
from adapters.postgres.mail import MailBook
from adapters.postgres.notices import NoticeLists
from adapters.postgres.projector import Projector
from adapters.postgres.rows.folding import Place
from adapters.postgres.standby import Standby, State, Writes, open_standby
from adapters.postgres.telling import Teller
from adapters.postgres.tokens import Tokens
from adapters.postgres.webhooks import Webhooks
from adapters.recording import Recorder
from adapters.sealing import Sealing
from adapters.seals import signing_key
from adapters.settings import Settings
from adapters.streams import REMEMBERED
from adapters.threads import SWITCH_SECONDS
from api.app import create_app
from api.connections import Config, Door
from api.digest import DigestMaker
from api.edge import Edge
from api.identity import Identity
from api.logs import log
from api.metrics import Metrics
from api.observing import count_overdue, observe_process
from api.providers import Provider
from api.ratelimit import limits
from api.services import Services
from api.settings import WebSettings, address_of
from api.shared import Shared

GRACE_SECONDS: Final = 10
_COUNT_EVERY: Final = 300.0
_OBSERVE_EVERY: Final = 1.0
_LAST_SEAL_SECONDS: Final = 5.0


class Running(Struct, frozen=True, kw_only=True):
    """A server's application and what it is made of."""

    app: Edge
    services: Services
    tokens: Tokens


@asynccontextmanager
async def running(
    dsn: str, settings: Settings, web: WebSettings, *, project: bool = True, shared: Shared | None = None
) -> AsyncIterator[Running]:
    """Put the parts together over a migrated database; on leaving, everything noted is written down.

    `shared`: what this process has together with others that serve the same address.

    Raises MigrationError, RoleError; KeyUnavailableError also when data keys are wrapped by a master key that
    the settings lack.
    """
    pool = await open_pool(dsn, size=settings.pool_size)
    keys = keyring(settings)
    async with (
        pool,
        open_log(pool, keys, shard=THE_ONLY_SHARD, remembered=REMEMBERED) as events,
        _provider(web) as provider,
        _standby(pool, settings, events.shard, shared) as standby,
    ):
        await check(pool)
        keys.require(await masters(pool, shard=events.shard))
        place = Place(dsn=dsn, masters=master_keys(settings), policy=settings.policy, shard=events.shard)
        services = services_over(pool, events, settings, web, Apart(pool, place), shared)
        services = replace(services, mailing=mailing(services, settings, web), standby=standby)
        await services.projector.tell_outdated()
        tokens = Tokens(pool)
        loopback = is_loopback(settings.host)
        identity = Identity(
            tokens=tokens,
            development=settings.token if loopback else None,
            provider=provider,
            loopback=loopback,
        )
        tasks = _tasks(services, tokens, settings, project=project)
        tasks += [] if shared is None else [_observing(services)]
        async with _beside(tasks):
            yield Running(app=create_app(services, identity, web), services=services, tokens=tokens)
        await services.accesses.flush()
        await _seal_at_the_end(services)


def _standby(
    pool: Pool, settings: Settings, shard: int, shared: Shared | None
) -> AbstractAsyncContextManager[Standby | None]:
    """Give the standby of the settings, where they name one."""
    writes = None if shared is None else Writes(shared.folder / "writes", shared.number)
    url, lag = settings.read_database_url, settings.read_lag
    return open_standby(pool, url, shard=shard, lag=lag, tell=_say_of_standby, writes=writes)


def _say_of_standby(state: State, error: str | None) -> None:
    (log.info if state == "answers" else log.warning)("standby", state=state, error=error)


@asynccontextmanager
async def _provider(web: WebSettings) -> AsyncIterator[Provider | None]:
    """Give the identity provider, where the settings name one; its libraries are slow to import."""
    if web.oidc_issuer is None:
        yield None
        return
    from api.oidc.provider import open_provider  # noqa: PLC0415

    async with open_provider(web) as provider:
        yield provider


def services_over(
    pool: Pool,
    events: Log,
    settings: Settings,
    web: WebSettings,
    apart: Apart,
    shared: Shared | None = None,
) -> Services:
    """Return the parts of a server over a log; nothing of them runs yet."""
    clock = Clock(settings.today)
    webhooks = Webhooks(pool, events.keyring, events.shard)
    teller = Teller(pool, events, clock, settings.telling, projection_version(settings.policy))
    accesses = Accesses(pool)
    return Services(
        log=events,
        merger=Merger(log=events, clock=clock, policy=settings.policy),
        recorder=Recorder(log=events, claims=Claims(pool), clock=clock, policy=settings.policy),
        lists=Lists(pool, events.shard),
        notices=NoticeLists(pool, events.shard),
        letters=Letters(pool, events.shard),
        teller=teller,
        accesses=accesses,
        clock=clock,
        policy=settings.policy,
        metrics=Metrics(shared),
        limits=limits(rate=web.rate_limit, burst=web.rate_burst, shared=shared),
        projector=Projector(pool, events, settings.policy, apart=apart, notices=teller),
        pool=pool,
        sealing=_sealing(events, settings),
        mail=MailBook(pool, events.shard),
        webhooks=webhooks,
        courier=Courier(
            pool, webhooks, Deliveries(pool, events.shard), Sender(allowed=settings.webhook_networks),
            accesses, clock=clock, site=web.public_url or "",
        ),
    )  # fmt: skip


def _tasks(
    services: Services, tokens: Tokens, settings: Settings, *, project: bool
) -> list[Coroutine[Any, Any, None]]:
    async def note_uses() -> None:
        await tokens.note_uses(services.clock.now())

    def failed(error: Exception) -> None:
        log.error("looks not written", exc_info=error)

    found = [services.accesses.run(failed, note_uses), _counting(services), services.courier.run()]
    if services.sealing is not None:
        found.append(services.sealing.run(every=settings.seal_every, failed=_not_sealed))
    if project:
        found.append(services.projector.run())
    if services.mailing is not None:
        found.append(services.mailing.run())
    if services.standby is not None:
        found.append(services.standby.watch())
    return found


def console_address(settings: Settings, web: WebSettings) -> str:
    """Return the address of the console, for links."""
    return web.public_url or address_of(settings.host, settings.port)


def mailing(services: Services, settings: Settings, web: WebSettings) -> Mailing | None:
    """Return what sends each office its digest, None where no mail server is named."""
    server = settings.mail_server()
    if server is None or settings.mail_from is None:
        return None
    maker = DigestMaker(services, console_address(settings, web))
    return Mailing(services.mail, services.clock, maker, server, sender=settings.mail_from)


def _sealing(events: Log, settings: Settings) -> Sealing | None:
    """Return what seals the log; without a key the server serves all the same, and says so."""
    if not settings.seal_every:
        return None
    try:
        return Sealing(events.pool, signing_key(settings), shard=events.shard, to=settings.seal_to)
    except KeyUnavailableError:
        log.warning("no key to sign seals with: set ZAIRYU_SEAL_KEY_FILE")
        return None


def _not_sealed(error: Exception) -> None:
    log.warning("not sealed, or a seal not written outside; tried again", error=repr(error))


async def _seal_at_the_end(services: Services) -> None:
    if services.sealing is None:
        return
    try:
        async with asyncio.timeout(_LAST_SEAL_SECONDS):
            await services.sealing.once(failed=_not_sealed)
    except TimeoutError as error:
        _not_sealed(error)


async def _counting(services: Services) -> None:
    while True:
        with suppress(*FAILED):
            await count_overdue(services)
        await asyncio.sleep(_COUNT_EVERY)


async def _observing(services: Services) -> None:
    """Show what only this process knows, also when another one is asked."""
    while True:
        observe_process(services)
        await asyncio.sleep(_OBSERVE_EVERY)


@asynccontextmanager
async def _beside(work: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run work beside the body; one that fails is logged, all end with it."""
    tasks = [asyncio.create_task(one) for one in work]
    for task in tasks:
        task.add_done_callback(_log_failure)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _log_failure(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("work beside the requests ended", exc_info=error)


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the end is ours, so that everything after it still happens."""

    def capture_signals(self) -> Any:
        return nullcontext()


async def serve(
    dsn: str,
    settings: Settings,
    web: WebSettings,
    listening: socket.socket,
    started: "Callable[[], Coroutine[Any, Any, None]]",
    *,
    ending: Sequence[signal.Signals],
    shared: Shared | None = None,
) -> None:
    """Serve until one of the `ending` signals: requests under way get ten seconds; a second ends at once."""
    sys.setswitchinterval(SWITCH_SECONDS)
    async with running(dsn, settings, web, shared=shared) as parts:
        door = Door(web, parts.services.metrics)
        server = _Server(_config(parts.app, door))
        _end_on_signals(server, ending)
        async with _beside([door.watch(server.server_state.connections)]):
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            while not server.started and not serving.done():
                await asyncio.sleep(0.005)
            if server.started:
                spare_the_collector()
                await started()
            await serving


def _config(app: Edge, door: Door) -> Config:
    web = door.limits
    return Config(
        app,
        door,
        loop="none",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(web.forwarded_allow_ips),
        forwarded_allow_ips=web.forwarded_allow_ips or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=2048,
    )


def _end_on_signals(server: uvicorn.Server, ending: Sequence[signal.Signals]) -> None:
    def end() -> None:
        if server.should_exit:
            server.force_exit = True
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for name in ending:
        loop.add_signal_handler(name, end)
