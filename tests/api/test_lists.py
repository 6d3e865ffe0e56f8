"""What a caseworker asks lists for: a stretch of due days, who has no address yet, names in order."""

from typing import Any

from tests.api.office import Office, arrival, event

ON = "2026-05-02"


def opened(family: str, on: str = "2026-04-06", code: str = "01101") -> list[dict[str, Any]]:
    """Return a life with an address that is not notified."""
    return arrival(family=family, on=on, code=code)


async def worklist(ward: Office, **query: Any) -> list[dict[str, Any]]:
    answer = await ward.get("/v1/obligations", on=ON, **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_due_after_and_due_before_bound_a_page_and_the_pages_after_it(ward: Office) -> None:
    """Both days themselves are left out, and so is what has no day."""
    for n, on in enumerate(("2026-04-06", "2026-04-13", "2026-04-20", "2026-04-27")):
        resident = await ward.open(*opened(f"Nr{n}", on))
    position = (await ward.record(resident, event("CardLost", "2026-04-28", cause="stolen")))["position"]
    everything = await worklist(ward, state="open,overdue", wait_for=position)
    days = sorted(d["due_on"] for d in everything if d["due_on"])
    assert None in {d["due_on"] for d in everything}
    first, last = days[0], days[-1]
    between = await worklist(ward, state="open,overdue", due_after=first, due_before=last)
    assert [d["due_on"] for d in between] == [day for day in days if first < day < last]
    assert [d["due_on"] for d in await worklist(ward, state="open,overdue", due_after=first)] == [
        day for day in days if day > first
    ]
    paged: list[str] = []
    query: dict[str, Any] = {"state": "open,overdue", "due_after": first, "limit": 1}
    while True:
        page = (await ward.get("/v1/obligations", on=ON, **query)).json()
        paged += [d["due_on"] for d in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert paged == [day for day in days if day > first]


async def test_who_has_no_address_is_listed_under_the_office_that_opened_the_file(ward: Office) -> None:
    """With `municipality=` too, in every list, for who reaches everybody and for the office's own people."""
    clerk, stranger = await ward.token("caseworker"), await ward.token("caseworker", "01102")
    theirs = await ward.open(*opened("Hasan", code="01102"), token=stranger)
    nowhere = await ward.open(*opened("Rai")[:3], token=clerk)
    later = await ward.open(*opened("Lama")[:3], token=clerk)
    moved_in = event("Settled", "2026-05-10", address={"municipality_code": "01102", "line": "x"})
    position = (await ward.record(later, moved_in, token=clerk))["position"]
    query: dict[str, Any] = {"on": ON, "municipality": "01101"}
    callers: list[tuple[dict[str, Any], set[str]]] = [
        ({}, {nowhere, later}), ({"token": clerk}, {nowhere}), ({"token": stranger}, {later}),
    ]  # fmt: skip
    for token, expected in callers:
        found = await ward.get("/v1/residents", **query, **token, wait_for=position)
        assert {item["resident_id"] for item in found.json()["items"]} == expected
        named = await ward.get("/v1/residents", **query, **token, q="Rai")
        assert {i["resident_id"] for i in named.json()["items"]} == expected & {nowhere}
        duties = await ward.get("/v1/obligations", **query, **token)
        assert {item["resident_id"] for item in duties.json()["items"]} == expected
        counted = (await ward.get("/v1/obligations/summary", **query, **token)).json()["by_rule"]
        assert sum(r["pending"] + r["open"] + r["overdue"] for r in counted) == len(duties.json()["items"])
    assert theirs not in (await ward.get("/v1/residents", **query)).text


async def test_residents_are_listed_by_name_page_after_page(ward: Office) -> None:
    """By kana, then by letters; a name that changed counts as it is now; within reach alone."""
    clerk = await ward.token("caseworker")

    async def open_named(family: str, kana: str | None, code: str = "01101") -> str:
        first, *others = arrival(code=code)
        first["name"] = {"family": family, "given": "Taro"}
        if kana is not None:
            first["name"] |= {"family_kana": kana, "given_kana": "タロウ"}
        return await ward.open(first, *others)

    abe, kato, sato = [await open_named("X", kana) for kana in ("アベ", "ガトウ", "サトウ")]
    zhang, theirs = await open_named("Zhang", None), await open_named("Y", "イトウ", "34101")
    renamed = {"family": "X", "given": "Taro", "family_kana": "ワタナベ", "given_kana": "タロウ"}
    position = (await ward.record(abe, event("ParticularsChanged", "2026-05-01", name=renamed)))["position"]
    for who, expected in (
        ({}, [theirs, kato, sato, abe, zhang]),
        ({"token": clerk}, [kato, sato, abe, zhang]),
    ):
        for more in ({}, {"municipality": "01101"}):
            query: dict[str, Any] = {
                "on": ON,
                "sort": "name",
                "limit": 2,
                "wait_for": position,
                **more,
                **who,
            }
            found: list[str] = []
            while True:
                answer = await ward.get("/v1/residents", **query)
                assert answer.status_code == 200, answer.text
                found += [item["resident_id"] for item in answer.json()["items"]]
                if answer.json()["next"] is None:
                    break
                query["cursor"] = answer.json()["next"]
            assert found == [r for r in expected if not more or r != theirs]
    for wrong in ({"q": "x"}, {"known": "2026-05-01T00:00:00Z"}, {"cursor": query["cursor"], "sort": "age"}):
        assert (await ward.get("/v1/residents", **{"sort": "name", **wrong})).status_code == 400
    by_id = (await ward.get("/v1/residents", on=ON, limit=1)).json()["next"]
    assert (await ward.get("/v1/residents", on=ON, sort="name", cursor=by_id)).status_code == 400
