"""Forms of the console that record: filled in, checked and saved, as a browser does it."""

import html
import re
from collections.abc import Mapping
from typing import Any

import httpx

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def hidden(page: httpx.Response) -> dict[str, list[str]]:
    """What a page carries along in its main form."""
    main = page.text.partition("<main")[2]
    found: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(main):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def typed_in(page: httpx.Response) -> dict[str, list[str]]:
    """What stands in the fields of a form that are typed into."""
    lines = re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', page.text)
    texts = re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page.text)
    return {name: [html.unescape(value)] for name, value in [*lines, *texts]}


async def checked(client: httpx.AsyncClient, path: str, typed: Mapping[str, Any]) -> httpx.Response:
    page = await client.get(path)
    assert page.status_code == 200, page.text
    return await client.post(path, data={**hidden(page), **typed, "step": "check"})


async def saved(client: httpx.AsyncClient, path: str, page: httpx.Response, **more: str) -> httpx.Response:
    return await client.post(path, data={**hidden(page), "step": "save", **more})


def main_of(page: httpx.Response) -> str:
    return html.unescape(page.text.partition("<main")[2])
