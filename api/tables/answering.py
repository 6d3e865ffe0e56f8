"""A list that is asked for as CSV or as a workbook: answered here, around the routes of `/v1`.

`?format=` decides, else `Accept`. A route that is no list answers 406 where a client takes tables alone.
"""

import asyncio
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from adapters.exchange.tables.cells import CSV, XLSX
from api.edge import ASGI, WIDE, accepts_alone, header, language_in, preferred
from api.identity import REFUSED
from api.problems import Problem, invalid_query
from api.queries import read_query
from api.replies import Reply
from api.routing import Says, contract_of
from api.services import SERVICES
from api.tables.gathering import GatheredTable, Gathering, NoRows, PageRefused, Wanted
from api.tables.table import Form, TableAsked, question
from api.wording.faults import NO_TABLE
from api.wording.tables import FIRST_OF_MORE, TABLES

FORMS: Final[dict[str, Form]] = {CSV: "csv", XLSX: "xlsx"}
"""Media types of files, and how `?format=` calls them."""

_TYPES: Final = tuple(FORMS)
_GATHERING: Final = 2 / 3
"""How much of the time of a request pages are asked for; what is left is for the file."""
_AT_ONCE: Final = 2
"""Files that are made at the same time; who comes later waits."""


class Tables:
    """Litestar middleware: answers files, around what answers everything else."""

    def __init__(self, *, timeout: float) -> None:
        """Take as many rows as there is time for: `timeout` is that of a request, in seconds."""
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._seconds = timeout * _GATHERING

    def __call__(self, app: ASGI) -> ASGI:
        """Return the application that answers files, too."""

        async def answered(scope: Any, receive: Any, send: Any) -> None:
            wanted = None
            if scope["method"] == "GET":
                try:
                    wanted = _wanted(scope)
                except Problem as problem:
                    scope[REFUSED] = problem
            if wanted is None:
                await app(scope, receive, send)
                return
            until = asyncio.get_running_loop().time() + self._seconds
            async with self._turn:
                found = await _answer(scope, wanted, until)
            await found(scope, receive, send)

        return answered


def _wanted(scope: Any) -> Wanted | None:
    """Return which file is wanted, None for any other answer.

    Raises Problem `not-acceptable` or `invalid-query`. What is asked of files alone leaves the query,
    which the route would not know.
    """
    contract = contract_of(scope["route_handler"])
    accepted = header(scope, b"accept")
    if contract.table is None:
        if accepted is not None and accepts_alone(accepted, _TYPES):
            raise Problem("not-acceptable")
        return None
    own, query = _parted(scope["query_string"])
    asked: Any = read_query(own, question(contract.table)) if own else TableAsked()
    form = asked.format or _accepted(accepted, contract)
    if form is None:
        scope["query_string"] = query
        return None
    shape = contract.query
    of_the_list: Any = read_query(query, shape)  # raises what the route would
    today = scope["litestar_app"].state[SERVICES].clock.today()
    return Wanted(
        table=contract.table,
        form=form,
        profile=getattr(asked, "profile", None),
        query=parse_qsl(query.decode("ascii"), keep_blank_values=True),
        pages_by=next((name for name in ("cursor", "after") if name in shape.__struct_fields__), None),
        language=language_in(scope),
        today=today,
        day=getattr(of_the_list, "on", None) or today,
    )


def _parted(query: bytes) -> tuple[bytes, bytes]:
    """Return the part of a query that asks for files, and the rest."""
    parts = query.split(b"&") if query else []
    own = [part for part in parts if part.startswith((b"format=", b"profile="))]
    return b"&".join(own), b"&".join(part for part in parts if part not in own)


def _accepted(accepted: bytes | None, contract: Says) -> Form | None:
    """Return which file a client likes best, None when it likes another answer as well."""
    if accepted is None:
        return None
    shapes = ("application/json", *(("text/plain",) if contract.paper else ()), *_TYPES)
    return FORMS.get(preferred(accepted, shapes))


async def _answer(scope: Any, wanted: Wanted, until: float) -> Reply:
    """Return the file, or how a page of it was refused."""
    try:
        found = await Gathering(scope["litestar_app"], scope, wanted, until=until).gather()
    except NoRows:
        by_query = b"format=" in scope["query_string"]
        raise invalid_query("format", NO_TABLE) if by_query else Problem("not-acceptable") from None
    except PageRefused as refusal:
        page = refusal.page
        kept = {name: value for name, value in page.headers.items() if name not in _OF_A_BODY}
        if "location" in kept and (own := _parted(scope["query_string"])[0]):
            kept["location"] += f"{'&' if '?' in kept['location'] else '?'}{own.decode('ascii')}"
        return Reply(
            page.body,
            media_type=page.headers.get("content-type", "text/plain"),
            status=page.status,
            headers=kept,
        )
    scope[WIDE].update(table=wanted.form, rows=found.rows)
    headers = {
        "Content-Disposition": _disposition(scope, wanted, found),
        "Content-Language": wanted.language,
        "Vary": "Accept, Accept-Language",
    }
    if found.following is not None:
        headers["Link"] = f'<{_next(scope, wanted, found.following)}>; rel="next"'
    return Reply(found.content, media_type=found.media_type, headers=headers)


_OF_A_BODY: Final = frozenset({"content-type", "content-length"})


def _next(scope: Any, wanted: Wanted, following: str) -> str:
    """Return where the list goes on, about the same day, as the same kind of file."""
    more = {"format": wanted.form, **({"profile": wanted.profile} if wanted.profile else {})}
    of_the_list = {**({"on": wanted.day} if wanted.table.dated else {}), **dict(wanted.query)}
    return f"{scope['path']}?{urlencode({**of_the_list, wanted.pages_by or '': following, **more})}"


def _disposition(scope: Any, wanted: Wanted, found: GatheredTable) -> str:
    """Return what the file is called: in letters, and in Japanese for clients that can (RFC 6266)."""
    about = [str(of)[:8]] if (of := scope["path_params"].get("resident_id")) else []  # never a name
    parts = [wanted.table.name, *about, str(wanted.day)]
    named = [TABLES[wanted.table.name].ja, *about, str(wanted.day)]
    if found.following is not None and wanted.whole:
        parts.append(FIRST_OF_MORE.en.format(rows=found.rows).replace(" ", "-"))
        named.append(FIRST_OF_MORE.ja.format(rows=found.rows))
    plain = f'attachment; filename="zairyu-{"-".join(parts)}.{wanted.form}"'
    if wanted.language != "ja":
        return plain
    return f"{plain}; filename*=UTF-8''{quote('_'.join(named))}.{wanted.form}"
