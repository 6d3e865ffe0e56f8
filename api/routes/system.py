"""Liveness, readiness, metrics, and the description of this API with an offline page."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Request, get
from litestar.params import FromPath
from msgspec import Struct

from api.dependencies import Given
from api.metrics import CONTENT_TYPE
from api.observing import NotReady, Readiness, observe, readiness
from api.problems import Problem
from api.replies import Reply, answer
from api.routing import says
from api.services import Services

_ASSETS: Final = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>zairyu</title>
<link rel="stylesheet" href="/schema/ui/swagger-ui.css"></head>
<body><div id="api"></div><script src="/schema/ui/swagger-ui-bundle.js"></script>
<script src="/schema/ui/start.js"></script></body>
</html>
"""
_START: Final = 'SwaggerUIBundle({url: "/schema/openapi.json", dom_id: "#api", deepLinking: true});\n'
_PAGE_POLICY: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
}


class Alive(Struct, frozen=True):
    """The process answers."""

    alive: bool


@get("/health/live", opt=says(action="public", answer=Alive))
async def live() -> Reply:
    """Say that the process answers."""
    return answer(Alive(alive=True))


@get(
    "/health/ready",
    opt=says(action="public", answer=Readiness, refuses=("unavailable",)),
)
async def ready(services: Given[Services]) -> Reply:
    """Say whether the log can be used, how far the lists lag, and how many residents are set aside."""
    found = await readiness(services)
    if isinstance(found, NotReady):
        raise Problem("unavailable", found.waiting_for)
    return answer(found)


@get("/metrics", opt=says(action="public", answer=None, media="text/plain"))
async def metrics(services: Given[Services]) -> Reply:
    """Give Prometheus its metrics."""
    await observe(services)
    return Reply(services.metrics.page(), media_type=CONTENT_TYPE)


@get("/schema", opt=says(action="public", answer=None, media="text/html"))
async def page() -> Reply:
    """Show this API, without any other server."""
    return Reply(_PAGE.encode(), media_type="text/html; charset=utf-8", headers=_PAGE_POLICY)


@get("/schema/openapi.json", opt=says(action="public", answer=dict[str, Any]))
async def openapi(request: "Request[Any, Any, Any]") -> Reply:
    """Describe this API."""
    return Reply(request.app.state["openapi"], media_type="application/json")


@get(
    "/schema/ui/{name:str}",
    opt=says(action="public", answer=None, media="text/javascript", refuses=("not-found",)),
)
async def asset(name: FromPath[str]) -> Reply:
    """Give the page its script and style."""
    if name == "start.js":
        return Reply(_START.encode(), media_type="text/javascript; charset=utf-8")
    folder = asset_folder()
    if name not in _ASSETS or folder is None:
        raise Problem("not-found")
    return Reply((folder / name).read_bytes(), media_type=_ASSETS[name])


def asset_folder() -> Path | None:
    """Return where the installed copy of Swagger UI lies, None when it is not installed."""
    spec = find_spec("drf_spectacular_sidecar")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = (
        Path(spec.submodule_search_locations[0]) / "static" / "drf_spectacular_sidecar" / "swagger-ui-dist"
    )
    return folder if folder.is_dir() else None


def encoded(document: dict[str, Any]) -> bytes:
    """Return the OpenAPI document as it is sent."""
    return msgspec.json.encode(document)
