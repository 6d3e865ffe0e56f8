"""One spelling for many: Hepburn, Kunrei and passport romaji, kana of any width, kanji by their reading.

A canonical spelling is a key to compare by, never shown. Long vowels count as short ones, double consonants
as single ones, accents as nothing.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Final

import jaconv
from sudachipy import Dictionary, SplitMode
from sudachipy import Tokenizer as _Tokenizer

READINGS_VERSION: Final = version("sudachidict-small")
"""The dictionary behind the readings of kanji; part of the projection's version."""

_PLAIN: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_FORMS: Final = str.maketrans(
    "髙﨑𠮷濵濱嶋嶌國德栁淸黑靑瀨邊邉澤廣齋齊櫻壽龍瀧榮會關豐藏條惠眞實圓學寬峯嶽彥亙薗槇遙凜曾增緖將鷗萬與舘埜冨桒礒靜莊彌禮祿晉應來乘劍兒勳權"
    "穗稻縣繩聰藝覺讓鄕釋鐵靈顯鷄麥龜濟渕渊巖專轉蘆髮隱驒"
    "圀桺曻斈堯槗籔藪郞橫步每淺寶寳檜衞亞內吕總敎數樂黃"
    "张刘陈杨赵吴吳孙马罗郑谢韩冯邓许苏伟丽军强晓刚颖杰宁龙",
    "高崎吉浜浜島島国徳柳清黒青瀬辺辺沢広斎斉桜寿竜滝栄会関豊蔵条恵真実円学寛峰岳彦亘園槙遥凛曽増緒将鴎万与館野富桑磯静荘弥礼禄晋応来乗剣児勲権"
    "穂稲県縄聡芸覚譲郷釈鉄霊顕鶏麦亀済淵淵巌専転芦髪隠騨"
    "国柳昇学尭橋薮薮郎横歩毎浅宝宝桧衛亜内呂総教数楽黄"
    "張劉陳楊趙呉呉孫馬羅鄭謝韓馮鄧許蘇偉麗軍強暁剛穎傑寧竜",
)
"""Old and rare forms of kanji in names, and simplified ones, by the form that is looked up."""

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
    return [word for part in parts(text) if _KANJI.search(part) for word in _read(part)]


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
    wide = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN).translate(_FORMS)
    bare = "".join(
        c for c in unicodedata.normalize("NFD", wide) if not unicodedata.combining(c) or c in _SOUND_MARKS
    )
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=1 << 14)
def _read(part: str) -> tuple[str, ...]:
    found = (spelled(_folded(m.reading_form())) for m in _tokenizer().tokenize(part, SplitMode.C))
    return tuple(word for word in found if word)


@cache
def _tokenizer() -> _Tokenizer:
    return Dictionary(dict="small").tokenizer()
