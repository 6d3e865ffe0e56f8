"""Readiness and the metrics that are read when asked for: how far the lists are, the pool, the overdue."""

from contextlib import suppress

from msgspec import Struct

from adapters.clock import MOST_AHEAD
from adapters.postgres.errors import AWAY, FAILED, STARTING
from adapters.postgres.log.seals import newest
from adapters.postgres.migrate import missing_tables
from adapters.postgres.questions import SummaryAsked
from adapters.postgres.reading import from_primary
from adapters.postgres.standby import State
from api.logs import lines_dropped
from api.services import Services
from domain.law.provision import Text


class NotReady(Struct, frozen=True):
    """The log cannot be used; what is waited for, as a sentence."""

    waiting_for: Text


class Readiness(Struct, frozen=True, kw_only=True):
    """The log can be used; what else an operator watches. `outdated`: the lists need a rebuild.

    `missing` are tables of the lists that are not there: `zairyu migrate` makes them. `clock_ahead`: by
    how many seconds the last entry's moment lies ahead of the database's clock, if by more than
    `MOST_AHEAD`; else 0. `standby` says what becomes of the standby, null where there is none.
    """

    log: bool
    head: int
    projected: int
    lag: int
    set_aside: int
    outdated: bool
    missing: tuple[str, ...]
    clock_ahead: float
    standby: State | None


async def readiness(services: Services) -> Readiness | NotReady:
    """Return how things are, or what is waited for when the log cannot be used."""
    try:
        progress = await services.projector.progress()
        async with services.pool.acquire() as connection:
            gone = await missing_tables(connection)
        with from_primary():
            ahead = await services.log.ahead()
    except AWAY as error:
        return NotReady(_awaited(error.__cause__ or error))
    return Readiness(
        log=True, head=progress.head, projected=progress.position, lag=progress.lag, set_aside=progress.stuck,
        outdated=progress.outdated, missing=gone,
        clock_ahead=ahead if ahead > MOST_AHEAD.total_seconds() else 0.0,
        standby=None if services.standby is None else services.standby.state,
    )  # fmt: skip


def _awaited(error: BaseException) -> Text:
    if isinstance(error, STARTING):
        return Text(
            "Waiting for PostgreSQL to be ready: it starts, or recovers from a crash.",
            "PostgreSQLの準備中です(起動中、又は障害からの復旧中)。",
        )
    if isinstance(error, OSError):
        return Text("Waiting for PostgreSQL to answer.", "PostgreSQLが応答しません。")
    return Text("Waiting for the log to be usable.", "記録を利用できません。")


async def observe(services: Services) -> None:
    """Read the gauges; a database that is away leaves them as they were and says so."""
    observe_process(services)
    metrics = services.metrics
    found = await readiness(services)
    metrics.show("zairyu_ready", "1 when the log can be used", float(isinstance(found, Readiness)))
    if isinstance(found, NotReady):
        return
    metrics.show("zairyu_clock_ahead_seconds", "By how much the log is ahead of the clock", found.clock_ahead)
    metrics.show("zairyu_log_head", "Position of the last event", found.head)
    metrics.show("zairyu_projection_position", "Position the lists show", found.projected)
    metrics.show("zairyu_projection_lag", "Events the lists do not show yet", found.lag)
    metrics.show("zairyu_projection_outdated", "1 when the lists need a rebuild", float(found.outdated))
    metrics.show("zairyu_residents_set_aside", "Residents whose fold failed", found.set_aside)
    with from_primary():
        await _observe_notices(services)
        await _observe_mail(services)
        await _observe_seals(services, found.head)
        await _observe_webhooks(services)


