"""The worked cases of tests/vectors, played over HTTP: recorded one by one, asked on each of their days.

And read in Japanese, for English that is left in it.
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.api.office import Office
from tests.japanese import JAPANESE, foreign

VECTORS = Path(__file__).parent.parent / "vectors"
CASES: list[dict[str, Any]] = [
    case
    for name in ("city", "law", "law2", "law3", "law4")
    for case in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
]


class Numbers:
    """Puts card numbers in the place of `@1`, `@2`, …: others in each case."""

    made = 0

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def fill(self, value: Any) -> Any:
        """Return the value with every placeholder replaced."""
        if isinstance(value, dict):
            return {k: self.fill(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.fill(v) for v in value]
        if isinstance(value, str) and value[:1] == "@" and value[1:].isdigit():
            return self.known.setdefault(value, self._next())
        return value

    @classmethod
    def _next(cls) -> str:
        cls.made += 1
        return f"VX{cls.made:08}VX"


def at(value: Any, path: str) -> Any:
    """Return what stands at `status.code`, `pending_applications.0.procedure`; a missing step gives None."""
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
async def test_case(hall: Office, case: dict[str, Any]) -> None:
    """What is recorded, refused, repeated and answered."""
    numbers = Numbers()
    for other in case.get("others", []):
        await _record(hall, numbers.fill(other), {}, {})
    given = case.get("refused") or []
    refused = {r["event"]: r for r in ([given] if isinstance(given, dict) else given)}
    resident, recorded_at = await _record(hall, numbers.fill(case["events"]), refused, case)
    wrong: list[str] = []
    for ask in case.get("asks", []) if resident else []:
        wrong += await _ask(hall, resident, ask, numbers, recorded_at)
        wrong += await _left_in_english(hall, resident, ask["on"])
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "obligations?limit=500", "notifications/overdue?on=2027-04-01", "rules", "rules?on=2020-01-01",
        "rules/RE-3", "offices", "residents?limit=500", "obligations/summary", "residents?limit=0", "nowhere",
    ],
)  # fmt: skip
async def test_lists_and_the_rulebook_are_japanese_too(hall: Office, path: str) -> None:
    """Over all that the cases have recorded."""
    assert foreign((await hall.get(f"/v1/{path}", headers=JAPANESE)).json()) == []


async def _left_in_english(hall: Office, resident: str, on: str) -> list[str]:
    paths = [f"/v1/residents/{resident}{part}" for part in ("", "/obligations", "/timeline")]
    return [
        line for path in paths for line in foreign((await hall.get(path, headers=JAPANESE, on=on)).json())
    ]


async def _record(
    hall: Office, events: list[dict[str, Any]], refused: dict[int, dict[str, Any]], case: dict[str, Any]
) -> tuple[str, dict[int, str]]:
    """Send the events one by one; return the resident and when each was recorded."""
    resident, recorded_at = "", {}
    for number, event in enumerate(events, 1):
        path = f"/v1/residents/{resident}/events" if resident else "/v1/residents"
        headers = {"Idempotency-Key": str(uuid4())}
        sent: dict[str, Any] = {"events": [event]}
        if reason := case.get("override", {}).get(str(number)):
            sent["override"] = reason
        answer = await hall.post(path, sent, headers=headers)
        body = answer.json()
        if number in refused:
            want = refused[number]
            code = body["type"].removeprefix("/problems/")
            assert (answer.status_code, code) == (want.get("status", 409), want.get("code", code)), (
                number,
                body,
            )
            continue
        assert answer.status_code == 201, (number, body)
        resident = resident or body["resident_id"]
        recorded_at[number] = body["events"][0]["recorded_at"]
        if number in case.get("repeat", []):
            again = await hall.post(path, sent, headers=headers)
            assert (again.content, again.headers["idempotency-replayed"]) == (answer.content, "true")
    return resident, recorded_at


async def _ask(
    hall: Office, resident: str, ask: dict[str, Any], numbers: Numbers, recorded_at: dict[int, str]
) -> list[str]:
    known = ask.get("known")
    query = {"on": ask["on"]}
    if known:
        query["known"] = f"v{known['version']}" if "version" in known else recorded_at[known["after_event"]]
    standing = (await hall.get(f"/v1/residents/{resident}", **query)).json()
    obligations = (await hall.get(f"/v1/residents/{resident}/obligations", **query)).json()["obligations"]
    expect = numbers.fill(ask["expect"])
    return [f"{query} {line}" for line in _differences(expect, standing, obligations)]


def _differences(expect: dict[str, Any], standing: Any, obligations: list[dict[str, Any]]) -> list[str]:
    wrong = [
        f"standing.{path}: {at(standing, path)} instead of {value}"
        for path, value in expect.get("standing", {}).items()
        if at(standing, path) != value
    ]
    for want in expect.get("obligations", []):
        same = [{k: at(o, k) for k in want} for o in obligations if o["rule"] == want["rule"]]
        if want not in same:
            wrong.append(f"obligation {want} among {same}")
    for item in expect.get("absent", []):
        want = item if isinstance(item, dict) else {"rule": item}
        live = [o for o in obligations if "state" in want or o["state"] in {"pending", "open", "overdue"}]
        if any(all(at(o, k) == v for k, v in want.items()) for o in live):
            wrong.append(f"absent {want}")
    for rule, count in expect.get("counts", {}).items():
        if sum(o["rule"] == rule for o in obligations) != count:
            wrong.append(f"number of {rule} is not {count}")
    for key, have in (
        ("flags", {f["rule"] for f in standing["flags"]}),
        ("anomalies", {a["code"] for a in standing["anomalies"]}),
    ):
        wrong += [f"{key} lack {name}" for name in expect.get(key, []) if name not in have]
        wrong += [f"{key} hold {name}" for name in expect.get(f"no_{key}", []) if name in have]
    return wrong
