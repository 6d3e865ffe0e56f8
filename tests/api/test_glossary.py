"""The glossary pairs Japanese terms with code; nothing that is stored or public may be missing from it."""

import re
from pathlib import Path
from typing import get_args

import pytest

from api.problems import STATUS
from api.wording import words
from api.wording.events import EVENTS
from api.wording.problems import ANOMALIES, PROBLEMS
from domain import events
from domain.duties.duty import State
from domain.events.types import OrganisationChange, Procedure, StatusCode
from domain.law.differences import SWITCHES
from domain.law.provision import Text
from domain.law.rulebook import RULES
from domain.law.versions import VERSIONS, version_key
from domain.spans.parts import StayWord

GLOSSARY = (Path(__file__).parent.parent.parent / "docs" / "glossary.md").read_text("utf-8")


def section(title: str) -> dict[str, tuple[str, ...]]:
    """Return the rows of a section's table: the code, then the other cells."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", GLOSSARY, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    lines = [line for line in found[1].splitlines() if line.startswith("| `")]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return {cells[0].strip("`"): tuple(cells[1:]) for cells in rows}


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        pytest.param("Events", {cls.__name__ for cls in events.CATALOGUE}, id="events"),
        pytest.param("Stay", set(get_args(StayWord)), id="stay words"),
        pytest.param("State of an obligation", set(get_args(State)), id="states"),
        pytest.param("Status of residence", set(get_args(StatusCode)), id="statuses"),
        pytest.param("Procedures", set(get_args(Procedure)), id="procedures"),
        pytest.param("Changes of organisation", set(get_args(OrganisationChange)), id="changes"),
        pytest.param("Rules", set(RULES), id="rules"),
        pytest.param(
            "Versions of the rulebook", {version_key(v.since) for v in VERSIONS.entries}, id="versions"
        ),
        pytest.param("Settings", set(SWITCHES), id="settings"),
        pytest.param("Problem codes", set(STATUS), id="problem codes"),
        pytest.param("Anomaly codes", set(ANOMALIES), id="anomaly codes"),
    ],
)
def test_the_glossary_has_every_code_and_no_other(title: str, codes: set[str]) -> None:
    assert set(section(title)) == codes


@pytest.mark.parametrize(
    ("title", "worded"),
    [
        pytest.param("Events", EVENTS, id="events"),
        pytest.param("Stay", words.STAYS, id="stay words"),
        pytest.param("Status of residence", words.STATUS_NAMES, id="statuses"),
        pytest.param("Rules", {id_: rule.title for id_, rule in RULES.items()}, id="rules"),
        pytest.param("Anomaly codes", ANOMALIES, id="anomalies"),
    ],
)
def test_answers_use_the_terms_of_the_glossary(title: str, worded: dict[str, Text]) -> None:
    listed = section(title)
    assert {code: (text.ja, text.en) for code, text in worded.items()} == {
        code: cells[:2] for code, cells in listed.items()
    }


def test_problem_codes_stand_with_status_and_terms() -> None:
    assert section("Problem codes") == {
        code: (str(STATUS[code]), text.ja, text.en) for code, text in PROBLEMS.items()
    }
