"""The description of this API tells the truth, and its page needs no other server."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from domain.events import CATALOGUE
from tests.api.office import Office
from tests.api.test_authorisation import routes


@pytest.fixture
async def described(ward: Office) -> dict[str, Any]:
    """The document."""
    found: dict[str, Any] = (await ward.client.get("/schema/openapi.json")).json()
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


async def test_every_route_is_described(described: dict[str, Any]) -> None:
    """And nothing else."""
    assert {name for name, _ in _operations(described)} == {name for name, _ in routes()}


async def test_every_error_is_a_problem(described: dict[str, Any]) -> None:
    """`application/problem+json` and nothing else."""
    for name, operation in _operations(described):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
                }, name


async def test_events_are_told_apart_by_type_and_closed(described: dict[str, Any]) -> None:
    """A discriminator with every name of the catalogue; no additional properties."""
    schemas = described["components"]["schemas"]
    events = schemas["Recording"]["properties"]["events"]["items"]
    assert set(events["discriminator"]["mapping"]) == {cls.__name__ for cls in CATALOGUE}
    for cls in CATALOGUE:
        assert schemas[cls.__name__]["additionalProperties"] is False
    assert schemas["Recording"]["additionalProperties"] is False


async def test_every_day_of_an_event_says_its_bounds(described: dict[str, Any]) -> None:
    """1868-01-01 through 2199-12-31."""
    schemas = described["components"]["schemas"]
    days = [
        arm
        for cls in CATALOGUE
        for field in schemas[cls.__name__]["properties"].values()
        for arm in field.get("anyOf", [field])
        if arm.get("format") == "date"
    ]
    assert len(days) > len(CATALOGUE)
    for day in days:
        assert (day["formatMinimum"], day["formatMaximum"]) == ("1868-01-01", "2199-12-31")


async def test_references_lead_somewhere_and_patterns_are_portable(described: dict[str, Any]) -> None:
    """No reference to nothing; no Python in patterns."""
    text = str(described)
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        assert name in described["components"]["schemas"]
    assert r"\\Z" not in text


async def test_the_page_needs_no_other_server(ward: Office) -> None:
    """Script and style come from here."""
    page = await ward.client.get("/schema")
    assert page.headers["content-type"].startswith("text/html")
    assert "http" not in page.text
    for path in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        asset = await ward.client.get(path)
        assert asset.status_code == 200, path
    assert len((await ward.client.get("/schema/ui/swagger-ui-bundle.js")).content) > 500_000
    assert (await ward.client.get("/schema/ui/other.js")).status_code == 404
    assert (await ward.client.get("/schema/ui/..%2f..%2f__init__.py")).status_code == 404
