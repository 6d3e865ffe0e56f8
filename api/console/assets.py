"""The files that pages bring along: style, script and icon, each under an address that names its content."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from litestar import get
from litestar.params import FromPath

from api.problems import Problem
from api.replies import Reply

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_SCRIPTS: Final = {"htmx.js": ("django_htmx", "static/django_htmx/htmx-2.min.js")}
"""What lies in installed packages: its package, which is not imported, and where in it."""


@cache
def content(name: str) -> bytes | None:
    """Return a file that pages may ask for, None for any other."""
    if name in _SCRIPTS:
        package, path = _SCRIPTS[name]
        spec = find_spec(package)
        assert spec is not None
        assert spec.submodule_search_locations is not None
        return (Path(spec.submodule_search_locations[0]) / path).read_bytes()
    folder = files("api.console") / "static"
    names = {each.name for each in folder.iterdir()}
    return (folder / name).read_bytes() if name in names and Path(name).suffix in _TYPES else None


@cache
def asset(name: str) -> str:
    """Return the address of a file; another content has another address. Raises KeyError."""
    found = content(name)
    if found is None:
        raise KeyError(name)
    return f"/static/{hashlib.sha256(found).hexdigest()[:16]}/{name}"


@get("/static/{digest:str}/{name:str}", opt={"console": "public"})
async def static(digest: FromPath[str], name: FromPath[str]) -> Reply:
    """Give a page its style or script; browsers keep it for a year."""
    found = content(name)
    if found is None or asset(name) != f"/static/{digest}/{name}":
        raise Problem("not-found")
    return Reply(
        found,
        media_type=_TYPES[Path(name).suffix],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
