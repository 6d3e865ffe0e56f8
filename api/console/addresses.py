"""Where a browser is sent: to pages of this site alone."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from api.replies import Reply

_AS_IT_IS: Final = "/%?&=#:+,;@!$'()*~[]"


def own_path(text: str) -> str:
    """Return the address of a page of this site, `/` for anything else.

    So nobody is led elsewhere by a link to us, however it is written.
    """
    inside = text.startswith("/") and not text.startswith(("//", "/\\"))
    return quote(text, safe=_AS_IT_IS) if inside and text.isprintable() else "/"


def work_path(text: str) -> str:
    """Return the same, and `/` for a page that signs in or out: where somebody who signs in goes on."""
    return "/" if signing(text) else own_path(text)


def signing(path: str) -> bool:
    """Return whether a path is about signing in or out, where nothing is typed that is worth keeping."""
    return path.startswith(("/sign-in", "/sign-out"))


def sent_on(address: str) -> Reply:
    """Return what has the browser send the same form to another page."""
    return Reply(b"", media_type="text/plain", status=308, headers={"Location": address})


def see_other(address: str, *, cookies: Sequence[str] = ()) -> Reply:
    """Return what sends the browser on, by GET: what answers a form that was taken."""
    return Reply(b"", media_type="text/plain", status=303, headers={"Location": address}, cookies=cookies)
