"""One person, two files: likely doubles at the console, side by side, and told when a file is opened."""

from tests.api.console.conftest import post_form, signed_in, words
from tests.api.console.filling import checked, hidden, main_of, saved
from tests.api.console.test_opening import PATH, typed
from tests.api.office import Office, arrival
from tests.api.test_merging import twice


async def test_likely_doubles_of_a_resident_lead_to_both_files_side_by_side(hall: Office) -> None:
    one = await hall.open(*arrival(family="Bhandari", given="Kamala", card="EE00000001EE"))
    other = await hall.open(*arrival(family="KAMALA", given="BHANDARI"))
    await hall.parts.services.projector.catch_up()
    client = await signed_in(hall)
    likely = main_of(await client.get(f"/residents/{one}/duplicates"))
    assert f'href="/residents/{one}/duplicates/{other}"' in likely
    assert "Born on the same day. The same name." in likely
    both = words(main_of(await client.get(f"/residents/{one}/duplicates/{other}")))
    assert "Name in letters Bhandari Kamala KAMALA BHANDARI differs" in both
    assert "Nationality Nepal Nepal equal" in both
    assert "EE00000001EE" in both
    assert "likely doubles" in main_of(await client.get(f"/residents/{one}")).lower()


async def test_a_resident_without_doubles_and_two_who_have_nothing_in_common(hall: Office) -> None:
    one = await hall.open(*arrival(family="Poudel", given="Om"))
    other = await hall.open(*arrival(family="Gautam", given="Lila"))
    await hall.parts.services.projector.catch_up()
    client = await signed_in(hall)
    assert "Nobody within your reach is thought to be" in main_of(
        await client.get(f"/residents/{one}/duplicates")
    )
    both = main_of(await client.get(f"/residents/{one}/duplicates/{other}"))
    assert "Nothing that is recorded says that these are one person." in both


async def test_doubles_are_looked_for_from_a_page_of_their_own(hall: Office) -> None:
    one = await hall.open(*arrival(family="Dahal", given="Mina"))
    await hall.parts.services.projector.catch_up()
    client = await signed_in(hall)
    assert "Whose doubles?" in main_of(await client.get("/duplicates"))
    found = main_of(await client.get("/duplicates", params={"q": "dahal"}))
    assert f'href="/residents/{one}/duplicates"' in found
    assert "Nobody found for “zzyzx”" in main_of(await client.get("/duplicates", params={"q": "zzyzx"}))


async def test_the_other_file_out_of_reach_is_not_found(hall: Office) -> None:
    one = await hall.open(*arrival(family="Aryal", given="Uma"))
    other = await hall.open(*arrival(family="Aryal", given="Uma", code="01107"))
    await hall.parts.services.projector.catch_up()
    client = await signed_in(hall)
    assert other not in (await client.get(f"/residents/{one}/duplicates")).text
    assert (await client.get(f"/residents/{one}/duplicates/{other}")).status_code == 404


async def test_who_opens_a_file_is_asked_whether_it_is_somebody_of_a_like_name_and_birth(
    hall: Office,
) -> None:
    """While typing by any part of the name or the card, before saving, and after it."""
    facts = arrival(family="Khatri", given="Sunil", card="EE00000002EE")
    facts[0]["name"] |= {"alias": "田中 実", "family_kana": "カトリ", "given_kana": "スニル"}
    resident = await hall.open(*facts)
    await hall.parts.services.projector.catch_up()
    client = await signed_in(hall)
    for typing in (
        {"0.name.alias": "田中 実", "0.date_of_birth": "H13.8.2"},
        {"0.name.family_kana": "かとり", "0.name.given_kana": "すにる", "0.date_of_birth": "2001"},
        {"0.name.alias": "田中"},
        {"2.number": "ee00000002ee"},
    ):
        shown = (await client.get(f"{PATH}/doubles", params=typing)).text
        assert f'href="/residents/{resident}"' in shown, typing
    page = await checked(client, PATH, typed(arrival(family="Khatri", given="Sunit")))
    assert "A like name:" in main_of(page)
    done = await saved(client, PATH, page)
    assert done.headers["location"].endswith("/recorded/1-4?said=similar")
    assert "Is it the same person?" in main_of(await client.get(done.headers["location"]))


async def test_two_files_are_merged_after_seeing_what_that_changes_and_taken_apart_again(
    hall: Office,
) -> None:
    first, second = twice("Thakuri")
    one, other = await hall.open(*first), await hall.open(*second)
    client = await signed_in(hall, "supervisor")
    path = f"/residents/{one}/duplicates/{other}"
    page = await checked(client, path, {"survives": other, "reason": "same passport"})
    assert (page.status_code, "Before the files are merged" in page.text) == (200, True)
    done = await saved(client, path, page)
    assert done.headers["location"] == f"/residents/{other}/recorded/5-5"
    assert "same passport" in (await client.get(f"/residents/{other}/history")).text
    again = await saved(client, path, page)
    assert again.headers["location"] == done.headers["location"]
    way = f'href="/residents/{other}/unmerge"'
    assert way in (await client.get(f"/residents/{other}/duplicates")).text
    apart = await client.get(f"/residents/{other}/unmerge")
    sent = {**hidden(apart), "reason": "two passports"}
    done = await client.post(f"/residents/{other}/unmerge", data=sent)
    assert done.headers["location"] == f"/residents/{other}/recorded/6-6"
    assert way not in (await client.get(f"/residents/{other}/duplicates")).text
    sent = {**hidden(await client.get(f"/residents/{other}/unmerge")), "reason": "two passports"}
    nothing = await client.post(f"/residents/{other}/unmerge", data=sent)
    assert (nothing.status_code, "There is no merge to undo." in main_of(nothing)) == (409, True)


async def test_what_speaks_against_a_merge_stands_beside_the_two_files(hall: Office) -> None:
    one = await hall.open(*arrival(family="Rana", given="Bir"))
    other = await hall.open(*arrival(family="Rana", given="Bir", on="2026-04-10"))
    client = await signed_in(hall, "supervisor")
    path = f"/residents/{one}/duplicates/{other}"
    page = await checked(client, path, {"survives": one, "reason": "same passport"})
    shown = main_of(page)
    assert (page.status_code, "These entries cannot be of one person" in shown) == (409, True)
    assert f'href="/residents/{other}/history/2"' in shown
    assert "same passport</textarea>" in shown
    assert (await checked(client, path, {"survives": one, "reason": " "})).status_code == 400
    clerk = await signed_in(hall)
    assert 'name="survives"' not in (await clerk.get(path)).text
    assert (await clerk.get(f"/residents/{one}/unmerge")).status_code == 403
    assert (await post_form(clerk, path, shown_on="/search", reason="x", step="check")).status_code == 403


async def test_the_doubles_of_a_merged_file_are_those_of_the_one_that_goes_on(hall: Office) -> None:
    first, second = twice("Shahi")
    one, other = await hall.open(*first), await hall.open(*second)
    body = {"with": other, "reason": "opened twice"}
    assert (await hall.post(f"/v1/residents/{one}/merge", body)).status_code == 201
    await hall.parts.services.projector.catch_up()
    answer = await hall.get(f"/v1/residents/{other}/duplicates")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/v1/residents/{one}/duplicates")
    client = await signed_in(hall, "supervisor")
    page = await client.get(f"/residents/{other}/duplicates", follow_redirects=True)
    assert "Nobody within your reach is thought to be the same person." in main_of(page)
