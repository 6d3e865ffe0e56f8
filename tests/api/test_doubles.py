"""One person, two files: who may be the same, why, for whom; and who is told so when a file is opened."""

import asyncio
from datetime import date
from itertools import combinations, groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.cli.demo.lives import lives
from domain.events import CaseOpened
from projections.likeness import Person, likeness, why_one_person
from tests.api.office import Office, arrival, event

BORN = "1990-05-12"


def life(
    card: str | None = None, *, born: str = BORN, code: str = "01101", **name: str
) -> list[dict[str, Any]]:
    """A student's first facts, of this name and birth."""
    facts = arrival(card=card, code=code)
    facts[0] |= {"name": name, "date_of_birth": born}
    return facts


async def opened(
    hall: Office, facts: list[dict[str, Any]], *, token: str | None = None, key: str | None = None
) -> httpx.Response:
    headers = None if key is None else {"Idempotency-Key": key}
    asked: dict[str, Any] = {} if token is None else {"token": token}
    answer = await hall.post("/v1/residents", {"events": facts}, headers=headers, **asked)
    assert answer.status_code == 201, answer.text
    return answer


async def likely(hall: Office, resident: str, **asked: Any) -> dict[str, list[str]]:
    """The ids of likely doubles with the codes of why, once the rows show all that is recorded."""
    await hall.parts.services.projector.catch_up()
    answer = await hall.get(f"/v1/residents/{resident}/duplicates", **asked)
    assert answer.status_code == 200, answer.text
    return {item["resident_id"]: [why["code"] for why in item["why"]] for item in answer.json()["items"]}


async def test_the_same_birth_and_a_like_name_make_a_likely_double_on_both_sides(hall: Office) -> None:
    one = await hall.open(*life(family="Adhikari", given="Sita Maya"))
    other = await hall.open(*life(family="SITA MAYA", given="ADHIKARI"))
    slip = await hall.open(*life(family="Adhikari", given="Sita Moya"))
    await hall.open(*life(family="Adhikari", given="Ram"))
    await hall.open(*life(family="Adhikari", given="Sita Maya", born="1990-05-13"))
    assert await likely(hall, one) == {other: ["same-birth", "same-name"], slip: ["same-birth", "like-name"]}
    assert list(await likely(hall, one)) == [other, slip]
    assert (await likely(hall, slip)).keys() == {one, other}
    assert list(await likely(hall, one, limit=1)) == [other]


async def test_a_birth_known_by_year_may_be_any_day_of_it(hall: Office) -> None:
    whole = await hall.open(*life(family="Dorje", given="Tashi"))
    year = await hall.open(*life(family="Dorje", given="Tashi", born="1990"))
    month = await hall.open(*life(family="Dorje", given="Tasho", born="1990-05"))
    await hall.open(*life(family="Dorje", given="Tashi", born="1991"))
    assert await likely(hall, year) == {
        whole: ["same-name", "possible-birth"], month: ["possible-birth", "like-name"],
    }  # fmt: skip
    assert (await likely(hall, whole)).keys() == {year, month}
    assert (await likely(hall, month)).keys() == {year, whole}
    last = await opened(hall, life(family="TASHI", given="DORJE", born="1990"))
    assert set(last.json()["similar"]) == {whole, year, month}


async def test_what_a_merged_file_tells_counts_for_the_file_that_goes_on(hall: Office) -> None:
    one = await hall.open(*life(family="Ghale", given="Maya"))
    facts = life(family="Chand", given="Maya")
    merged = await hall.open(facts[0], facts[1], facts[3])
    third = await hall.open(*life(family="Chand", given="Maya"))
    assert await likely(hall, one) == {}
    done = await hall.post(f"/v1/residents/{one}/merge", {"with": merged, "reason": "married"})
    assert done.status_code == 201, done.text
    assert (await likely(hall, one)).keys() == {third}
    assert (await likely(hall, third)).keys() == {one}
    fourth = await opened(hall, life(family="Chand", given="Maya"))
    assert set(fourth.json()["similar"]) == {one, third}


