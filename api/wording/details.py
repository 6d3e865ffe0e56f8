"""What is wrong with a request, in Japanese: the English sentence, as it stands in the code, is the key.

A test looks through the code and finds the sentences that are missing here. Sentences about the history come
in the language asked for already (`refusal_detail`).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from api.wording.text import said
from domain.law.provision import Text

_SENTENCES: Final[Mapping[str, str]] = {
    "Only what you recorded yourself today, and on which nothing has been recorded since, is yours to correct or void. Ask a supervisor for anything else: POST /v1/residents/{id}/correction-requests.":  # noqa: E501
        "自分で訂正・取消しができるのは、本日自分が記録し、その後に記録のないものに限られます。それ以外は監督者に申し出てください(`POST /v1/residents/{id}/correction-requests`)。",  # noqa: E501
    "Not JSON; check what stands around the values.":
        "JSONではありません。値の前後の記号を確認してください。",
    "Nested too deep; no event goes deeper than four levels.":
        "入れ子が深すぎます。記録の内容は4段までです。",
    "The body is empty.": "本文が空です。",
    "A key of the body is given more than once.": "本文に同じ項目が2回以上あります。",
    "Not a query; write `name=value&name=value`.":
        "検索条件として読み取れません。「項目=値&項目=値」の形で指定してください。",
    "Given more than once; give it once.": "2回以上指定されています。1回だけ指定してください。",
    "This history has no such version; take one from its events.":
        "この履歴にその記録番号はありません。履歴にある記録番号を指定してください。",
    "Not together with `q`, `card_number` or `known`: leave those out, or `sort`.":
        "`q`、`card_number`、`known`とは併用できません。それらか`sort`を省いてください。",
    "A name and a date of birth are needed, or a card number.":
        "氏名と生年月日、又は在留カード番号を指定してください。",
    "Lies before `known_from`; ask for a later moment.":
        "`known_from`より前です。`known_from`以後を指定してください。",
    "Too many searches and counts are under way.": "検索と集計が混み合っています。",
    "Whoever reads in an emergency sends no letters.": "緊急閲覧中は、文書を送付できません。",
    "Looks cannot be put on record now.": "現在、閲覧を記録できません。",
    "The file of this resident was not opened yet at that moment.": "その時点では記録が開始されていません。",
    "No token came with the request.": "トークンがありません。",
    "The token is not valid.": "このトークンは無効です。",
    "The identity provider does not answer.": "認証の提供元が応答しません。",
    'If-Match takes versions: "7", "8".': '`If-Match`には記録番号を引用符付きで指定します:"7", "8"。',
    "Another resident holds a card with this number; compare it with the card.":
        "この番号のカードは他の方のものとして記録されています。カードを確認してください。",
    "Too many are recording at this moment.": "記録が混み合っています。",
    "not JSON in UTF-8": "UTF-8のJSONではありません",
    "a line before it could not be read or counted": "これより前に、読み取れない行があります",
    "that line was left out": "対象の行は取り込まれていません",
    "At least one of `name`, `date_of_birth`, `sex`, `nationality` is required.":
        "`name`、`date_of_birth`、`sex`、`nationality`のいずれかを入力してください。",
    "At least one of `family`, `given` is required.": "`family`か`given`のいずれかを入力してください。",
}  # fmt: skip

_PATTERNS: Final = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"(\S+) must have 1 to (\d+) printable characters\.", r"\1は表示できる文字で1字以上\2字以内です。"),
        (r"(\S+) must not be sent more than once\.", r"\1は1回だけ送ってください。"),
        (
            r"You have broken the glass for (\d+) residents within an hour\.",
            r"1時間に\1人の緊急閲覧をしています。",
        ),
        (r"The history is at version (\S+)\.", r"最新の記録番号は\1です。"),
        (
            r"`detail` (.*) does not belong to status (.*); leave it out\.",
            r"`detail`の\1は在留資格\2では使えません。省いてください。",
        ),
        (
            r"`detail` (.*) does not belong to status (.*); use (.*)\.",
            r"`detail`の\1は在留資格\2では使えません。\3のいずれかを入力してください。",
        ),
        (r"Expected `array`.*", "一覧ではありません"),
        (r"Expected `object`.*", "オブジェクトではありません"),
        (r"Expected `\w+` of length >= (\d+)", r"短すぎます(\1以上)"),
        (r"Expected `\w+` of length <= (\d+)", r"長すぎます(\1以下)"),
        (r"Expected `str` matching regex .*", "書式が違います"),
        (r"Expected `\w+` >= (\S+)", r"小さすぎます(\1以上)"),
        (r"Expected `\w+` <= (\S+)", r"大きすぎます(\1以下)"),
        (r"Expected `([^`]*)`, got `([^`]*)`", r"値の種類が違います(`\1`が必要、`\2`になっています)"),
        (r"Expected `([^`]*)`", r"値の種類が違います(`\1`が必要です)"),
        (r"Object missing required field `(.*)`", r"必須の項目`\1`がありません"),
        (r"Object contains unknown field `(.*)`", r"`\1`という項目はありません"),
        (r"Invalid (?:enum )?value.*", "選択肢にない値です"),
        (r"Invalid RFC3339 encoded date", "日付(`YYYY-MM-DD`)ではありません"),
        (r"(?:Integer value|Number) out of range", "数が範囲を超えています"),
        (r"JSON is malformed.*|Input data was truncated", "JSONとして読み取れません"),
    )
)  # fmt: skip
"""Sentences with a value in them; those about a line of an import are of the library that reads JSON."""


def request_detail(sentence: str | Text, language: str) -> str:
    """Return a sentence about a request in the language; one that is not known here as it is."""
    if isinstance(sentence, Text):
        return said(sentence, language)
    return _in_japanese(sentence) if language == "ja" else sentence


@lru_cache(maxsize=1024)
def _in_japanese(sentence: str) -> str:
    if (known := _SENTENCES.get(sentence)) is not None:
        return known
    for pattern, translated in _PATTERNS:
        if (found := pattern.fullmatch(sentence)) is not None:
            return found.expand(translated)
    return sentence
