"""Who the people of the demonstration are: shares of statuses and nationalities, names, places.

Rounded from what the Immigration Services Agency publishes on foreign residents (end of 2024, mid-2025).
"""

import random
from datetime import date
from typing import Final

from msgspec import Struct

from domain.events import Name
from domain.events.types import BirthDay, StatusCode

BEGINNING: Final = date(2013, 1, 7)
"""The first arrivals."""


class Kind(Struct, frozen=True, kw_only=True):
    """Residents of one status: percent, periods in years (none: indefinite), ages, who leaves and works."""

    code: StatusCode
    share: float
    years: tuple[int, ...]
    ages: tuple[int, int]
    leaves: float
    changes: int
    most_years: int = 100


STATUSES: Final = (
    Kind(code="permanent-resident", share=25, years=(), ages=(22, 60), leaves=0, changes=0),
    Kind(
        code="engineer-humanities-international",
        share=13,
        years=(1, 3, 3, 5),
        ages=(21, 45),
        leaves=0.12,
        changes=30,
    ),
    Kind(code="student", share=12, years=(1, 2), ages=(18, 30), leaves=0.35, changes=12),
    Kind(code="technical-intern-1", share=6, years=(1,), ages=(19, 35), leaves=0.3, changes=8, most_years=1),
    Kind(code="technical-intern-2", share=7, years=(1,), ages=(19, 35), leaves=0.35, changes=8, most_years=2),
    Kind(code="ssw-1", share=9, years=(1,), ages=(19, 40), leaves=0.2, changes=25, most_years=5),
    Kind(code="dependent", share=9, years=(1, 3, 5), ages=(0, 45), leaves=0.12, changes=0),
    Kind(code="long-term-resident", share=7, years=(1, 3, 5), ages=(5, 60), leaves=0.05, changes=0),
    Kind(code="spouse-of-japanese", share=5, years=(1, 3, 5), ages=(20, 60), leaves=0.05, changes=0),
    Kind(code="business-manager", share=2, years=(1, 3), ages=(28, 60), leaves=0.1, changes=15),
    Kind(code="skilled-labor", share=2, years=(1, 3), ages=(25, 55), leaves=0.1, changes=20),
    Kind(code="intra-company-transferee", share=1, years=(1, 3), ages=(25, 50), leaves=0.4, changes=10),
    Kind(code="professor", share=1, years=(1, 3, 5), ages=(28, 60), leaves=0.2, changes=10),
    Kind(code="nursing-care", share=1, years=(1, 3), ages=(21, 45), leaves=0.1, changes=20),
)

NATIONALITIES: Final = {
    "CN": 24, "VN": 18, "KR": 11, "PH": 9, "NP": 7, "BR": 6, "ID": 6, "MM": 4, "TW": 3, "US": 2, "TH": 2,
    "IN": 2,
    "PE": 1, "LK": 2, "BD": 1, "GB": 1, "FR": 1,
}  # fmt: skip
FROM_ASIA: Final = frozenset({"VN", "ID", "PH", "MM", "NP", "TH", "LK", "BD", "CN"})

MUNICIPALITIES: Final = (
    *(f"011{n:02}" for n in range(1, 11)),
    "13101", "13103", "13104", "13106", "13108", "13109", "13112", "13114", "13115", "13116", "13117",
    "13118",
    "13119", "13120", "13121", "13122", "13123", "14101", "14103", "14104", "14131", "14151", "11203",
    "11103",
    "12101", "12204", "22101", "23101", "23108", "23211", "27104", "27116", "27122", "28101", "26109",
    "34101",
    "40131", "40101", "47201", "10205",
)  # fmt: skip
"""Fifty municipalities and wards, each given as many residents: an office of 20,000 in a million."""

