"""What a page is seen through: who is signed in, in which language, which day, as known when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct

from api.console.pages import OF_THE_MOMENT, render
from api.console.words import WORDS
from api.console.written import day_typed
from api.problems import invalid_query
from api.queries import known as read_known
from api.replies import Reply
from api.roles import Action, allows
from api.scope import Caller
from api.wording.looks import office_name, person_name, role_name
from api.wording.tables import DOWNLOADED
from api.wording.text import day as worded_day
from api.wording.text import moment as worded_moment
from api.wording.text import said

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The content security policy of every page; nothing is an exception to it."""
HTML: Final = "text/html; charset=utf-8"
_HEADERS: Final = {"Content-Security-Policy": POLICY, "Vary": "Cookie, HX-Request"}


class View(Struct, frozen=True, kw_only=True):
    """One request for a page: `on` and `known` are None for today, as known now."""

    caller: Caller | None
    language: str
    path: str
    query: Mapping[str, str]
    today: date
    csrf: str
    on: date | None = None
    known: str | None = None
    faults: Mapping[str, str] = {}
    """What is wrong with one of the two dates as typed, in words, by `on` and `known`."""
    dates: tuple[str, ...] = ("on", "known")
    """Of the two dates those that the page answers to; links keep both."""
    why: str | None = None
    """Why a protected address is asked for; links within the same file keep it."""

    @property
    def here(self) -> str:
        """The address of this page with its query, to come back to."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def today_here(self) -> str:
        """The address of this page about today, as known now."""
        left_out = {"on", "known", *OF_THE_MOMENT}
        query = {name: value for name, value in self.query.items() if name not in left_out}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    @property
    def untold(self) -> str:
        """The address of this page without the reason for which it tells a protected address."""
        query = {name: value for name, value in self.query.items() if name != "why"}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    @property
    def day(self) -> date:
        """The day the page is about."""
        return self.on or self.today

    @property
    def elsewhen(self) -> bool:
        """Whether the page is about another day than today, or as known at another moment than now."""
        other_moment, other_day = self.known is not None, self.day != self.today
        return (other_moment and "known" in self.dates) or (other_day and "on" in self.dates)

    @property
    def form(self) -> str | None:
        """As which kind of file the list of the page is wanted, None for the page."""
        found = self.query.get("format")
        return found if found in DOWNLOADED else None

    def done(self, *offered: str) -> str:
        """Return what the address says was done, "" where that is none of these."""
        found = self.query.get("said", "")
        return found if found in offered else ""

    @property
    def moment(self) -> str | None:
        """The moment of knowing in words, None for now."""
        if self.known is None:
            return None
        found = read_known(self.known)
        if isinstance(found, int):
            return self.say("history.entry", version=found)
        assert found is not None
        if len(self.known) == len("2026-11-20"):
            return worded_day(date.fromisoformat(self.known), self.language)
        return worded_moment(found, self.language)

    def written(self, name: str) -> str:
        """Return what stands in the field of one of the two dates: as the API writes it, else as typed."""
        found = self.on if name == "on" else self.known
        return str(found or self.query.get(name, ""))

    @property
    def person(self) -> str:
        """Who is signed in, in words."""
        if self.caller is None:
            return ""
        return " · ".join((
            person_name(self.caller.person, self.language),
            role_name(self.caller.role, self.language),
            office_name(self.caller.office, self.language),
        ))  # fmt: skip

    @property
    def signed_in(self) -> Caller:
        """Who is signed in, on a page that needs somebody to be."""
        assert self.caller is not None
        return self.caller

    def may(self, action: Action) -> bool:
        """Return whether the person who is signed in may do it."""
        return self.caller is not None and allows(self.caller.role, action)

    def say(self, key: str, /, **values: object) -> str:
        """Return words of the console in the language of the page; raises KeyError for a key without any."""
        return said(WORDS[key], self.language).format_map(values)

    def link(self, path: str, /, **query: object) -> str:
        """Return the address of a page that is about the same day and moment as this one."""
        known, why = self.known, self.why
        if path.split("/")[:3] != self.path.split("/")[:3]:
            why = None  # a reason is one for a resident's file,
            if known is not None and known.startswith("v"):
                known = None  # as a version is one of it: elsewhere they mean nothing
        given = {"on": self.on, "known": known, "why": why, **query}
        kept = {name: str(value) for name, value in given.items() if value is not None}
        return f"{path}?{urlencode(kept)}" if kept else path

    def page(
        self,
        name: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        cookies: Sequence[str] = (),
        **content: Any,
    ) -> Reply:
        """Return the page made from a template, under the policy."""
        text = render(name, view=self, **content)
        sent = {**(headers or {}), **_HEADERS}
        return Reply(text.encode(), media_type=HTML, status=status, headers=sent, cookies=cookies)


def typed_day(text: str, name: str) -> date | None:
    """Return the day that somebody typed, None for nothing; raises Problem `invalid-query`."""
    if not text.strip():
        return None
    found = day_typed(text)
    if found is None:
        raise invalid_query(name, WORDS["frame.no-such-day"])
    return found


def typed_moment(text: str, name: str) -> str | None:
    """Return the moment of knowing that somebody typed, as the API takes it, None for now.

    A day in any form, else an instant or a version as a link of ours has it. Raises Problem `invalid-query`.
    """
    given = text.strip()
    if not given or given.startswith("v") or "T" in given:
        return given or None
    found = typed_day(given, name)
    return None if found is None else str(found)
