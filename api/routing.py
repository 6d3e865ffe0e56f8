"""What a route says of itself, beside its path: who may call it, what it reads, answers and refuses.

Authorisation, metrics and the OpenAPI document are all derived from it. A handler without it does not start.
"""

from typing import Any, Final

from litestar.handlers.base import BaseRouteHandler
from msgspec import Struct

from api.queries import Nothing
from api.roles import Action
from api.tables.table import ListTable

OPT: Final = "says"


class Says(Struct, frozen=True, kw_only=True):
    """The contract of one route. `answer` None: not JSON, `media` says what; `paper`: as plain text too.

    `table`: the answer is a list, which is to be had as a file, too. `as_recorded`: it is about the record of
    one file, also when that was merged into another; all else about a merged file is told by the other.
    `protected_too`: it tells a protected address to who may see it and says why.
    """

    action: Action
    answer: Any
    query: type[Struct] = Nothing
    body: Any = None
    status: int = 200
    media: str = "application/json"
    refuses: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    paper: bool = False
    table: ListTable | None = None
    as_recorded: bool = False
    protected_too: bool = False


def says(  # noqa: PLR0913 one keyword a line of the contract
    *,
    action: Action,
    answer: Any,
    query: type[Struct] = Nothing,
    body: Any = None,
    status: int = 200,
    media: str = "application/json",
    refuses: tuple[str, ...] = (),
    headers: tuple[str, ...] = (),
    paper: bool = False,
    table: ListTable | None = None,
    as_recorded: bool = False,
    protected_too: bool = False,
) -> dict[str, Any]:
    """Return the `opt` of a handler: `@get("/path", opt=says(…))`."""
    return {
        OPT: Says(
            action=action, answer=answer, query=query, body=body, status=status, media=media, refuses=refuses,
            headers=headers, paper=paper, table=table, as_recorded=as_recorded, protected_too=protected_too,
        )
    }  # fmt: skip


def contract_of(handler: BaseRouteHandler) -> Says:
    """Return what the handler says of itself; raises KeyError when it says nothing."""
    found: Says = handler.opt[OPT]
    return found
