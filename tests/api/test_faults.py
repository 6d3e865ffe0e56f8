"""Reading again what msgspec has refused: the same verdict with all faults, and what people type."""

import json
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from adapters.clock import civil_day
from api import queries
from api.body import Recording
from api.faults import MOST_FAULTS, Faulty, read_again
from api.problems import Problem
from api.queries import Asked, ObligationsAsked, SearchAsked, WorklistAsked, read
from api.wording import faults as say
from api.wording import request_detail
from domain.events import Moved, Settled
from tests.api.office import Office, arrival, event
from tests.api.test_fuzz import EVENTS, FIELDS, VALUES


def _spoiled(change: tuple[int, str, Any]) -> dict[str, Any]:
    place, field, value = change
    events = arrival(card="AB12345678CD")
    events[place][field] = value
    return {"events": events}


BODIES = st.one_of(
    st.builds(lambda events: {"events": events}, st.lists(EVENTS, max_size=3)),
    st.builds(_spoiled, st.tuples(st.integers(0, 3), st.sampled_from([*FIELDS, "type", "x"]), VALUES)),
    VALUES,
)


def faults(value: Any, shape: Any) -> dict[str, str]:
    with pytest.raises(Faulty) as error:
        read_again(value, shape)
    return {"/".join(map(str, path)): request_detail(what, "en") for path, what in error.value.found.items()}


@given(BODIES)
def test_what_msgspec_takes_is_taken_as_it_is_and_the_rest_is_explained(body: Any) -> None:
    value = json.loads(json.dumps(body))
    try:
        strict = msgspec.convert(value, Recording)
    except msgspec.ValidationError as error:
        strict, refused = None, str(error)
    try:
        assert read_again(value, Recording) == strict
    except Faulty as faulty:
        for what in faulty.found.values():
            for language in ("en", "ja"):
                said = request_detail(what, language)
                assert said
                assert (
                    strict is not None
                    or refused.partition(" - at")[0] != said
                    or "required" in said
                    or "belong" in said
                )


def test_every_fault_of_a_body_is_named_once() -> None:
    events = [
        event("Moved", "2026-13-01", adress={"municipality_code": "01107", "line": "x"}),
        event("Settled", "2026-05-01", address={"municipality_code": "01199", "line": "\u3000"}),
        event("MarriageEnded", "2026-05-01", cause="divorced", note=""),
    ]
    assert list(faults({"events": events, "overide": "x"}, Recording)) == [
        "events/0/occurred_on", "events/0/adress",
        "events/1/address/line", "events/1/address/municipality_code",
        "events/2/cause", "events/2/note", "overide",
    ]  # fmt: skip


def test_a_likely_word_is_offered_by_letters_part_or_title() -> None:
    def offered(word: str) -> str:
        landed = {**arrival()[1], "status": word}
        return faults({"events": [landed]}, Recording)["events/0/status"]

    for word in (
        "engineer",
        "engineer_humanities",
        "engineer-humanities-internatonal",
        "技術・人文知識・国際業務",
    ):
        assert "did you mean `engineer-humanities-international`" in offered(word)
    assert "did you mean `student`?" in offered("留学")
    assert "`special-permanent-resident`" in offered("zzz")
    said = faults({"events": [event("転居", "2026-05-01")]}, Recording)["events/0/type"]
    assert "`Moved`" in said


def test_what_is_typed_is_recorded_as_it_is_always() -> None:
    typed = [
        {
            **arrival()[3],
            "occurred_on": "令和8年4月6日",
            "address": {"municipality_code": "０１１０１１", "line": "x"},
        },
        event("CardFound", "R8.4.6", number="ａｂ 12345678 cd"),
    ]
    settled, found = read_again({"events": typed}, Recording).events
    assert isinstance(settled, Settled)
    assert msgspec.to_builtins(settled)["occurred_on"] == "2026-04-06"
    assert settled.address.municipality_code == "01101"
    assert msgspec.to_builtins(found)["number"] == "AB12345678CD"
    assert isinstance(
        read_again({"events": [event("Moved", "20260406", address=typed[0]["address"])]}, Recording).events[
            0
        ],
        Moved,
    )


def test_no_more_faults_than_anybody_reads() -> None:
    crowd = {f"x{n}": n for n in range(10_000)}
    assert len(faults({"events": [crowd] * 200, **crowd}, Recording)) <= MOST_FAULTS + 2


