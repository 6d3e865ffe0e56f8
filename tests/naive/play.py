"""Play the scenarios of tests/vectors against any pair of functions, without a server.

    python -m tests.naive.play [ID …]      # against the naive model

A player is a function `stream, on, known -> (standing, obligations)` and one `stream, new, today, taken ->
code or None`; a stream is a list of events as JSON writes them, `known` is None, `("version", n)` or
`("moment", n)`, the moment at which version n was recorded.
"""

import json
import sys
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from domain.events import CaseEvent
from domain.malformed import malformed
from tests.naive.answers import many
from tests.naive.refusals import check, refusals

Words = dict[str, Any]
Answers = tuple[Words, list[Words]]
Known = tuple[str, int] | None

VECTORS = Path(__file__).parent.parent / "vectors"
TODAY = date(2029, 12, 31)


def scenarios() -> list[Words]:
    return [
        s
        for name in ("city", "law", "law2", "law3", "law4")
        for s in json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    ]


def fill(value: Any) -> Any:
    """`@1`, `@2` … stand for card numbers."""
    if isinstance(value, dict):
        return {k: fill(v) for k, v in value.items()}
    if isinstance(value, list):
        return [fill(v) for v in value]
    if isinstance(value, str) and value[:1] == "@" and value[1:].isdigit():
        return f"ZA{int(value[1:]):08}XZ"
    return value


def at(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def play(
    scenario: Words,
    answers: Callable[[list[Words], date, Known], Answers],
    refusal: Callable[[list[Words], Words, date, AbstractSet[str]], str | None],
) -> list[str]:
    """The failing checks of one scenario, as sentences; [] when it passes."""
    failures, taken = [], set()
    for other in scenario.get("others", []):
        taken |= {e["number"] for e in fill(other) if e["type"] == "CardIssued"}
    wanted = scenario.get("refused") or []
    wanted = {r["event"]: r for r in ([wanted] if isinstance(wanted, dict) else wanted)}
    stream: list[Words] = []
    version_after: dict[int, int] = {}
    for place, event in enumerate(fill(scenario["events"]), 1):
        overridden = str(place) in scenario.get("override", {})
        code = None if overridden else refusal(stream, event, TODAY, taken)
        if place in wanted:
            expected = wanted[place].get("code", "invalid")
            if wanted[place].get("status", 409) == 400:
                expected = "future-date" if code == "future-date" else "invalid-event"
            if code != expected:
                failures.append(f"event {place}: expected {expected}, got {code}")
        elif code:
            failures.append(f"event {place} {event['type']}: refused {code}")
            return failures
        else:
            stream.append({**event, "overridden": True} if overridden else event)
            version_after[place] = len(stream)
    for ask in scenario.get("asks", []):
        known = None
        if ask.get("known"):
            version = ask["known"].get("version")
            known = (
                ("version", version) if version else ("moment", version_after[ask["known"]["after_event"]])
            )
        standing, obligations = answers(stream, date.fromisoformat(ask["on"]), known)
        where = f"on {ask['on']} known {known}"
        failures += [f"{where} {f}" for f in compare(fill(ask["expect"]), standing, obligations)]
    return failures


def compare(expect: Words, standing: Words, obligations: list[Words]) -> Iterator[str]:
    for path, value in expect.get("standing", {}).items():
        if at(standing, path) != value:
            yield f"{path}: expected {value!r}, got {at(standing, path)!r}"
    for want in expect.get("obligations", []):
        same = [{k: at(o, k) for k in want} for o in obligations if o["rule"] == want["rule"]]
        if want not in same:
            yield f"expected {want}, got {same}"
    for item in expect.get("absent", []):
        want = item if isinstance(item, dict) else {"rule": item}
        live = [o for o in obligations if "state" in want or o["state"] in ("pending", "open", "overdue")]
        found = [o for o in live if all(at(o, k) == v for k, v in want.items())]
        if found:
            yield f"absent {item}: got {found}"
    for rule, count in expect.get("counts", {}).items():
        got = sum(o["rule"] == rule for o in obligations)
        if got != count:
            yield f"number of {rule}: expected {count}, got {got}"
    for key, field in (("flags", "rule"), ("anomalies", "code")):
        have = [x[field] for x in standing[key]]
        for name in expect.get(key, []):
            if name not in have:
                yield f"{key}: expected {name}, got {have}"
        for name in expect.get("no_" + key, []):
            if name in have:
                yield f"{key}: {name} should not be there"


def naive_answers(stream: list[Words], on: date, known: Known) -> Answers:
    return many(stream[: known[1]] if known else stream, [on], check)[on]


def naive_refusal(stream: list[Words], event: Words, today: date, taken: AbstractSet[str]) -> str | None:
    if not valid(event):
        return "invalid-event"
    found = refusals(stream, [event], today)
    if found:
        return found[0][1]
    return "card-number-taken" if event.get("number") in taken and event["type"] == "CardIssued" else None


def valid(event: Words) -> bool:
    """Malformed events are the catalogue's business, not the model's."""
    try:
        return not any(malformed(msgspec.convert(event, CaseEvent)))
    except msgspec.ValidationError:
        return False


def main() -> None:
    chosen = [s for s in scenarios() if not sys.argv[1:] or s["id"] in sys.argv[1:]]
    good = 0
    for scenario in chosen:
        failures = play(scenario, naive_answers, naive_refusal)
        good += not failures
        for failure in failures:
            print(scenario["id"], failure)
    print(f"{good} passed, {len(chosen) - good} failed")


if __name__ == "__main__":
    main()
