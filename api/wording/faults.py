"""What is wrong with a part of a body or a query, and what is right there; what was sent is not repeated."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import inspect

from api.wording.events import EVENTS
from api.wording.fields import FIELDS
from api.wording.problems import INVALID
from api.wording.text import sentence
from api.wording.words import VOCABULARIES
from domain.events.types import Why
from domain.events.written import day
from domain.law.provision import Text

TEXT: Final = Text("A text is expected here, in quotes.", "文字列を引用符で囲んで入力してください。")
NUMBER: Final = Text("A whole number is expected here.", "整数を入力してください。")
FLAG: Final = Text("`true` or `false` is expected here.", "`true`か`false`を入力してください。")
OBJECT: Final = Text(
    "An object is expected here: `{…}` with named fields.",
    "項目名の付いたオブジェクト{…}を入力してください。",
)
LIST: Final = Text("A list is expected here: `[…]`, even of one.", "1件でも一覧[…]の形で入力してください。")
EMPTY: Final = Text(
    "Nothing is written here; fill it in, or leave the field out.",
    "空欄です。入力するか、項目を省いてください。",
)
DAY: Final = Text(
    "Not a day; use YYYY-MM-DD, such as 2026-11-20"
    " (2026/11/20, 20261120, R8.11.20, 令和8年11月20日 are read too).",
    "日付として読み取れません。2026-11-20の形で入力してください"
    "(2026/11/20、20261120、R8.11.20、令和8年11月20日も可)。",
)
ID: Final = Text(
    "Not an id; take it from an answer, as it is.",
    "番号の形ではありません。回答にある番号をそのまま指定してください。",
)
NO_TABLE: Final = Text(
    "This answer is no table; leave it out.", "この回答は表形式では取得できません。指定しないでください。"
)
NO_SUCH_DAY: Final = sentence(INVALID["no-such-day"])
_INSTANT: Final = "2026-11-20T09:00:00+09:00"

FORMATS: Final[Mapping[str, Text]] = {
    "text": Text(
        "The character NUL cannot be recorded; leave it out.",
        "記録できない制御文字があります。除いてください。",
    ),
    "stage": Text(
        "No stage; write `due-in-7`, `due-today`, `overdue` or `overdue-30`.",
        "段階ではありません。`due-in-7`、`due-today`、`overdue`、`overdue-30`のように指定してください。",
    ),
    "birth-day": Text(
        "Not a day of birth; use YYYY-MM-DD, or YYYY-MM or YYYY where no more is known, such as 1990-05"
        " (H2.5.12, 平成2年5月12日, 1990年5月 are read too).",
        "生年月日として読み取れません。1990-05-12の形か、年月又は年だけ分かる場合は1990-05、1990の形で"
        "入力してください(H2.5.12、平成2年5月12日、1990年5月も可)。",
    ),
    "card-number": Text(
        "Not a card number; use two letters, eight digits, two letters, such as AB12345678CD.",
        "カード番号ではありません。AB12345678CDのように英字2字、数字8字、英字2字で入力してください。",
    ),
    "municipality-code": Text(
        "Not a municipality code; use five digits, a leading 0 among them (01101),"
        " or six with the right check digit (011011).",
        "市区町村コードではありません。先頭の0を含む5桁(01101)か、"
        "正しい検査数字の付いた6桁(011011)で入力してください。",
    ),
    "nationality": Text(
        "Not a nationality; use the two capitals of ISO 3166-1, such as NP, or XXA, XXX or PSE.",
        "国籍コードではありません。`NP`のようなISO 3166-1の英大文字2字か、XXA、XXX、PSEを入力してください。",
    ),
    "period-of-stay": Text(
        "Not a period of stay; use years, months and days as in P1Y, P6M, P1Y3M, P90D, or null for none.",
        "在留期間ではありません。P1Y(1年)、P6M(6月)、P1Y3M、P90D(90日)の形か、無期限は`null`を入力してください。",
    ),
    "known": Text(
        f"Use a day (2026-11-20, meaning its end in Tokyo), an instant ({_INSTANT}), or a version (v5).",
        f"日付(2026-11-20、日本時間でその日の終わりまで)、日時({_INSTANT})又は記録番号(v5)を指定してください。",
    ),
    "known-day": Text(
        f"Use a day (2026-11-20, meaning its end in Tokyo) or an instant ({_INSTANT});"
        " versions are one resident's.",
        f"日付(2026-11-20、日本時間でその日の終わりまで)又は日時({_INSTANT})を指定してください。"
        "記録番号は個人の記録だけで使えます。",
    ),
    "instant": Text(
        f"Use an instant with its offset, such as {_INSTANT}.",
        f"{_INSTANT}のように、時差を付けた日時を指定してください。",
    ),
    "cursor": Text(
        "Not a place in this list; take `next` from the page before.",
        "この一覧の位置ではありません。前のページの`next`を指定してください。",
    ),
}
"""What a pattern asks for, by the name of its format."""

MOMENTS: Final = frozenset({"known", "known-day"})
"""Formats that take a day among other things."""

_FEW: Final = 12
"""Words that are listed although one of them is likely meant."""
_LONGEST_WORD: Final = 100


def wrong(value: Any, kind: inspect.Type, form: str) -> Text | None:
    """Return what is wrong with a value that is neither object nor list, None when nothing is."""
    match kind:
        case inspect.DateType():
            return _wrong_day(value) if isinstance(value, str) else DAY
        case inspect.StrType():
            return _wrong_text(value, kind, form) if isinstance(value, str) else TEXT
        case inspect.IntType():
            return _wrong_number(value, kind) if type(value) is int else NUMBER
        case inspect.BoolType():
            return None if isinstance(value, bool) else FLAG
        case inspect.LiteralType():
            words = tuple(map(str, kind.values))
            return None if value in words else not_among(value, words)
        case inspect.UUIDType():
            return None if isinstance(value, str) and _is_uuid(value) else ID
        case _:
            return None


def _is_uuid(text: str) -> bool:
    try:
        msgspec.convert(text, UUID)
    except msgspec.ValidationError:
        return False
    return True


def _wrong_day(text: str) -> Text | None:
    try:
        return DAY if day(text) is None else None
    except ValueError:
        return NO_SUCH_DAY


def _wrong_text(text: str, kind: inspect.StrType, form: str) -> Text | None:
    if len(text) < (kind.min_length or 0):
        return EMPTY
    if kind.max_length is not None and len(text) > kind.max_length:
        return Text(
            f"Too long: {kind.max_length:,} characters at most; shorten it.",
            f"長すぎます。{kind.max_length:,}字以内にしてください。",
        )
    if kind.pattern is not None and re.search(kind.pattern, text) is None:
        return FORMATS[form]
    return None


def _wrong_number(number: int, kind: inspect.IntType) -> Text | None:
    if kind.ge is not None and number < kind.ge:
        return Text(f"Too small: {kind.ge} at least.", f"小さすぎます。{kind.ge}以上を入力してください。")
    if kind.le is not None and number > kind.le:
        return Text(f"Too large: {kind.le} at most.", f"大きすぎます。{kind.le}以下を入力してください。")
    return None


def wrong_length(length: int, kind: inspect.VarTupleType) -> Text | None:
    """Return what is wrong with the number of items, None when nothing is."""
    if length < (kind.min_length or 0):
        return Text("The list is empty; put at least one item in.", "一覧が空です。1件以上を入れてください。")
    if kind.max_length is not None and length > kind.max_length:
        return Text(
            f"Too many: {kind.max_length} items at most; send the rest in another request.",
            f"多すぎます。{kind.max_length}件までです。残りは別に送ってください。",
        )
    return None


def missing(name: str) -> Text:
    """Return that a field is required."""
    label = next((field.label.ja for key, field in FIELDS.items() if key.rpartition(".")[2] == name), None)
    called = f"`{name}`" if label is None else f"{label}(`{name}`)"
    return Text(f"`{name}` is missing; add it.", f"{called}は必須です。入力してください。")


def unknown(meant: str | None, names: Sequence[str]) -> Text:
    """Return that there is no such field, and which one is likely meant, or which there are."""
    if meant is not None:
        return Text(
            f"No such field; did you mean `{meant}`?", f"この項目はありません。`{meant}`ではありませんか。"
        )
    if not names:
        return Text("Nothing is asked for here; leave it out.", "ここに項目はありません。除いてください。")
    return Text(
        f"No such field; leave it out, or use {_listed(names)}.",
        f"この項目はありません。除くか、{_listed(names, '、')}を使ってください。",
    )


def not_among(value: Any, words: Sequence[str]) -> Text:
    """Return that a word is none of the closed list, which are likely meant, and which there are."""
    meant = _likely(value, words) if isinstance(value, str) else []
    en = f"did you mean {' or '.join(f'`{word}`' for word in meant)}?" if meant else ""
    ja = f"{_named(meant, words)}ではありませんか。" if meant else ""
    if not meant or len(words) <= _FEW:
        en = f"{en} Use {_listed(words)}." if en else f"use {_listed(words)}."
        ja = f"{ja}{_named(words, words)}のいずれかを入力してください。"
    return Text(f"Not one of the words for this field; {en}", f"選択肢にない値です。{ja}")


def unlike(message: str) -> str:
    """Return what the check of a whole object says, without the place that msgspec adds."""
    return message.partition(" - at `")[0]


def malformed(why: Why) -> Text:
    """Return what is wrong with a part that no event can mean."""
    return sentence(INVALID[why])


def nearest(text: str, words: Sequence[str]) -> str | None:
    """Return the one of the words that is likely meant, None when none is near."""
    found = _likely(text, words)
    return found[0] if found else None


def _likely(text: str, words: Sequence[str]) -> list[str]:
    """Return the words that are likely meant: by their titles in either language, letters, or a part."""
    if len(text) > _LONGEST_WORD:
        return []
    plain = _plain(text)
    names = {_plain(name): word for word in words for name in (word, *_titles(word, words))}
    if plain in names:
        return [names[plain]]
    near = get_close_matches(plain, names, n=2, cutoff=0.7)
    parts = [name for name in names if min(len(plain), len(name)) > 1 and (plain in name or name in plain)]
    return list(dict.fromkeys(names[name] for name in (*near, *parts)))[:3]


def _titles(word: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return what a word of a closed list is called in English and Japanese."""
    for table in VOCABULARIES:
        if table.keys() >= set(words):
            return tuple(table[word])
    return tuple(EVENTS.get(word, ()))


def _plain(text: str) -> str:
    return re.sub(r"[\s_/-]+", "-", unicodedata.normalize("NFKC", text).strip().casefold())


def _named(some: Sequence[str], words: Sequence[str]) -> str:
    """Return some of the words of a closed list, each with what it is called in Japanese."""
    titles = {word: _titles(word, words) for word in some}
    return "、".join(f"`{word}`({found[1]})" if found else f"`{word}`" for word, found in titles.items())


def _listed(words: Sequence[str], between: str = ", ") -> str:
    return between.join(f"`{word}`" for word in words)