async def test_invented_residents_are_hardly_ever_taken_for_doubles() -> None:
    """None of a thousand; and if all were born on one day, less than two names of a thousand pairs alike."""
    people = [
        Person(names=(opening.name,), births=(opening.date_of_birth,))
        for (opening, *_) in ([each.event for each in life] for life in lives(1, 0, 1000, date(2026, 11, 27)))
        if isinstance(opening, CaseOpened)
    ]
    assert len(people) == 1000
    of_one_day = groupby(sorted(people, key=attrgetter("births")), attrgetter("births"))
    pairs = [pair for _, those in of_one_day for pair in combinations(those, 2)]
    assert pairs
    assert [pair for pair in pairs if why_one_person(*pair)] == []
    alike = [likeness(a.names[0], b.names[0]) for a, b in combinations(people[:200], 2)]
    assert sum(map(bool, alike)) < 0.002 * len(alike)


async def test_an_answer_says_who_it_is_and_why_in_words(hall: Office) -> None:
    one = await hall.open(*life(family="Basnet", given="Gita"))
    other = await hall.open(*life(family="Basnet", given="Gita"))
    await likely(hall, one)
    answer = await hall.get(f"/v1/residents/{one}/duplicates", headers={"Accept-Language": "ja"})
    [item] = answer.json()["items"]
    assert (item["resident_id"], item["date_of_birth"], item["nationality"]) == (other, BORN, "NP")
    assert item["why"][0] == {"code": "same-birth", "detail": "生年月日が同じです。"}


async def test_former_names_and_births_count_and_those_corrected_away_do_not(hall: Office) -> None:
    maiden = await hall.open(*life(family="Chhetri", given="Anju"))
    other = await hall.open(*life(family="Khadka", given="Anju"))
    assert other not in await likely(hall, maiden)
    changed = event("ParticularsChanged", "2026-05-01", name={"family": "Khadka", "given": "Anju"})
    await hall.record(maiden, changed)
    assert other in await likely(hall, maiden)
    third = await hall.open(*life(family="Chhetri", given="Anju"))
    assert maiden in await likely(hall, third)
    await hall.record(
        maiden,
        event("EventVoided", "2026-05-02", voids=5, reason="another person"),
    )
    assert other not in await likely(hall, maiden)
    assert maiden not in await likely(hall, other)


async def test_a_card_number_given_up_by_a_correction_makes_a_likely_double_of_who_holds_it(
    hall: Office,
) -> None:
    one = await hall.open(*life("DD00000001DD", family="Pandey", given="Hari"))
    card = life("DD00000002DD")[2]
    await hall.record(one, event("EventCorrected", "2026-05-02", corrects=3, replacement=card, reason="slip"))
    other = await hall.open(*life("DD00000001DD", family="Rossi", given="Carla", born="1970-01-01"))
    assert await likely(hall, one) == {other: ["same-card-number"]}
    assert await likely(hall, other) == {one: ["same-card-number"]}


async def test_who_holds_a_card_number_is_named_to_those_who_may_see_them(hall: Office) -> None:
    holder = await hall.open(*life("DD00000005DD", family="Rimal", given="Devi"))
    facts = life("DD00000005DD", family="Koirala", given="Asha", code="01107")
    for office, told in (("01101", {"resident_id": holder}), ("01107", {})):
        token = await hall.token("caseworker", office)
        refused = await hall.post("/v1/residents", {"events": facts}, token=token)
        assert refused.status_code == 409
        [fault] = refused.json()["errors"]
        assert fault.keys() & {"resident_id"} == told.keys()
        assert told.items() <= fault.items()


async def test_nobody_is_told_of_files_out_of_their_reach(hall: Office) -> None:
    here, there = await hall.token("caseworker", "01101"), await hall.token("caseworker", "01107")
    one = (await opened(hall, life(family="Magar", given="Dil"), token=here)).json()
    facts = life(family="Magar", given="Dil", code="01107")
    other = (await opened(hall, facts, token=there)).json()
    assert "similar" not in other
    assert await likely(hall, one["resident_id"], token=here) == {}
    assert (await likely(hall, one["resident_id"])).keys() == {other["resident_id"]}
    hidden = await hall.get(f"/v1/residents/{other['resident_id']}/duplicates", token=here)
    assert hidden.status_code == 404


