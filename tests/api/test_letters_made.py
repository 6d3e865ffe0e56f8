"""A letter of each rule in each language: set, made a picture, and its text read back."""

import re
import time
from datetime import date
from functools import cache
from typing import Any

import pypdfium2
import pytest
from msgspec.structs import replace

from adapters.exchange.languages import LetterLanguage
from adapters.exchange.letters.letter import Letter, Line
from adapters.exchange.letters.typesetting import GETA, typeset_here
from api.wording.letters.events import CLOCKS
from api.wording.letters.furigana import with_readings
from api.wording.letters.reasons import reasons
from api.wording.letters.rules import LETTERS
from api.wording.letters.words import day
from domain.law.rulebook import DUTIES
from tests.letters import LANGUAGES, everything, occasions

A4 = (595, 842)
TYPED = {0xFF08: "(", 0xFF09: ")", 0xFF1A: ":"}
EVERY = [pytest.param(rule, language, id=f"{rule} {language}") for rule in DUTIES for language in LANGUAGES]


def plain(line: Line) -> str:
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in line)


def lines_of(letter: Letter) -> list[Line]:
    found = [letter.heading, *letter.opening, *letter.closing]
    for part in letter.parts:
        found += [part.heading, *([part.strong] if part.strong else []), *part.lines]
        for row in () if part.table is None else (part.table.titles, *part.table.rows):
            found += row
    return found


def pages(made: bytes) -> list[Any]:
    return list(pypdfium2.PdfDocument(made))


def text_of(made: bytes) -> str:
    """The text of all pages without breaks and blanks, which a line's end puts anywhere."""
    return joined("".join(page.get_textpage().get_text_range() for page in pages(made)))


def joined(text: str) -> str:
    """Without blanks, and with brackets and colons as they are typed."""
    return re.sub(r"\s", "", text).translate(TYPED)


@cache
def made(rule: str, language: LetterLanguage) -> bytes:
    return typeset_here(occasions()[rule].letter(language))


@pytest.mark.parametrize(("rule", "language"), EVERY)
def test_a_letter_of_each_rule_can_be_seen_and_read(rule: str, language: LetterLanguage) -> None:
    occasion = occasions()[rule]
    letter, pdf = occasion.letter(language), made(rule, language)
    shown = pages(pdf)
    assert 1 <= len(shown) <= 2
    for page in shown:
        assert tuple(map(round, page.get_size())) == A4
        picture = bytes(page.render(scale=0.4, grayscale=True).buffer)
        assert min(picture) < 90, "there is ink"
        assert max(picture) == 255, "and paper"
    text = text_of(pdf)
    for words in (letter.name, *letter.address, *letter.sender, str(occasion.file.resident_id)):
        assert joined(words) in text
    if language != "easy-ja":  # there readings stand between the words
        for line in lines_of(letter):
            assert joined(plain(line)) in text
        due = occasion.duty.due_on
        assert due is None or joined(day(due, language)) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_tagged_and_says_its_language_and_title(language: LetterLanguage) -> None:
    letter, pdf = occasions()["ADR-3"].letter(language), made("ADR-3", language)
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_value("Title") == letter.title
    assert document.is_tagged()
    assert f"/Lang({letter.language})".encode() in pdf.replace(b"/Lang (", b"/Lang(")
    assert b"<pdfaid:part>2<" in pdf
    assert b"<pdfaid:conformance>A<" in pdf


def test_no_rule_lacks_words_in_any_language() -> None:
    assert LETTERS.keys() == DUTIES.keys()
    for words in LETTERS.values():
        said = [*words.do, words.title, *(words.bring or ("x",))]
        assert all(said)
        assert not [text for text in said if "{" in text]
    clocks = {rule.clock.en for rule in DUTIES.values() if rule.clock is not None}
    assert clocks <= CLOCKS.keys()


@pytest.mark.parametrize("rule", DUTIES)
def test_plain_japanese_has_a_reading_above_every_word(rule: str) -> None:
    for line in lines_of(occasions()[rule].letter("easy-ja")):
        assert not re.search("[㐀-鿿々]", "".join(p for p in line if isinstance(p, str))), plain(line)


