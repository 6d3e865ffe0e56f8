"""The application: routes, refusals, guards, and the edge around them."""

from collections.abc import Collection, Sequence
from importlib.metadata import version
from typing import Any, Final

from litestar import Litestar, Request, Response, Router
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers.base import BaseRouteHandler
from litestar.routes import HTTPRoute

from adapters.keys import KeyUnavailableError
from adapters.postgres.calendars import Calendars
from adapters.postgres.due_days import DueDays
from adapters.postgres.errors import AWAY
from adapters.postgres.questions import BusyError, CursorError
from api.body import LARGEST_BODY
from api.console.app import console
from api.console.sorry import page_wanted, say_problem
from api.dependencies import dependencies, one_by_one
from api.edge import ASGI, WIDE, Edge, language_in
from api.feeds import Feeds
from api.identity import Identity, MethodsAsked, guard
from api.logs import log
from api.merged import MergedElsewhereError
from api.openapi import document
from api.problems import MEDIA_TYPE, Fault, Problem, file_merged, invalid_query
from api.routes import (
    audit,
    calendars,
    correction_requests,
    doubles,
    erasing,
    explaining,
    handing_out,
    letters,
    lists,
    mail,
    merging,
    notices,
    preview,
    reference,
    residents,
    seals,
    system,
    webhooks,
    writes,
)
from api.routing import OPT
from api.services import SERVICES, Services
from api.settings import WebSettings
from api.tables.answering import Tables
from api.tracing import traced
from api.wording import faults

VERSIONED: Final[Sequence[BaseRouteHandler]] = (
    writes.open_case, writes.record_events, preview.preview,
    merging.merge, merging.try_merge, merging.unmerge, erasing.erase_resident,
    residents.standing, residents.obligations, residents.timeline, residents.history, residents.diff,
    handing_out.file_zip,
    doubles.of_resident, doubles.of_somebody,
    correction_requests.request_correction, correction_requests.accept_request,
    correction_requests.decline_request, correction_requests.requests_of_resident,
    correction_requests.requests_of_office,
    notices.notices, notices.feed, notices.of_resident, notices.acknowledge,
    letters.letter, letters.send, letters.due,
    lists.search, lists.worklist, lists.summary, lists.overdue, lists.feed,
    calendars.make_calendar, calendars.calendars_of_mine, calendars.revoke_calendar, calendars.feed,
    reference.offices, reference.rules, reference.rule,
    audit.accesses_of_resident, audit.lately_mine, audit.every_access, audit.emergencies,
    seals.seals,
    mail.recipients, mail.set_recipients, mail.remove_recipients, mail.try_mail,
    webhooks.make, webhooks.webhooks, webhooks.webhook, webhooks.change, webhooks.end, webhooks.new_secret,
    webhooks.deliveries, webhooks.replay,
)  # fmt: skip
"""What stands under `/v1`."""

PLAIN: Final[Sequence[BaseRouteHandler]] = (
    system.live, system.ready, system.metrics, system.page, system.openapi, system.asset, explaining.problem,
    webhooks.schema,
)  # fmt: skip

_BY_STATUS: Final = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}


def create_app(services: Services, identity: Identity, settings: WebSettings) -> Edge:
    """Return the application over running parts; raises RuntimeError for a route that says nothing of itself."""  # noqa: E501
    silent = [str(handler) for handler in (*VERSIONED, *PLAIN) if OPT not in handler.opt]
    if silent:
        message = f"routes without a contract: {', '.join(silent)}"
        raise RuntimeError(message)
    methods: dict[str, str] = {}
    tables = Tables(timeout=settings.request_timeout)
    api = Router(
        "/",
        route_handlers=[Router("/v1", route_handlers=list(VERSIONED), middleware=[tables]), *PLAIN],
        guards=[guard(identity, services.limits.requests, methods)],
    )
    app = Litestar(
        [api, console(services, identity, settings)],
        dependencies=dependencies(services, identity=identity, **_subscriptions(services, settings)),
        exception_handlers={
            Problem: refuse,
            MergedElsewhereError: lead_on,
            BusyError: refuse_busy,
            CursorError: refuse_cursor,
            MethodsAsked: say_methods,
            HTTPException: refuse_http,
            Exception: fail,
        },
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )
    one_by_one(app.routes)
    methods |= {r.path_format: _allow(r.methods) for r in app.routes if isinstance(r, HTTPRoute)}
    app.state[SERVICES] = services
    app.state["openapi"] = system.encoded(document(app, version=version("zairyu")))
    inner: ASGI = traced(app)
    return Edge(
        inner, metrics=services.metrics, hosts=settings.allowed_hosts, timeout=settings.request_timeout,
        standby=services.standby,
    )  # fmt: skip


