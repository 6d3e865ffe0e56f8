"""The console as one router: its pages, its door, and what is shown when something is refused."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Request, Router
from litestar.handlers.base import BaseRouteHandler

from adapters.postgres.sessions import Sessions, UnsavedForms
from api.console import (
    assets,
    audit,
    calendars,
    correct,
    corrections,
    duplicates,
    echo,
    emergency,
    history,
    letters,
    looks,
    mail,
    merged,
    merging,
    notices,
    opening,
    record,
    resident,
    rules,
    search,
    signing_in,
    sorry,
    staff,
    timeline,
    today,
    webhooks,
    whole_file,
    worklist,
)
from api.console.desk import MergedElsewhere, Refused
from api.console.door import Entrance, SignInNeeded, guard
from api.console.forms import StaleForm
from api.console.htmx import part_wanted
from api.console.parts import parts, plain_view
from api.edge import WIDE
from api.identity import Identity
from api.problems import Problem
from api.services import Services
from api.settings import WebSettings

PAGES: Final[Sequence[BaseRouteHandler]] = (
    assets.static,
    signing_in.page, signing_in.practise, signing_in.with_token, signing_in.out, signing_in.out_everywhere,
    signing_in.language,
    staff.there, staff.back,
    today.today,
    worklist.worklist,
    worklist.counts,
    notices.notices, notices.take_note,
    calendars.calendars, calendars.make, calendars.revoke,
    letters.letters, letters.back, letters.letter, letters.send,
    rules.rules, rules.rule,
    audit.overview, audit.looks,
    mail.recipients, mail.change,
    webhooks.receivers, webhooks.add, webhooks.receiver, webhooks.act,
    corrections.corrections, corrections.correction, corrections.decide,
    search.search,
    resident.overview, resident.sheet, timeline.timeline, history.history, history.entry, looks.looks,
    duplicates.overview, duplicates.of_resident,
    merging.side_by_side, merging.merge, merging.ask_why_apart, merging.take_apart,
    whole_file.ask_what_for, whole_file.take_out,
    emergency.ask_why, emergency.break_glass,
    echo.echoed_day,
    echo.echoed_birth,
    correct.form_of_change, correct.change,
    opening.form_of_opening, opening.open_file, opening.doubles_so_far,
    record.choose, record.form_of_event, record.record_event, record.recorded,
)  # fmt: skip


def console(services: Services, identity: Identity, settings: WebSettings) -> Router:
    """Return the pages, over the running parts."""
    door = Entrance(
        sessions=Sessions(services.pool),
        unsaved=UnsavedForms(services.pool),
        identity=identity,
        address=settings.public_url,
    )
    return Router(
        "/",
        route_handlers=list(PAGES),
        guards=[guard(door)],
        dependencies=parts(door, services.limits.sign_ins),
        exception_handlers={
            SignInNeeded: to_the_door,
            StaleForm: say_stale,
            Refused: say_refused,
            MergedElsewhere: lead_on,
            Problem: say_problem,
        },
    )


def to_the_door(request: "Request[Any, Any, Any]", needed: SignInNeeded) -> Any:
    """Send whoever is not signed in to sign in, and back to where they wanted to go."""
    return signing_in.to_sign_in(request, needed)


def say_stale(request: "Request[Any, Any, Any]", stale: StaleForm) -> Any:
    """Show that a form is not of this session, and where to load it again."""
    scope: Any = request.scope
    scope[WIDE]["problem"] = "forbidden"
    view = plain_view(request)
    if part_wanted(request.scope):
        # A success, because htmx would not show the part with any other status.
        return view.page("stale-part.html", page=stale.page, kept=stale.kept)
    return view.page("stale.html", status=403, page=stale.page, kept=stale.kept)


def say_refused(request: "Request[Any, Any, Any]", refused: Refused) -> Any:
    """Show what the API refused."""
    return sorry.say(request, refused.problem)


def lead_on(request: "Request[Any, Any, Any]", elsewhere: MergedElsewhere) -> Any:
    """Lead from a page about a merged file to that about the file which goes on."""
    return merged.to_the_same_page(request, elsewhere)


def say_problem(request: "Request[Any, Any, Any]", problem: Problem) -> Any:
    """Show what the console itself refuses."""
    wide: Any = request.scope
    wide[WIDE]["problem"] = problem.code
    return sorry.say_problem(request, problem)
