"""Forms as browsers send them, and how one is known to come from a page of ours."""

import hashlib
import hmac
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from adapters.postgres.sessions import digest
from api.edge import header
from api.problems import Fault, Problem

CSRF: Final = "csrf"
"""The hidden field of every form."""
_MOST_FIELDS: Final = 300


class Form:
    """What was typed into a form: every field has a list of values, as browsers send them."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.fields: dict[str, list[str]] = {}
        try:
            pairs = parse_qsl(typed, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            detail = "The form has too many fields."
            raise Problem("malformed-body", errors=[Fault(pointer="", detail=detail)]) from None
        for name, value in pairs:
            self.fields.setdefault(name, []).append(value.replace("\r\n", "\n"))

    def __getitem__(self, name: str) -> str:
        """Return the value of a field, "" when it was not sent."""
        return self.fields.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return self.fields.get(name, [])

    def belongs_to(self, session: bytes) -> bool:
        """Return whether a page that was shown in this session sent it; `session` is the digest of its id."""
        return hmac.compare_digest(self[CSRF].encode("utf-8", "replace"), _token(session).encode())


class StaleForm(Exception):
    """A form that does not belong to the session, not sent by another site: the page is to be loaded again.

    `page` is where; `kept` says whether what was typed is given back there.
    """

    def __init__(self, page: str, *, kept: bool) -> None:
        super().__init__(page)
        self.page = page
        self.kept = kept


def csrf_token(session_id: str) -> str:
    """Return the token that every form of a session carries; nobody has it who has not read such a page."""
    return _token(digest(session_id))


def _token(session: bytes) -> str:
    return hmac.new(session, b"form", hashlib.sha256).hexdigest()


def from_another_site(scope: Any, address: str | None) -> bool:
    """Return whether the browser says that a page of another site sends this; `address` is our own, if known.

    It says so in `Sec-Fetch-Site`, on https and on this machine, and in `Origin`. That is `null` for pages
    without a referrer, as ours are.
    """
    if header(scope, b"sec-fetch-site") in {b"cross-site", b"same-site"}:
        return True
    origin = (header(scope, b"origin") or b"null").decode("latin-1").lower()
    host = (header(scope, b"host") or b"").decode("latin-1").lower()
    own = {host, "" if address is None else urlsplit(address).netloc}
    return origin != "null" and _host(origin) not in own


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return "?"