NAMES: Final[dict[str, tuple[str, str]]] = {
    "VN": (
        "Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Hoàng Huỳnh Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý",
        "Văn-Minh Thị-Lan Văn-Hùng Thị-Hương Quang-Huy Thị-Mai Đức-Anh Ngọc-Anh Thanh-Tùng Thu-Trang Văn-Nam",
    ),
    "CN": (
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo",
        "Wei Fang Na Xiuying Min Jing Qiang Lei Jun Yang Yong Yan Jie Tao Ming Chao Xia Ping Gang Hui",
    ),
    "TW": (
        "Chen Lin Huang Chang Lee Wang Wu Liu Tsai Yang",
        "Chih-Ming Shu-Fen Chun-Chieh Mei-Ling Chia-Hao Ya-Ting",
    ),
    "KR": (
        "Kim Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon",
        "Minseo Jihoon Seoyeon Minjun Jiwoo Hyunwoo Yuna Sooyoung Jisoo Donghyun Eunji Taehyung",
    ),
    "PH": (
        "Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Torres Flores Ramos Dela-Cruz",
        "Maria Jose Juan Angelica Mark Rose-Ann John-Paul Grace Michael Kristine",
    ),
    "NP": (
        "Sharma Shrestha Thapa Gurung Tamang Adhikari Rai Magar Karki Poudel",
        "Priya Ram Sita Bishal Anil Sunita Suman Binod Puja Kiran Dipak",
    ),
    "BR": (
        "Silva Santos Oliveira Souza Tanaka Sato Yamamoto Pereira Ono Suzuki Nakamura",
        "Ana Lucas Marcos Juliana Pedro Bruna Felipe Camila Rafael Larissa",
    ),
    "ID": (
        "Wijaya Santoso Pratama Saputra Hidayat Lestari Setiawan Nugroho",
        "Budi Siti Agus Dewi Rizki Putri Andi Nur Eko Ayu",
    ),
    "MM": ("Aung Kyaw Zaw Htun Win Myint Thein Naing", "Min-Thu Su-Su Htet-Htet Ko-Ko Ei-Phyu Thida Zin-Mar"),
}
OTHERS: Final = (
    "Smith Johnson Brown Martin Dubois Garcia Fernando Perera Rahman Hossain Singh Patel Quispe Müller",
    "Emma James Louis Camille Nimal Kumari Arif Nusrat Arjun Ananya Carlos Somchai Hannah David Sofia",
)
KANJI: Final = {
    "Wang": "王", "Li": "李", "Zhang": "張", "Liu": "劉", "Chen": "陳", "Yang": "楊", "Huang": "黄",
    "Zhao": "趙",
    "Wu": "呉", "Zhou": "周", "Lin": "林", "Ma": "馬", "Wei": "偉", "Fang": "芳", "Na": "娜", "Min": "敏",
    "Jing": "静",
    "Qiang": "強", "Lei": "磊", "Jun": "軍", "Yong": "勇", "Yan": "艶", "Jie": "傑", "Tao": "涛",
    "Ming": "明",
}  # fmt: skip


def a_nationality(draw: random.Random, kind: Kind) -> str:
    """Return a nationality; trainees and specified skilled workers come from a few countries."""
    weights = NATIONALITIES
    if kind.code.startswith(("technical", "ssw")):
        weights = {code: share for code, share in NATIONALITIES.items() if code in FROM_ASIA}
    return draw.choices(list(weights), list(weights.values()))[0]


def a_name(draw: random.Random, nationality: str) -> Name:
    """Return a name as people of the country have them, in kanji too where it is written so."""
    families, givens = NAMES.get(nationality, OTHERS)
    family, given = draw.choice(families.split()), draw.choice(givens.split())
    second = draw.choice(givens.split()) if draw.random() < 0.3 else ""
    kanji = nationality == "CN" and family in KANJI and given in KANJI
    return Name(
        family=family.replace("-", " "),
        given=" ".join((given.replace("-", " "), second.replace("-", " "))).strip(),
        family_kanji=KANJI[family] if kanji else None,
        given_kanji=KANJI[given] if kanji else None,
    )


def a_birth(on: date) -> BirthDay:
    """Return a day of birth as it is known: of some people no more than the year, or the year and month."""
    known = {0: len("1990"), 1: len("1990-05")}.get(on.toordinal() % 40)
    return str(on)[:known]
