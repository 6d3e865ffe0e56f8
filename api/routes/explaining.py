"""What a problem code means and what to do about it: where `type` of a problem document leads."""

from html import escape
from typing import Any, Final

from litestar import Request, get
from litestar.params import FromPath
from msgspec import Struct

from api.dependencies import Given
from api.edge import header
from api.problems import STATUS, Problem
from api.replies import Reply, answer
from api.routing import says
from api.wording import problem_title, remedy

_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>{sections}<p><code>{code}</code> ({status})</p></body>
</html>
"""
_SECTION: Final = '<section lang="{language}"><h1>{title}</h1><p>{remedy}</p></section>'


class ProblemExplained(Struct, frozen=True, kw_only=True):
    """A problem code in the language asked for: what is wrong, and what to do about it."""

    code: str
    status: int
    language: str
    title: str
    remedy: str


@get(
    "/problems/{code:str}",
    opt=says(action="public", answer=ProblemExplained, refuses=("not-found",)),
)
async def problem(request: Request[Any, Any, Any], code: FromPath[str], language: Given[str]) -> Reply:
    """Explain a problem code: a page for a browser, plain text or JSON for others, by `Accept`.

    The page and the text say it in both languages, the one asked for first.
    """
    if code not in STATUS:
        raise Problem("not-found")
    accept = header(request.scope, b"accept") or b""
    both = [_explained(code, spoken) for spoken in (language, "en" if language == "ja" else "ja")]
    vary = {"Vary": "Accept, Accept-Language"}
    if b"text/html" in accept:
        return Reply(_page(both).encode(), media_type="text/html; charset=utf-8", headers=vary)
    if b"text/plain" in accept:
        text = "\n".join(f"{one.title}\n{one.remedy}\n" for one in both) + f"\n{code} ({STATUS[code]})\n"
        return Reply(text.encode(), media_type="text/plain; charset=utf-8", headers=vary)
    return answer(both[0], headers=vary)


def _explained(code: str, language: str) -> ProblemExplained:
    return ProblemExplained(
        code=code,
        status=STATUS[code],
        language=language,
        title=problem_title(code, language),
        remedy=remedy(code, language),
    )


def _page(both: list[ProblemExplained]) -> str:
    first = both[0]
    sections = "".join(
        _SECTION.format(language=one.language, title=escape(one.title), remedy=escape(one.remedy))
        for one in both
    )
    return _PAGE.format(
        language=first.language,
        title=escape(first.title),
        sections=sections,
        code=first.code,
        status=first.status,
    )
