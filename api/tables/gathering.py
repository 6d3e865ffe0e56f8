"""A list taken away whole: its pages asked one after the other, and their rows written into one file.

Each page is a request inside this one, of the same route, by the same caller: who may see what, what is put
on record as a look and what it costs is decided there, page by page. Only the shape differs.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import UNSET, Struct, UnsetType

from adapters.exchange.tables.cells import TableFile
from api.edge import ASGI, WIDE
from api.identity import CALLER
from api.inside import Inside, ask_inside
from api.looks import TAKEN_AWAY
from api.tables.persons import columns_of
from api.tables.table import Column, Form, ListTable, rows
from api.wording.tables import TABLES
from api.wording.text import said

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")

MOST_ROWS: Final = 50_000
"""Rows that a file holds; the name of one that holds no more than these of a longer list says so."""
PAGE: Final = 250
"""Rows asked for at once: others are answered between two pages."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which file is wanted of a list, the query of the list itself, and the day that the list is about."""

    table: ListTable
    form: Form
    profile: str | None
    query: Sequence[tuple[str, str]]
    pages_by: str | None
    language: str
    today: date
    day: date

    @property
    def whole(self) -> bool:
        """Whether the whole list is wanted, and not a page of it."""
        return self.pages_by is not None and "limit" not in dict(self.query)


class GatheredTable(Struct, frozen=True, kw_only=True):
    """A file, how many rows it has, and where the list goes on after them, if it does."""

    content: bytes
    media_type: str
    rows: int
    following: str | None


class _Item(Struct, frozen=True):
    position: int = 0


class _Glance(Struct, frozen=True):
    """As much of a page as is needed to ask for the next one."""

    items: tuple[_Item, ...] = ()
    next: str | int | UnsetType | None = UNSET


class NoRows(Exception):
    """What was answered is no list, though other answers of its route are."""


class PageRefused(Exception):
    """A page was refused, or lies elsewhere: so does the file."""

    def __init__(self, page: Inside) -> None:
        super().__init__(page.status)
        self.page = page


class Gathering:
    """The pages of one list on their way into one file."""

    def __init__(self, app: ASGI, scope: Any, wanted: Wanted, *, until: float) -> None:
        """Begin; `until` is the loop's time from which on no further page is asked."""
        self._app = app
        self._until = until
        self._scope = scope
        self._wanted = wanted
        self._caller = scope.get(CALLER)
        of_one = ("resident_id",) if "resident_id" in scope["path_params"] else ()
        self._told = ("actor", "role", "office", "problem", *of_one)

    async def gather(self) -> GatheredTable:
        """Return the file; raises PageRefused and NoRows."""
        columns = columns_of(self._wanted.table, self._wanted.profile)
        file = await _in_thread(partial(_begun, self._wanted, columns))
        try:
            count, following = await self._fill(file, columns)
            content = await _in_thread(file.end)
        finally:
            _thread().submit(file.discard)  # after what the thread may still be doing
        return GatheredTable(content=content, media_type=file.media_type, rows=count, following=following)

    async def _fill(self, file: TableFile, columns: Sequence[Column]) -> tuple[int, str | None]:
        """Write all pages; the next one is asked while one is being written."""
        count, following, writing = 0, None, None
        while True:
            page = await self._page(following, MOST_ROWS - count)
            if writing is not None:
                rows_so_far = await writing
                if page is None:
                    return rows_so_far, following
            assert page is not None
            following, items = self._seen(page)
            writing = _in_thread(partial(_written, file, self._wanted, columns, page.body))
            count += items
            if following is None or not self._wanted.whole or count >= MOST_ROWS:
                return await writing, following

    def _seen(self, page: Inside) -> tuple[str | None, int]:
        """Return what the next page comes after, None at the end, and how many items there are."""
        found = msgspec.json.decode(page.body, type=_Glance)
        if self._wanted.pages_by is None or found.next is None or not found.items:
            return None, len(found.items)
        if found.next is UNSET:
            return str(found.items[-1].position), len(found.items)
        return str(found.next), len(found.items)

    async def _page(self, following: str | None, left: int) -> Inside | None:
        """Return a page; where the limit of requests says so, after waiting. Raises PageRefused.

        None: for another page than the first there is no time left.
        """
        query = dict(self._wanted.query)
        if following is not None and self._wanted.pages_by is not None:
            query[self._wanted.pages_by] = following
        if self._wanted.whole:
            query["limit"] = str(min(PAGE, left))
        if self._wanted.table.dated:
            query.setdefault("on", str(self._wanted.today))
        if following is not None and not self._time_for(0):
            return None
        page = await self._asked(query)
        while following is not None and (wait := _asked_to_wait(page)):
            if not self._time_for(wait):
                return None
            await asyncio.sleep(wait)
            page = await self._asked(query)
        self._caller = page.scope.get(CALLER)
        wide = page.scope[WIDE]
        self._scope[WIDE].update({name: wide[name] for name in self._told if name in wide})
        if page.status != 200:
            raise PageRefused(page)
        return page

    def _time_for(self, wait: int) -> bool:
        """Return whether another page can be asked after so many seconds."""
        return asyncio.get_running_loop().time() + wait < self._until

    async def _asked(self, query: dict[str, str]) -> Inside:
        scope = self._scope
        return await ask_inside(
            self._app,
            scope,
            method="GET",
            path=scope["path"],
            query=urlencode(query).encode(),
            headers=[(name, value) for name, value in scope["headers"] if name not in _NOT_PASSED],
            caller=self._caller,
            noted={TAKEN_AWAY: self._wanted.form},
        )


def _asked_to_wait(page: Inside) -> int:
    """Return how many seconds the limit of requests asks a page to wait."""
    after = page.headers.get("retry-after", "")
    return int(after) if page.status == 429 and after.isdigit() else 0


@cache
def _thread() -> "ThreadPoolExecutor":
    """One thread: what two files need of it takes turns page by page."""
    from concurrent.futures.thread import ThreadPoolExecutor  # noqa: PLC0415 - most servers need none

    return ThreadPoolExecutor(1, thread_name_prefix="table")


def _in_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    return asyncio.get_running_loop().run_in_executor(_thread(), work)


_NOT_PASSED: Final = (b"accept", b"content-length", b"content-type")


def _begun(wanted: Wanted, columns: Sequence[Column]) -> TableFile:
    """Return the file with its titles."""
    titles = [column.titled(wanted.language) for column in columns]
    if wanted.form == "csv":
        from adapters.exchange.tables.csv_file import CsvFile  # noqa: PLC0415 - like the other

        return CsvFile(titles)
    from adapters.exchange.tables.xlsx_file import XlsxFile  # noqa: PLC0415 - slow to import

    return XlsxFile(said(TABLES[wanted.table.name], wanted.language), titles)


def _written(file: TableFile, wanted: Wanted, columns: Sequence[Column], body: bytes) -> int:
    """Write a page into the file; return how many rows the file has now. Raises NoRows."""
    try:
        items = wanted.table.items(msgspec.json.decode(body))
    except KeyError:
        raise NoRows from None
    return file.write(rows(columns, items, wanted.language))