def test_a_query_is_told_all_its_faults_with_their_parameters() -> None:
    sent = {"On": "2026-05-01", "limit": "501", "stat": "open", "due_before": "x", "Hanako": "1"}
    with pytest.raises(Problem) as error:
        read(sent, WorklistAsked)
    found = {fault.pointer: request_detail(fault.detail, "en") for fault in error.value.errors}
    assert set(found) == {"?On", "?limit", "?stat", "?due_before", "?"}
    assert (found["?On"], found["?stat"]) == (
        "No such field; did you mean `on`?", "No such field; did you mean `state`?",
    )  # fmt: skip


def test_days_in_queries_are_typed_like_those_in_bodies() -> None:
    for text in ("2026/11/20", "20261120", "令和8年11月20日", "R8.11.20", "Ｒ８．１１．２０"):
        assert str(read({"on": text}, Asked).on) == "2026-11-20"
        assert read({"known": text}, Asked).known == "2026-11-20"
    assert read({"municipality": "011011"}, SearchAsked).municipality == "01101"
    assert read({"state": "open,overdue", "on": "R8.11.20"}, ObligationsAsked).state == ("open", "overdue")


def test_every_pattern_says_in_words_what_it_asks_for() -> None:
    """A pattern is a thing for machines: no answer shows one."""

    def forms(kind: inspect.Type, form: str = "") -> None:
        match kind:
            case inspect.Metadata():
                forms(kind.type, (kind.extra or {}).get("format", form))
            case inspect.StrType() if kind.pattern is not None:
                assert form in say.FORMATS, kind
            case inspect.UnionType():
                for arm in kind.types:
                    forms(arm, form)
            case inspect.StructType():
                for field in kind.fields:
                    forms(field.type)
            case inspect.VarTupleType():
                forms(kind.item_type)
            case _:
                pass

    asked = [s for s in vars(queries).values() if isinstance(s, type) and issubclass(s, msgspec.Struct)]
    shapes = [Recording, *asked]
    assert len(shapes) > 8
    for shape in shapes:
        forms(inspect.type_info(shape))


async def test_a_day_of_knowing_is_its_end_in_tokyo(ward: Office) -> None:
    """`known` takes a day, an instant and a version; one that does not exist is 400."""
    resident = await ward.open(*arrival())
    path = f"/v1/residents/{resident}"
    opened = (await ward.get(f"{path}/events")).json()["items"][0]["recorded_at"]
    day_in_tokyo = str(civil_day(datetime.fromisoformat(opened)))
    answer = await ward.get(path, known=day_in_tokyo.replace("-", "/"))
    assert (answer.status_code, answer.json()["known"], answer.json()["version"]) == (200, day_in_tokyo, 4)
    assert (await ward.get(path, known="2020-01-01")).status_code == 404
    for text in ("v99", "2026-02-30", "v0"):
        refused = await ward.get(path, known=text)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "?known")
    listed = await ward.get("/v1/residents", known=day_in_tokyo)
    assert listed.status_code == 200


async def test_what_is_typed_comes_back_as_recorded(ward: Office) -> None:
    """Days as ISO, codes with five digits, numbers in capitals; a repeat is what was sent, to the byte."""
    facts = arrival(card="ab 87654321 cd", code="011011", on="令和8年4月6日")
    key = {"Idempotency-Key": "typed"}
    first = await ward.post("/v1/residents", {"events": facts}, headers=key)
    assert first.status_code == 201, first.text
    assert {e["occurred_on"] for e in first.json()["events"]} == {"2026-04-06"}
    again = await ward.post("/v1/residents", {"events": facts}, headers=key)
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    standing = (await ward.get(f"/v1/residents/{first.json()['resident_id']}", on="R8.4.7")).json()
    assert (standing["on"], standing["card"]["number"]) == ("2026-04-07", "AB87654321CD")
    assert (standing["address"]["municipality_code"], standing["lg_code"]) == ("01101", "011011")
    asked: dict[str, Any] = {
        "card_number": "ａｂ 8765-4321 ｃｄ",
        "municipality": "０１１０１１",
        "on": "R8.4.7",
    }
    [found] = (await ward.get("/v1/residents", **asked, wait_for=first.json()["position"])).json()["items"]
    assert (found["municipality_code"], found["lg_code"]) == ("01101", "011011")
    same = arrival(card="AB87654321CD")
    other = await ward.post("/v1/residents", {"events": same}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