def test_every_duty_of_the_worked_cases_has_its_reasons_in_words_that_can_be_read() -> None:
    assert len(everything()) > 500
    said = {tuple(reasons(occasion.duty, language)) for occasion in everything() for language in LANGUAGES}
    assert all(len(lines) >= 3 and all(lines) for lines in said)
    easy = {line for occasion in everything() for line in reasons(occasion.duty, "easy-ja")}
    bare = {piece for line in easy for piece in with_readings(line) if isinstance(piece, str)}
    assert [piece for piece in bare if re.search("[㐀-鿿々]", piece)] == []


def test_plain_japanese_reads_days_as_they_are_said() -> None:
    assert with_readings(day(date(2026, 12, 24), "easy-ja")) == (
        "2026", ("年", "ねん"), "(", ("令和", "れいわ"), "8", ("年", "ねん"), ")12", ("月", "がつ"),
        ("24日", "にじゅうよっか"), "(", ("木曜日", "もくようび"), ")",
    )  # fmt: skip
    assert with_readings("3か月《げつ》と、次の月曜日")[-1] == ("月曜日", "げつようび")


def test_a_letter_says_what_moved_the_day_and_under_which_article() -> None:
    duty = occasions()["LOS-1"].duty
    assert list(reasons(duty, "ja")) == [
        "令和8年(2026年)4月21日(火曜日)の「紛失等の判明」により、この手続の対象となりました。",
        "その翌日から数えて14日目は、令和8年(2026年)5月5日(火曜日)です。",
        (
            "5月5日(火曜日・こどもの日)、5月6日(水曜日・振替休日)は閉庁日に当たるため、"
            "次の開庁日である令和8年(2026年)5月7日(木曜日)が期限となります。"
        ),
        "根拠:出入国管理及び難民認定法第19条の12第1項",
    ]


def test_names_with_variants_and_letters_of_many_alphabets_come_out_whole() -> None:
    letter = occasions()["ADR-3"].letter("ja")
    for name in ("葛󠄀城 翔", "NGUYỄN THỊ ƯỚC", "Łukasz Żółć", "İŞIK Ğül", "Ștefan Țepeș", "𠮷野 﨑", "ʻAʻala"):
        text = text_of(typeset_here(replace(letter, name=name)))
        assert re.sub(r"\s", "", name) in text
    scripts = "".join(chr(first + n) for first in (0xE01, 0x1780, 0x1000, 0x905, 0xE81) for n in range(25))
    for name in ("ก ข สมชาย", scripts, "𪚥𫝆𬺀"):
        assert GETA in text_of(typeset_here(replace(letter, name=name)))


def test_nothing_that_somebody_typed_is_read_as_markup() -> None:
    letter = occasions()["ADR-3"].letter("ja")
    hostile = '#panic("x") $a/b$ *b* _i_ `c` <l> @r [x] \\ "q" //c #read("/etc/passwd") 〒{a|b}'
    changed = replace(letter, name=hostile, address=(hostile, hostile))
    assert text_of(typeset_here(changed)).count(re.sub(r"\s", "", '#panic("x")$a/b$*b*_i_`c`<l>@r[x]')) == 3


def test_what_is_long_stays_in_its_place() -> None:
    letter = occasions()["ADR-3"].letter("ja")
    long = replace(letter, name="X" * 300, address=("札幌市西区", "琴似" * 150))
    for changed in (long, replace(long, name="WOLFESCHLEGELSTEINHAUSEN " * 12)):
        (page,) = pages(typeset_here(changed))
        text = page.get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars())]
        width, height = page.get_size()
        assert all(0 <= left <= right <= width for left, _, right, _ in boxes)
        block = [box for box in boxes if height - box[3] < 185]  # above the heading
        assert max(box[2] for box in block if box[0] < 320) < 320
        assert text_of(typeset_here(changed)).count("X" * 20) or "WOLFE" in text.get_text_range()


def test_letters_take_milliseconds() -> None:
    """Of processor time, whatever else the machine does; `make bench` has the figures."""
    letter = occasions()["EXT"].letter("easy-ja")
    typeset_here(letter)
    took = []
    for n in range(9):
        begun = time.process_time()
        typeset_here(replace(letter, name=f"Nr {n}"))
        took.append(time.process_time() - begun)
    assert sorted(took)[4] < 0.1
