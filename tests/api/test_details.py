"""Every sentence about a request is there in both languages (readings N71)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from adapters.exchange.importing import UNREADABLE, without_values
from api.problems import STATUS
from api.wording import request_detail
from domain.events import CaseEvent
from tests.api.office import Office, arrival
from tests.japanese import in_other_letters

API = Path(__file__).parent.parent.parent / "api"
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(API.rglob("*.py"))]
PLACE = {"Problem": 1, "invalid_query": 1, "_unauthorized": 0}
"""The argument in which a sentence stands, by what is called."""


def sentences() -> Iterator[str]:
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = PLACE.get(node.func.id)
                given = [node.args[place]] if place is not None and place < len(node.args) else []
                given += [k.value for k in node.keywords if node.func.id == "Fault" and k.arg == "detail"]
                yield from filter(None, map(written, given))
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
                code, sentence = map(written, node.elts)
                yield from filter(None, [sentence] if code in STATUS and sentence not in STATUS else [])


def written(node: ast.expr) -> str | None:
    """The text of a literal, 7 for every value in it; None for what is no literal."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in values)
        case _:
            return None


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_a_sentence_in_the_code_is_there_in_japanese(sentence: str) -> None:
    assert request_detail(sentence, "ja") != sentence
    assert request_detail(sentence, "en") == sentence


LINES: list[bytes] = [
    b"", b"{", b"[1}", b"\xff", b"[]", b"{}", b'{"type":1}', b'{"type":"X"}', b'{"type":"Died"}',
    b'{"type":"Died","occurred_on":"2026-02-30"}', b'{"type":"Died","occurred_on":"2026-02-01","more":1}',
    b'{"type":"NoteAdded","occurred_on":"2026-02-01","text":""}',
    b'{"type":"NoteAdded","occurred_on":"2026-02-01","text":"%s"}' % (b"x" * 2001),
    b'{"type":"CardFound","occurred_on":"2026-02-01","number":"1"}',
    b'{"type":"EventVoided","occurred_on":"2026-02-01","voids":0,"reason":"x"}',
    b'{"type":"EventVoided","occurred_on":"2026-02-01","voids":99999999999,"reason":"x"}',
    b'{"type":"MarriageEnded","occurred_on":"2026-02-01","cause":"x"}',
    b'{"type":"ParticularsChanged","occurred_on":"2026-02-01"}',
    b'{"type":"Moved","occurred_on":"2026-02-01","address":[]}',
    b'{"type":"OrganisationNotified","occurred_on":"2026-02-01","changes":1}',
]  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(line)[:60])
def test_what_is_wrong_with_a_line_of_an_import_is_there_in_japanese(line: bytes) -> None:
    with pytest.raises(UNREADABLE) as error:
        msgspec.json.decode(line, type=CaseEvent)
    said = without_values(error.value).partition(" - at ")[0]
    assert not in_other_letters(request_detail(said, "ja"))


async def test_a_refusal_is_in_the_language_asked_for(hall: Office) -> None:
    japanese = {"Accept-Language": "ja, en;q=0.5"}
    resident = await hall.open(*arrival())
    asked = await hall.get(f"/v1/residents/{resident}?known=v99", headers=japanese)
    assert asked.json()["title"] == "検索条件に誤りがあります"
    assert asked.json()["errors"][0]["detail"].startswith("この履歴にその記録番号はありません。")
    sent = await hall.post("/v1/residents", {"events": []}, headers=japanese)
    assert sent.json()["errors"] == [
        {"pointer": "/events", "detail": "一覧が空です。1件以上を入れてください。"}
    ]
    nothing = await hall.get("/nothing", headers=japanese)
    assert (nothing.json()["title"], nothing.json()["detail"]) == (
        "見つかりません", "見つかりません。パスを確認してください。一覧は`/schema`にあります。",
    )  # fmt: skip
