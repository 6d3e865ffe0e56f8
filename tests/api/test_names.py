"""Names of one part, with an alias, and as the card prints them: recorded, found, written out."""

import csv
from io import StringIO

import pytest

from api.feeds import event_summary
from api.letters import named
from api.wording.names import kanji_of, letters_of, with_alias
from domain.events import Name
from tests.api.console.conftest import signed_in
from tests.api.console.filling import checked, main_of, saved
from tests.api.console.test_opening import PATH, typed
from tests.api.office import Office, arrival, event

SUKARNO = {"given": "SUKARNO", "alias": "山田 花子", "printed": "SUKARNO BIN ALI"}
BORN = {"date_of_birth": "1990-01-01", "nationality": "XXA"}


@pytest.mark.parametrize(
    ("name", "kanji", "letters", "in_english"),
    [
        ({"family": "LI", "given": "WEI"}, None, "LI WEI", "WEI LI"),
        ({"family": "LI", "given": "WEI", "family_kanji": "李"}, None, "LI WEI", "WEI LI"),
        (
            {"family": "LI", "given": "WEI", "family_kanji": "李", "given_kanji": "偉"},
            "李 偉", "LI WEI", "WEI LI",
        ),
        ({"family": "LI", "family_kanji": "李"}, "李", "LI", "LI"),
        ({"given": "SUKARNO"}, None, "SUKARNO", "SUKARNO"),
        ({"family": "LI", "given": "WEI", "printed": "LI WEI MIN"}, None, "LI WEI MIN", "LI WEI MIN"),
    ],
)  # fmt: skip
def test_a_name_in_law_is_written_in_kanji_or_as_the_card_prints_it(
    name: dict[str, str], kanji: str | None, letters: str, in_english: str
) -> None:
    found = Name(**name)
    assert (kanji_of(found), letters_of(found)) == (kanji, letters)
    assert letters_of(found, given_first=True) == in_english
    assert with_alias(letters, found, "ja") == letters


def test_letters_and_calendars_have_the_alias_in_brackets() -> None:
    name = Name(family="LI", given="WEI", family_kanji="李", given_kanji="偉", alias="山田 花")
    assert named(name, "ja") == named(name, "easy-ja") == "李 偉(山田 花)"
    assert named(name, "en") == "李 偉 (山田 花)"
    assert named(Name(given="SUKARNO"), "en") == "SUKARNO"
    assert event_summary("Renew the card", name, "en") == "Renew the card: LI WEI (山田 花)"
    assert event_summary("カードの更新", Name(family="LI"), "ja") == "カードの更新:LI"


async def test_a_name_of_one_part_with_an_alias_is_recorded_found_and_written_out(hall: Office) -> None:
    """In answers and lists, on papers, in tables; by alias and printed name, however they are spelled."""
    life = arrival()
    life[0] |= {"name": SUKARNO, **BORN}
    resident = await hall.open(*life)
    position = (await hall.record(resident, event("NoteAdded", "2026-04-07", text="x")))["position"]
    standing = (await hall.get(f"/v1/residents/{resident}")).json()
    assert (standing["name"], standing["nationality"]) == (SUKARNO, "XXA")
    for question in ("山田花子", "yamada", "hanako yamada", "bin ali", "sukarno"):
        found = (await hall.get("/v1/residents", q=question, wait_for=position)).json()["items"]
        assert [one["name"] for one in found] == [SUKARNO], question
    paper = {"Accept": "text/plain"}
    said = await hall.get(f"/v1/residents/{resident}/obligations", headers=paper)
    assert said.text.startswith("For SUKARNO BIN ALI (山田 花子)\n")
    said = await hall.get(f"/v1/residents/{resident}", headers={**paper, "Accept-Language": "ja"})
    assert said.text.startswith("SUKARNO BIN ALI(山田 花子) 様\n")
    table = await hall.get("/v1/residents", q="sukarno", format="csv", headers={"Accept-Language": "ja"})
    [row] = csv.DictReader(StringIO(table.content.decode("utf-8-sig"), newline=""))
    shown = (row["氏名(英字)"], row["通称"], row["券面の氏名"], row["国籍・地域"])
    assert shown == ("SUKARNO", "山田 花子", "SUKARNO BIN ALI", "無国籍")


@pytest.mark.parametrize("name", [{}, {"alias": "山田 花子"}, {"family_kanji": "李"}])
async def test_a_name_has_one_part_at_least(hall: Office, name: dict[str, str]) -> None:
    facts = arrival()
    facts[0]["name"] = name
    for language, sentence in (
        ("en", "At least one of `family`, `given` is required."),
        ("ja", "`family`か`given`のいずれかを入力してください。"),
    ):
        answer = await hall.post("/v1/residents", {"events": facts}, headers={"Accept-Language": language})
        assert answer.status_code == 400
        [fault] = answer.json()["errors"]
        assert (fault["pointer"], fault["detail"]) == ("/events/0/name", sentence)


async def test_the_console_opens_a_file_of_one_name_and_shows_the_alias(hall: Office) -> None:
    events = arrival(family="Gone", card="KK00000001KK")
    events[0]["name"] = {"family": "SUHARTO", "alias": "佐藤 一", "printed": "SUHARTO"}
    client = await signed_in(hall)
    page = await checked(client, PATH, typed(events))
    assert page.status_code == 200
    done = await saved(client, PATH, page)
    resident = done.headers["location"].split("/")[2]
    shown = main_of(await client.get(f"/residents/{resident}"))
    assert "<bdi>SUHARTO (佐藤 一)</bdi>" in shown
    assert "<dt>Alias</dt><dd><bdi>佐藤 一</bdi></dd>" in shown
    assert "<dt>Name as printed</dt><dd><bdi>SUHARTO</bdi></dd>" in shown
    nobody = await checked(client, PATH, typed(events) | {"0.name.family": ""})
    assert nobody.status_code == 400
    assert "At least one of “Family name”, “Given name” is required." in main_of(nobody)
