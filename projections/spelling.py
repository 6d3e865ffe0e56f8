"""One spelling for many: Hepburn, Kunrei and passport romaji, kana of any width, kanji by their reading.

A canonical spelling is a key to compare by, never shown. Long vowels count as short ones, double consonants
as single ones, accents as nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from threading import Lock
from typing import Final

import jaconv
from opencc import OpenCC
from sudachipy import Dictionary, SplitMode
from sudachipy import Tokenizer as _Tokenizer

SPELLING_VERSION: Final = ("3", version("sudachidict-small"), version("opencc"))
"""Raised when names are spelled otherwise; with the dictionaries, part of the projection's version."""

_PLAIN: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ة": "ه", "ہ": "ه", "ھ": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "\u0640": ""}
    | {chr(apostrophe): "" for apostrophe in (*range(0x2B9, 0x2C2), 0x2C8, 0x2CA, 0x2CB, 0x2EE, 0xA78C)}
)
"""Letters that another stands for, Latin and Arabic, and apostrophes that Unicode counts as letters."""

_converting: Final = cache(OpenCC)
"""What turns forms of kanji into others by a table of OpenCC, which is read when it is first needed."""
_IN_NAMES: Final = dict(
    zip(
        "髙﨑𠮷濵嶋嶌栁淸靑邉薗凜舘埜冨桒礒渕渊驒圀桺曻斈槗籔藪寳敎颖杰",
        "高崎吉浜島島柳清青辺園凛館野富桑磯淵淵騨国柳昇学橋薮薮宝教穎傑",
        strict=True,
    )
)
"""Forms of kanji met in names that the tables of OpenCC do not have."""


class _Forms(dict[int, str]):
    """Old, rare and simplified forms of kanji by the form that is looked up; each is found out once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = _IN_NAMES.get(character) or (_form(character) if _KANJI.match(character) else character)
        self[code] = form
        return form


def _form(kanji: str) -> str:
    """Return the form in use in Japan; what Japanese is written with counts as Japanese (里 is not 裏)."""
    try:
        kanji.encode("shift_jis")
    except UnicodeEncodeError:
        kanji = _converting("s2t").convert(kanji)
    return str(_converting("t2jp").convert(kanji))


_FORMS: Final = _Forms()

_LARGE: Final = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", "\u3099\u309a・ ")
"""Kana as they are put in order: small ones as large ones, marks of voice and what parts words as nothing."""
_LONG: Final = tuple(
    (re.compile(f"(?<=[{kana}])ー"), kana[0])
    for kana in (
        "アカサタナハマヤラワ",
        "イキシチニヒミリヰ",
        "ウクスツヌフムユル",
        "エケセテネヘメレヱ",
        "オコソトノホモヨロヲ",
    )
)
"""A long vowel is put in order as the vowel that it lengthens."""

_PASSPORT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_SOUND_MARKS: Final = "\u3099\u309a"
_SEPARATORS: Final = re.compile(r"[\s\-‐-―・･,，、.．·/]+")
_DROPPED: Final = re.compile(r"[^\w]|_")
_KANA: Final = re.compile(r"^[\u3041-\u3096\u30a1-\u30fa\u30fc]+$")
_LATIN: Final = re.compile(r"^[a-z0-9]+$")
_KANJI: Final = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_SPELLINGS: Final = tuple(
    (re.compile(pattern), one)
    for pattern, one in (
        ("tch", "ch"),
        (r"(.)\1+", r"\1"),
        ("sh(?=i)|sch(?=i)", "s"),
        ("sh", "sy"),
        ("ch(?=i)", "t"),
        ("ch|cy", "ty"),
        ("tsu?(?=u)|ts", "t"),
        ("f(?=u)", "h"),
        ("jy?(?=i)|d(?=i)", "z"),
        ("jy?|dy", "zy"),
        ("dzu|du", "zu"),
        ("m(?=[bp])", "n"),
        ("n(?=m)", ""),
        ("ou", "o"),
        ("oh(?![aiueoy])", "o"),
        (r"(.)\1+", r"\1"),
    )
)

_FOLLOWING: Final = ("i", "u", "h", "hi", "b", "m")
"""What may follow and change how the letters before are spelled."""


def words(text: str) -> list[str]:
    """Return the words of a text in canonical spelling; one written with a hyphen is two words."""
    return [word for part in parts(text) if (word := spelled(part))]


def parts(text: str) -> list[str]:
    """Return the words of a text in small letters of one width, without accents, not yet spelled."""
    return [part for part in _SEPARATORS.split(_folded(text)) if part]


def readings(text: str) -> list[str]:
    """Return how words with kanji are read, in canonical spelling; of others nothing."""
    return readings_of(parts(text))


def readings_of(named: Iterable[str]) -> list[str]:
    """Return the same of the parts of a text."""
    return [word for part in named if _KANJI.search(part) for word in _read(part)]


def beginnings(part: str) -> list[str]:
    """Return the canonical beginnings of all words that begin as this one is written.

    The spelling of its last letters depends on what follows: `shim` begins `shimada` and `shimbashi`.
    """
    whole, letters = spelled(part), _letters(part)
    if not _LATIN.match(letters):
        return [whole]
    longer = (spelled(letters + following) for following in _FOLLOWING)
    return list(dict.fromkeys([whole, *(other for other in longer if not other.startswith(whole))]))


@lru_cache(maxsize=1 << 16)
def spelled(part: str) -> str:
    """Return a word in canonical spelling; kanji stay as they are."""
    bare = _letters(part)
    if not _LATIN.match(bare):
        return bare
    for pattern, one in _SPELLINGS:
        bare = pattern.sub(one, bare)
    return bare


def passport_spelling(text: str) -> str:
    """Return a name as passports without umlauts and rings write it: `Mueller` for `Müller`."""
    return unicodedata.normalize("NFC", text).casefold().translate(_PASSPORT)


def _letters(part: str) -> str:
    """Return a word without signs, kana in Latin letters."""
    bare = _DROPPED.sub("", part)
    if _KANA.match(bare):
        return jaconv.kata2alphabet(jaconv.hira2kata(bare.replace("ー", "")))
    return bare


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN).translate(_FORMS)
    bare = "".join(
        c for c in unicodedata.normalize("NFD", wide) if not unicodedata.combining(c) or c in _SOUND_MARKS
    )
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=1 << 14)
def _read(part: str) -> tuple[str, ...]:
    with _TOKENIZING:
        forms = [m.reading_form() for m in _tokenizer().tokenize(part, SplitMode.C)]
    found = (spelled(_folded(form)) for form in forms)
    return tuple(word for word in found if word)


_TOKENIZING: Final = Lock()
"""Held by who reads kanji: the tokenizer serves one thread at a time, and raises when others come."""


@cache
def _tokenizer() -> _Tokenizer:
    return Dictionary(dict="small").tokenizer()


def in_order_of_kana(reading: str) -> str:
    """Return kana as names are put in order by them, those of any width and script in the fifty sounds."""
    kana = unicodedata.normalize("NFD", jaconv.hira2kata(unicodedata.normalize("NFKC", reading)))
    kana = kana.translate(_LARGE)
    for long, vowel in _LONG:
        kana = long.sub(vowel, kana)
    return kana


def in_order_of_letters(text: str) -> str:
    """Return letters as names are put in order by them: without accents and case."""
    plain = unicodedata.normalize("NFKD", passport_spelling(text))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
