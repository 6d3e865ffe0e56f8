"""What is wrong with a request, in Japanese: the English sentence, as it stands in the code, is the key.

A test looks through the code and finds the sentences that are missing here. Sentences about the history come
in the language asked for already (`refusal_detail`).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_SENTENCES: Final[Mapping[str, str]] = {
    "The body is not valid.": "本文が正しくない。",
    "The body is not JSON.": "本文がJSONでない。",
    "not JSON": "JSONでない",
    "The body is empty.": "本文が空である。",
    "A key of the body is given more than once.": "本文に同じ項目が2回以上ある。",
    "Send application/json.": "application/jsonで送ること。",
    "The query cannot be read.": "問い合わせを読み取れない。",
    "A query parameter is not valid.": "問い合わせの項目が正しくない。",
    "given more than once": "2回以上指定されている",
    "the key is given more than once": "同じ項目が2回以上ある",
    "no municipality has this code": "この市区町村コードはない",
    "no such instant": "その時点は存在しない",
    "not a cursor of this list": "この一覧のカーソルではない",
    "the history has no such version": "記録にその版はない",
    "lies before known_from": "known_fromより前である",
    "This host is not served here.": "このホスト名では応答しない。",
    "The request took too long.": "時間切れ。",
    "Something went wrong here.": "サーバー側で問題が起きた。",
    "Too many requests with this token.": "このトークンによる要求が多すぎる。",
    "Too many searches and counts are under way.": "検索と集計が多すぎる。",
    "The client left before its request was whole.": "要求が終わる前にクライアントが切断した。",
    "Looks cannot be put on record now.": "今は閲覧の記録ができない。",
    "No such correction was asked for.": "該当する訂正の申出がありません。",
    "Only what you recorded yourself today, and on which nothing has been recorded since, is yours to correct or void. Ask a supervisor for anything else: POST /v1/residents/{id}/correction-requests.":  # noqa: E501
        "自分で訂正・取消しができるのは、本日自分が記録し、その後に記録のないものに限られます。それ以外は監督者に申し出てください:POST /v1/residents/{id}/correction-requests",  # noqa: E501
    "There is no such resident.": "該当する人がいない。",
    "The file of this resident was not opened yet at that moment.": "その時点では記録が未開始である。",
    "Send a bearer token.": "Bearerトークンを送ること。",
    "The token is not valid.": "トークンが有効でない。",
    "The identity provider does not answer.": "認証の提供者が応答しない。",
    "There is nothing here.": "ここには何もない。",
    "This path does not take this method.": "このパスではこのメソッドは使えない。",
    "The body is larger than 1 MiB.": "本文が1 MiBを超える。",
    "The database cannot be used now.": "今はデータベースを使えない。",
    "The rulebook has no such rule.": "該当する規則がない。",
    "The log cannot be used.": "記録を使えない。",
    "There is no such file.": "そのファイルはない。",
    "The lists do not show this position yet.": "一覧はまだこの位置まで更新されていない。",
    'If-Match takes versions: "7", "8".': 'If-Matchには版を指定する:"7", "8"。',
    "another resident holds a card with this number": "この番号のカードは他の人のものである",
    "Another resident holds a card with this number.": "この番号のカードは他の人のものである。",
    "Others keep recording about this resident; try again.": "他の人がこの人について記録中。やり直すこと。",
    "This Idempotency-Key stands for another request.": "このIdempotency-Keyは別の要求に使われた。",
    "Too many are recording at this moment; try again.": "記録が混み合っている。やり直すこと。",
    "at least one of `name`, `date_of_birth`, `sex`, `nationality` is required":
        "`name`、`date_of_birth`、`sex`、`nationality`のいずれかが必要",
}  # fmt: skip

_PATTERNS: Final = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"(\S+) must have 1 to (\d+) printable characters\.", r"\1は表示できる文字で1字以上\2字以内。"),
        (r"(\S+) must not be sent more than once\.", r"\1を2回以上送ってはならない。"),
        (r"The file of this resident was erased: (.*)\.", r"この人の記録は消去された:\1。"),
        (r"The role (\S+) may not do this\.", r"役割\1には許可されていない。"),
        (r"You have broken the glass for (\d+) residents within an hour\.", r"1時間に\1人の緊急閲覧をした。"),
        (r"The log cannot be used\. Waiting for (.*)\.", r"記録を使えない。待っているもの:\1。"),
        (r"The history is at version (\S+)\.", r"記録は版\1まで進んでいる。"),
        (r"`detail` (.*) does not belong to status (.*)", r"`detail` \1は在留資格\2のものでない"),
        (r"Expected `([^`]*)`, got `([^`]*)`", r"`\1`でなければならない(`\2`になっている)"),
        (r"Expected `([^`]*)` of length >= (\d+)", r"`\1`の長さは\2以上"),
        (r"Expected `([^`]*)` of length <= (\d+)", r"`\1`の長さは\2以下"),
        (r"Expected `([^`]*)` matching regex (.*)", r"`\1`の形が正規表現\2に合わない"),
        (r"Expected `([^`]*)` >= (\S+)", r"`\1`は\2以上"),
        (r"Expected `([^`]*)` <= (\S+)", r"`\1`は\2以下"),
        (r"Object missing required field `(.*)`", r"必須の項目`\1`がない"),
        (r"Object contains unknown field `(.*)`", r"`\1`という項目はない"),
        (r"Invalid (?:enum )?value.*", "選べない値である"),
        (r"Invalid RFC3339 encoded date", "日付(YYYY-MM-DD)でない"),
        (r"Invalid RFC3339 encoded datetime", "日時(RFC 3339)でない"),
        (r"Invalid UUID", "UUIDでない"),
        (r"(?:Integer value|Number) out of range", "数が範囲を超える"),
    )
)
"""Sentences with a value in them, those of the library that reads JSON among them."""


def request_detail(sentence: str, language: str) -> str:
    """Return a sentence about a request in the language; one that is not known here as it is."""
    return _in_japanese(sentence) if language == "ja" else sentence


@lru_cache(maxsize=1024)
def _in_japanese(sentence: str) -> str:
    if (known := _SENTENCES.get(sentence)) is not None:
        return known
    for pattern, translated in _PATTERNS:
        if (found := pattern.fullmatch(sentence)) is not None:
            return found.expand(translated)
    return sentence