async def test_opening_a_file_tells_who_is_similar(hall: Office) -> None:
    """Also of whoever was opened just before, whether the rows show them yet or not."""
    first = await opened(hall, life(family="Lama", given="Pema"))
    assert "similar" not in first.json()
    second = await opened(hall, life(family="LAMA", given="PEMA"))
    assert second.json()["similar"] == [first.json()["resident_id"]]
    await hall.parts.services.projector.catch_up()
    third = await opened(hall, life(family="Lama", given="Pema"))
    ids = sorted([first.json()["resident_id"], second.json()["resident_id"]], key=UUID)
    assert third.json()["similar"] == ids


async def test_a_repeated_opening_is_answered_byte_for_byte(hall: Office) -> None:
    await opened(hall, life(family="Gauchan", given="Ang"))
    facts = life(family="Gauchan", given="Ang")
    second = await opened(hall, facts, key="gauchan")
    await opened(hall, life(family="Gauchan", given="Ang"))
    await hall.parts.services.projector.catch_up()
    again = await opened(hall, facts, key="gauchan")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.content == second.content
    assert len(again.json()["similar"]) == 1


async def test_of_those_who_open_one_person_at_the_same_moment_the_later_is_told(hall: Office) -> None:
    answers = await asyncio.gather(*(opened(hall, life(family="Sherpa", given="Nima")) for _ in range(4)))
    found = sorted((answer.json() for answer in answers), key=lambda each: each["position"])
    told = [set(each.get("similar", ())) for each in found]
    ids = [each["resident_id"] for each in found]
    assert all(set(ids[:n]) <= told[n] for n in range(4))


async def test_looking_for_doubles_is_a_look_at_those_found(hall: Office) -> None:
    one = await hall.open(*life(family="Bista", given="Uma"))
    other = await hall.open(*life(family="Bista", given="Uma"))
    await likely(hall, other)
    await hall.parts.services.accesses.flush()
    looks = (await hall.get(f"/v1/residents/{one}/access")).json()["items"]
    assert [look["route"] for look in looks[1:3]] == [
        "GET /v1/residents/{resident_id}/duplicates", "POST /v1/residents",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "described",
    [
        {"family": "thapa", "given": "binod", "date_of_birth": BORN},
        {"given": "Thapa Binod", "date_of_birth": "1990"},
        {"alias": "田中 一", "date_of_birth": "1990-05"},
        {"family_kana": "タパ", "given_kana": "ビノド", "date_of_birth": BORN},
        {"card_number": "ｄｄ 00000009 dd"},
    ],
)
async def test_somebody_described_is_found_before_a_file_is_opened(
    thapa: tuple[Office, str], described: dict[str, Any]
) -> None:
    hall, resident = thapa
    found = (await hall.get("/v1/duplicates", **described)).json()["items"]
    assert [item["resident_id"] for item in found] == [resident]


@pytest.fixture(scope="module")
async def thapa(hall: Office) -> tuple[Office, str]:
    facts = life(
        "DD00000009DD",
        family="Thapa",
        given="Binod",
        family_kana="タパ",
        given_kana="ビノド",
        alias="田中 一",
    )
    resident = await hall.open(*facts)
    await hall.parts.services.projector.catch_up()
    return hall, resident


@pytest.mark.parametrize(
    "described",
    [{}, {"family": "Thapa"}, {"date_of_birth": BORN}, {"family": "Thapa", "date_of_birth": "12 May"}],
)
async def test_nobody_is_looked_for_by_a_name_or_a_birth_alone(
    hall: Office, described: dict[str, Any]
) -> None:
    answer = await hall.get("/v1/duplicates", **described)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-query")