def observe_process(services: Services) -> None:
    """Read what this process knows without asking the database."""
    _observe_standby(services)
    metrics, pool, writer = services.metrics, services.pool, services.log.writer
    waiting, teller, courier = services.accesses.waiting, services.teller, services.courier
    size, idle = pool.get_size(), pool.get_idle_size()
    metrics.show("zairyu_pool_connections", "Connections of the pool", size, together="livesum")
    metrics.show("zairyu_pool_idle", "Idle connections of the pool", idle, together="livesum")
    metrics.show("zairyu_looks_waiting", "Looks not yet written down", waiting, together="livesum")
    metrics.tally("zairyu_looks_unwritable", "Looks that cannot be written", services.accesses.unwritable)
    metrics.tally("zairyu_append_calls", "Calls of group commit since the start", writer.calls)
    metrics.tally("zairyu_append_items", "Appends those calls carried", writer.items)
    metrics.tally("zairyu_log_lines_dropped", "Lines of the log that nobody read in time", lines_dropped())
    metrics.tally("zairyu_notices_raised", "Notices raised since the start", teller.raised)
    metrics.tally("zairyu_notices_withdrawn", "Notices withdrawn since the start", teller.withdrawn)
    metrics.tally("zairyu_webhooks_delivered", "Facts that receivers took", courier.delivered)
    metrics.tally("zairyu_webhooks_failed", "Tries that receivers did not take", courier.failed)
    if services.sealing is not None:
        unwritten = services.sealing.unwritten
        metrics.show(
            "zairyu_seals_unwritten", "Seals that ZAIRYU_SEAL_TO has not taken", unwritten, together="livemax"
        )
    if (mailing := services.mailing) is not None:
        metrics.tally("zairyu_digests_sent", "Digests sent since the start", mailing.sent)
        metrics.tally("zairyu_digests_failed", "Digests that the mail server did not take", mailing.failed)
        metrics.tally("zairyu_digests_missed", "Digests given up when their day ended", mailing.missed)


def _observe_standby(services: Services) -> None:
    metrics, standby = services.metrics, services.standby
    if standby is None:
        return
    usable, age = float(standby.state == "answers"), standby.seconds_behind()
    metrics.show("zairyu_standby_answers", "Processes whose reads it may answer", usable, together="livesum")
    metrics.show("zairyu_standby_age_seconds", "How old the standby could be", age, together="livemax")
    behind = standby.bytes_behind
    metrics.show("zairyu_standby_behind_bytes", "Changes that it did not show", behind, together="livemax")
    metrics.tally("zairyu_standby_reads", "Reads that the standby answered", standby.answered)
    for why in standby.fell_back:
        help_ = "Requests that turned to the primary, by why"
        reads = standby.fell_back[why]
        metrics.show("zairyu_standby_fallbacks", help_, reads, {"why": why}, together="sum")


async def _observe_notices(services: Services) -> None:
    try:
        progress = await services.notices.progress()
    except AWAY:
        return
    metrics = services.metrics
    metrics.show("zairyu_notices_behind", "Events of which offices have not been told", progress.behind)
    if progress.day is not None:
        days = (services.clock.today() - progress.day).days
        metrics.show("zairyu_notices_days_behind", "Days of which offices have not been told", days)


async def _observe_mail(services: Services) -> None:
    if services.mailing is None:
        return
    with suppress(*AWAY):
        unsent = await services.mailing.unsent_seconds()
        services.metrics.show(
            "zairyu_digests_unsent_seconds", "Since when digests of the day are unsent", unsent
        )


async def _observe_seals(services: Services, head: int) -> None:
    try:
        last = await newest(services.pool, shard=services.log.shard)
    except AWAY:
        return
    metrics, now = services.metrics, services.clock.now()
    age = None if last is None else (now - last.sealed_at).total_seconds()
    metrics.show("zairyu_seal_age_seconds", "Since the newest seal was made", age)
    metrics.show("zairyu_log_unsealed", "Events after the newest seal", head - (last.size if last else 0))


async def _observe_webhooks(services: Services) -> None:
    try:
        found = await services.webhooks.all(at=services.clock.now())
    except FAILED:
        return
    metrics = services.metrics
    metrics.show(
        "zairyu_webhooks_dead", "Facts set aside after three days of tries", sum(w.dead for w in found)
    )
    behind = max((w.behind for w in found if w.paused is None), default=0)
    metrics.show("zairyu_webhooks_behind", "Entries that the slowest receiver has not been sent", behind)


async def count_overdue(services: Services) -> None:
    """Read how many duties are overdue by rule: a query over all rows, so every few minutes only."""
    found = await services.lists.summary(SummaryAsked(on=services.clock.today()))
    for count in found.by_rule:
        services.metrics.show(
            "zairyu_duties_overdue", "Duties past their day, by rule", count.overdue, {"rule": count.rule}
        )
