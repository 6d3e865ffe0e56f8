"""The description of this API tells the truth, and its page needs no other server."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from api.event_page import page
from api.examples import EXAMPLES
from domain.events import Recordable
from tests.api.office import Office
from tests.api.test_authorisation import routes

RECORDABLE = get_args(Recordable)


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


async def test_every_parameter_of_a_question_says_what_it_means(described: dict[str, Any]) -> None:
    """Beside its field to try it."""
    silent = {
        (name, parameter["name"])
        for name, operation in _operations(described)
        for parameter in operation["parameters"]
        if parameter["in"] != "path" and not parameter.get("description")
    }
    assert silent == set()


async def test_every_error_is_a_problem(described: dict[str, Any]) -> None:
    """`application/problem+json` and nothing else."""
    for name, operation in _operations(described):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
                }, name


async def test_whoever_sends_a_body_reads_how_one_is_refused(described: dict[str, Any]) -> None:
    """400, 413 and 415 wherever there is a body."""
    refused = {
        name: {"400", "413", "415"} - operation["responses"].keys()
        for name, operation in _operations(described)
        if "requestBody" in operation
    }
    assert len(refused) > 10
    assert not any(refused.values()), refused


async def test_events_are_told_apart_by_type_and_closed(described: dict[str, Any]) -> None:
    """A discriminator with every name of the catalogue; no additional properties."""
    schemas = described["components"]["schemas"]
    events = schemas["Recording"]["properties"]["events"]["items"]
    assert set(events["discriminator"]["mapping"]) == {cls.__name__ for cls in RECORDABLE}
    for cls in RECORDABLE:
        assert schemas[cls.__name__]["additionalProperties"] is False
    assert schemas["Recording"]["additionalProperties"] is False


async def test_every_day_of_an_event_says_its_bounds(described: dict[str, Any]) -> None:
    """1868-01-01 through 2199-12-31."""
    schemas = described["components"]["schemas"]
    days = [
        arm
        for cls in RECORDABLE
        for field in schemas[cls.__name__]["properties"].values()
        for arm in field.get("anyOf", [field])
        if arm.get("format") == "date"
    ]
    assert len(days) > len(RECORDABLE)
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


ARRIVED = ("CaseOpened", "Landed", "CardIssued", "Settled")
LEFT_ON_PERMIT = (*ARRIVED, "ReentryPermitted", "Departed")
LIVES: dict[str, tuple[str, ...]] = {
    "CaseOpened": (),
    "Landed": ("CaseOpened",),
    "CardIssued": ("CaseOpened", "Landed"),
    "Settled": ("CaseOpened", "Landed", "CardIssued"),
    "AcquisitionGroundsArose": ("CaseOpened",),
    "StatusAcquired": ("CaseOpened", "AcquisitionGroundsArose"),
    "ApplicationClosed": (*ARRIVED, "ApplicationFiled"),
    "RevocationProceedingsClosed": (*ARRIVED, "RevocationProceedingsOpened"),
    "ActivityResumed": (*ARRIVED, "ActivityStopped"),
    "SideActivityStarted": (*ARRIVED, "SideActivityPermitted"),
    "SideActivityEnded": (*ARRIVED, "SideActivityPermitted", "SideActivityStarted"),
    "CardReplacementOrdered": (*ARRIVED, "CardDamaged"),
    "PoliceReported": (*ARRIVED, "CardLost"),
    "CardFound": (*ARRIVED, "CardLost"),
    "Moved": (*ARRIVED, "AddressNotified"),
    "ResidenceLeft": (*ARRIVED, "AddressNotified"),
    "AddressProtectionEnded": (*ARRIVED, "AddressProtected"),
    "ParticularsNotified": (*ARRIVED, "ParticularsChanged"),
    "OrganisationNotified": (*ARRIVED, "OrganisationChanged"),
    "SpouseNotified": (*ARRIVED, "MarriageEnded"),
    "Departed": (*ARRIVED, "ReentryPermitted"),
    "ReentryPermitExtended": LEFT_ON_PERMIT,
    "Reentered": LEFT_ON_PERMIT,
    "EventCorrected": (*ARRIVED, "Moved"),
    "EventVoided": (*ARRIVED, "Moved"),
}
"""What comes before an event in a life that makes sense; of all others, arriving."""


async def test_the_page_about_events_is_up_to_date() -> None:
    """Otherwise: make docs."""
    assert (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8") == page()


async def test_every_route_has_a_subject_and_every_event_and_field_words_and_an_example(
    described: dict[str, Any],
) -> None:
    """Made for people to read and try."""
    subjects = {tag["name"] for tag in described["tags"]}
    assert {tag for _, operation in _operations(described) for tag in operation["tags"]} == subjects
    schemas = described["components"]["schemas"]
    recorded = schemas["Recording"]["properties"]["events"]["items"]["discriminator"]["mapping"]
    assert set(recorded) == set(EXAMPLES)
    for type_ in recorded:
        assert schemas[type_]["examples"][0]["type"] == type_
        for name, field in schemas[type_]["properties"].items():
            assert name == "type" or field["description"].endswith("."), (type_, name)


@pytest.mark.parametrize("type_", EXAMPLES)
async def test_every_example_can_be_tried_as_it_stands(hall: Office, type_: str) -> None:
    """201, and nothing about it is odd; only the card gets another number in each life."""
    document = (await hall.client.get("/schema/openapi.json")).json()
    tried = document["paths"]["/v1/residents/{resident_id}/events"]["post"]["requestBody"]
    bodies = {
        name: example["value"] for name, example in tried["content"]["application/json"]["examples"].items()
    }
    bodies["CaseOpened"] = {"events": [document["components"]["schemas"]["CaseOpened"]["examples"][0]]}
    lived = [body for name in (*LIVES.get(type_, ARRIVED), type_) for body in bodies[name]["events"]]
    number = f"XE{list(EXAMPLES).index(type_):08}XE"
    events = json.loads(json.dumps(lived).replace("AB12345678CD", number))
    resident = await hall.open(*events[:1])
    for event in events[1:]:
        await hall.record(resident, event)
    assert (await hall.get(f"/v1/residents/{resident}")).json()["anomalies"] == []


async def test_the_example_of_a_file_opened_can_be_tried_as_it_stands(ward: Office) -> None:
    document = (await ward.client.get("/schema/openapi.json")).json()
    examples = document["paths"]["/v1/residents"]["post"]["requestBody"]["content"]["application/json"][
        "examples"
    ]
    assert (await ward.post("/v1/residents", examples["Opening"]["value"])).status_code == 201


async def test_the_examples_of_corrections_asked_for_can_be_tried_as_they_stand(ward: Office) -> None:
    document = (await ward.client.get("/schema/openapi.json")).json()
    path = "/v1/residents/{resident_id}/correction-requests"
    examples = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["examples"]
    life = [msgspec.to_builtins(EXAMPLES[type_]) for type_ in LIVES["EventVoided"]]
    asked = path.format(resident_id=await ward.open(*life))
    for example in examples.values():
        assert (await ward.post(asked, example["value"])).status_code == 201