def _subscriptions(services: Services, settings: WebSettings) -> dict[str, object]:
    """Return what serves calendars, by the names under which routes ask for it."""
    due = DueDays(services.pool, services.log.shard, services.lists)
    return {
        "calendars": Calendars(services.pool),
        "feeds": Feeds(due, services.clock, settings.public_url),
        "feed_limits": services.limits.calendars,
    }


def refuse(request: "Request[Any, Any, Any]", problem: Problem) -> Any:
    """Answer with a problem document in the client's language, a browser with a page."""
    wide = request.scope.get(WIDE)
    if isinstance(wide, dict):
        wide["problem"] = problem.code
    if page_wanted(request.scope):
        return say_problem(request, problem)
    return Response(
        problem.document(language_in(request.scope)),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def lead_on(request: "Request[Any, Any, Any]", merged: MergedElsewhereError) -> Any:
    """Lead to the file that another was merged into; refuse what would mean something else there."""
    if not merged.follow:
        return refuse(request, file_merged(merged.into))
    headers = {"Location": merged.location(request.scope)}
    return Response(b"", status_code=308, headers=headers, media_type="text/plain")


def say_methods(_: "Request[Any, Any, Any]", asked: MethodsAsked) -> "Response[None]":
    """Answer OPTIONS with the methods of a path."""
    return Response(None, status_code=204, headers={"Allow": asked.methods})


def refuse_busy(request: "Request[Any, Any, Any]", _: BusyError) -> Any:
    """Answer a search or a count when too many wait already, whoever asks."""
    detail = "Too many searches and counts are under way."
    return refuse(request, Problem("too-many-requests", detail, headers={"Retry-After": "1"}))


def refuse_cursor(request: "Request[Any, Any, Any]", _: CursorError) -> Any:
    """Answer a cursor that no page of the list gave."""
    return refuse(request, invalid_query("cursor", faults.FORMATS["cursor"]))


def refuse_http(request: "Request[Any, Any, Any]", error: HTTPException) -> Any:
    """Answer what Litestar itself refuses, in our words: its own can repeat what was sent."""
    if isinstance(error, ValidationException):
        empty = "The body is empty."
        return refuse(request, Problem("malformed-body", empty, errors=[Fault(pointer="", detail=empty)]))
    if error.status_code not in _BY_STATUS:
        return fail(request, error)
    headers = dict(error.headers or {})
    if methods := headers.pop("allow", None):
        headers["Allow"] = _allow(methods.split(", "))
    return refuse(request, Problem(_BY_STATUS[error.status_code], headers=headers))


def _allow(methods: Collection[str]) -> str:
    """Return what a path takes: HEAD wherever GET, which the edge sees to."""
    return ", ".join(sorted({*methods, *(["HEAD"] if "GET" in methods else [])}))


def fail(request: "Request[Any, Any, Any]", error: Exception) -> Any:
    """Answer a bug, or a database that is away, and log where it happened."""
    code = "unavailable" if isinstance(error, (KeyUnavailableError, *AWAY)) else "internal-error"
    wide = request.scope.get(WIDE)
    if code == "unavailable" and isinstance(wide, dict):
        wide["exc_info"] = error
    else:
        log.error("failed", exc_info=error, route=request.scope.get("path_template"), problem=code)
    return refuse(request, Problem(code))
