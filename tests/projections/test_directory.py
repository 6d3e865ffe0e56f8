"""A name is found however it is written: script, romanisation, width, order, spacing, one slip."""

import pytest

from domain.events import Name
from projections.directory import Asked, asked, card, name_terms
from projections.spelling import words

YAMADA = Name(
    family="YAMADA",
    given="TARO",
    family_kanji="山田",
    given_kanji="太郎",
    family_kana="ヤマダ",
    given_kana="タロウ",
)
ROMAJI = Name(family="Yamada", given="Tarō")
KANA = Name(family="ヤマダ", given="タロウ")
KANJI = Name(family="山田", given="太郎")
NGUYEN = Name(family="Nguyễn", given="Văn Minh")


def finds(question: str, name: Name, *, meant: bool = False) -> bool:
    """Whether every word of the question stands for some term of the name."""
    question_asked: Asked = asked(question)
    return all(
        any(first <= term < past for term in name_terms(name) for first, past in ranges)
        for ranges in (question_asked.meant if meant else question_asked.written)
    )


@pytest.mark.parametrize(
    "spellings",
    [
        ["Ōno", "Oono", "Ohno", "ono", "ONO", "オオノ", "オーノ", "おおの", "ｵｵﾉ"],
        ["Shimbashi", "Shinbashi", "Sinbasi", "しんばし", "シンバシ"],
        ["Satō", "Satoh", "Satou", "Sato", "サトウ"],
        ["Jun'ichi", "Junichi", "ジュンイチ", "Zyuniti"],
        ["Hattori", "ハットリ", "はっとり"],
        ["Tsuda", "Tuda", "ツダ"],
        ["Fukuchi", "Hukuti", "フクチ"],
        ["Itchō", "Iccho", "Itcho", "イッチョウ"],
        ["Kyōko", "Kyouko", "Kyoko", "キョウコ"],
        ["Nguyễn", "NGUYEN", "ｎｇｕｙｅｎ"],
        ["Đặng", "Dang"],
        ["Müller", "MULLER"],
    ],
    ids=lambda spellings: spellings[0],
)
def test_spellings_of_one_name_are_one_word(spellings: list[str]) -> None:
    assert len({tuple(words(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize("name", [YAMADA, ROMAJI, KANA, KANJI], ids=["all", "romaji", "kana", "kanji"])
@pytest.mark.parametrize(
    "question",
    [
        "山田太郎",
        "山田 太郎",
        "山田　太郎",
        "ヤマダ",
        "ﾔﾏﾀﾞ ﾀﾛｳ",
        "やまだたろう",
        "yamada",
        "Taro Yamada",
        "YAMADATARO",
        "tarouyamada",
        "yama",
    ],
)
def test_a_japanese_name_is_found_in_any_script(question: str, name: Name) -> None:
    assert finds(question, name)


@pytest.mark.parametrize(
    "question", ["nguyen", "Nguyen Van", "minh nguyen", "van", "nguyenvanminh", "NGU", "Văn"]
)
def test_names_of_several_words_are_found_by_each(question: str) -> None:
    assert finds(question, NGUYEN)


@pytest.mark.parametrize("question", ["nguyem", "ngyuen", "nguyn", "nguyeen", "nguyen van mihn"])
def test_one_slip_in_a_word_is_forgiven(question: str) -> None:
    assert not finds(question, Name(family="Sharma", given="Priya"), meant=True)
    assert finds(question, NGUYEN, meant=True)


@pytest.mark.parametrize("question", ["yamamoto", "山本", "jiro yamada", "nguyen"])
def test_another_name_is_not_found(question: str) -> None:
    assert not finds(question, YAMADA)


@pytest.mark.parametrize(
    ("beginning", "name"), [("shim", "Shimbashi"), ("takaf", "Takafumi"), ("yuj", "Yuji"), ("gun", "Gumma")]
)
def test_a_beginning_is_found_whatever_follows(beginning: str, name: str) -> None:
    assert finds(beginning, Name(family=name, given="X"))


def test_numbers_and_days_are_known_by_their_form() -> None:
    assert asked("ab12345678cd").written == ((("#AB12345678CD", "#AB12345678CD\U0010ffff"),),)
    assert asked("ab123 yamada").written[0] == (("#AB123", "#AB123\U0010ffff"),)
    assert asked("li 19900131").written[0] == (("@1990-01-31", "@1990-01-31\x01"),)
    assert asked("  ") == Asked(written=(), meant=())


@pytest.mark.parametrize(
    "number",
    [
        "QX11112222YZ",
        "qx11112222yz",
        "QX-11112222-YZ",
        "QX−11112222−YZ",
        "QX 11112222 YZ",
        "ＱＸ１１１１２２２２ＹＺ",
    ],
)
def test_the_number_of_a_card_is_known_with_hyphens_spaces_and_of_any_width(number: str) -> None:
    assert card(number) == "#QX11112222YZ"
    assert asked(f"{number} yamada") == asked(f"yamada {number}") == asked("QX11112222YZ yamada")


@pytest.mark.parametrize(
    "day",
    [
        "2001-08-02", "2001/08/02", "20010802", "2001年08月02日", "2001年8月2日", "2001年 8月 2日",
        "2001/8/2", "2001-8-2", "2001.8.2", "2001−8−2", "2001‐8‐2", "2001ー8ー2", "2001－08－02",
        "平成13年8月2日", "平成１３年８月２日", "㍻13年8月2日", "２００１年８月２日",
        "H13.8.2", "h13/8/2", "H130802",
    ],
)  # fmt: skip
def test_a_day_is_known_however_it_is_written(day: str) -> None:
    assert asked(day) == asked("2001-08-02")
    assert asked(day).written == ((("@2001-08-02", "@2001-08-02\x01"),),)
    assert len(asked(f"山田 {day}").written) == len(asked(f"{day} 山田").written) == 2


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("R1.5.1", "2019-05-01"),
        ("昭和64年1月7日", "1989-01-07"),
        ("S64.1.7", "1989-01-07"),
        ("大正15年12月25日", "1926-12-25"),
        ("T15.12.25", "1926-12-25"),
        ("明治45.7.30", "1912-07-30"),
    ],
)
def test_years_are_counted_by_era(day: str, written: str) -> None:
    assert asked(day) == asked(written)
