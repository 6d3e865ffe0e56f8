"""What a problem code means and what to do about it: where `type` of a problem document leads."""

from html import escape
from typing import Any, Final

from litestar import Request, get
from litestar.params import FromPath
from msgspec import Struct

from api.edge import header
from api.problems import STATUS, Problem
from api.queries import Nothing, asked
from api.routing import says
from api.services import Reply, answer, language_of
from api.wording import problem_title, remedy

_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{remedy}</p><p><code>{code}</code> ({status})</p></body>
</html>
"""
_PLAIN: Final = "{title}\n\n{remedy}\n\n{code} ({status})\n"


class ProblemExplained(Struct, frozen=True, kw_only=True):
    """A problem code in the language asked for: what is wrong, and what to do about it."""

    code: str
    status: int
    title: str
    remedy: str


@get(
    "/problems/{code:str}",
    opt=says(action="public", answer=ProblemExplained, refuses=("not-found",)),
)
async def problem(request: "Request[Any, Any, Any]", code: FromPath[str]) -> Reply:
    """Explain a problem code: a page for a browser, plain text or JSON for others, by `Accept`."""
    asked(request, Nothing)
    if code not in STATUS:
        raise Problem("not-found")
    language = language_of(request)
    words = {"title": problem_title(code, language), "remedy": remedy(code, language), "code": code}
    vary = {"Vary": "Accept, Accept-Language"}
    for media, form in (("text/html", _PAGE), ("text/plain", _PLAIN)):
        if media.encode() in (header(request.scope, b"accept") or b""):
            text = form.format(
                **{k: escape(v) for k, v in words.items()} if form is _PAGE else words,
                status=STATUS[code],
                language=language,
            )
            return Reply(text.encode(), media_type=f"{media}; charset=utf-8", headers=vary)
    return answer(ProblemExplained(**words, status=STATUS[code]), headers=vary)
