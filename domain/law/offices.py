"""The desks: ward and municipal offices, regional immigration bureaus, information; and their closed days.

Jurisdictions: Ministry of Justice establishment order (rulebook 16.2); wards of Sapporo (16.3); the page of
the city for address, telephone and hours. What no source names is None, never guessed.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Literal, overload

from msgspec import Struct

from domain.law.municipalities import MUNICIPALITIES, full_name
from domain.law.prefectures import PREFECTURES
from domain.law.provision import Provision, Text, icrra

Kind = Literal[
    "municipality", "branch-desk", "bureau", "district-office", "branch-office", "information", "post"
]

CITY_PAGE = Provision(
    "Sapporo city page",
    "Procedures for status of residence",
    "the page of the city of Sapporo for foreign residents",
    "city",
)
_BUREAUS = ("MOJ establishment order", "regional immigration services bureaus")
JURISDICTION = Provision(*_BUREAUS, "B:46", "secondary")
JURISDICTION_FROM_MEMORY = Provision(*_BUREAUS, "from memory", "memory-high")
AIRPORT_ONLY = Provision("MOJ establishment order", "branch offices", "B:76c", "secondary")
WARDS = Provision("Sapporo ward establishment ordinance", "wards", "B:47; codes of JIS X 0402", "secondary")
RETURN_DESK = icrra("19-15", "A:63")


class Desk(Struct, frozen=True, kw_only=True):
    """A counter, with what is known of it; `hours` are advice and never shorten a legal day.

    `advice` is what to know before going there.

    `prefectures` (two digits) is the area of a bureau as far as `under` covers it, `also` the area known
    under `also_under`; `parent` is the bureau or ward a smaller desk belongs to.
    """

    id: str
    kind: Kind
    name: str
    name_ja: str
    section: str | None = None
    section_ja: str | None = None
    municipality_code: str | None = None
    prefectures: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    also_under: Provision | None = None
    parent: str | None = None
    address: str | None = None
    address_ja: str | None = None
    telephone: str | None = None
    telephone_abroad: str | None = None
    hours: str | None = None
    hours_ja: str | None = None
    advice: Text | None = None
    under: Provision


class LocalClosedDay(Struct, frozen=True, kw_only=True):
    """A day of the year on which the municipal offices of an area are closed, besides those of everyone."""

    month: int
    day: int
    name: str
    name_ja: str
    since: date | None = None
    under: Provision


def _bureau(
    key: str, name: str, name_ja: str, known: str, also: str = "", under: Provision = JURISDICTION
) -> Desk:
    return Desk(
        id=f"risb-{key}",
        kind="bureau",
        name=f"{name} Regional Immigration Services Bureau",
        name_ja=f"{name_ja}出入国在留管理局",
        prefectures=tuple(known.split()),
        also=tuple(also.split()),
        also_under=JURISDICTION_FROM_MEMORY if also else None,
        under=under,
    )


def _district_office(key: str, name: str, name_ja: str, of: str) -> Desk:
    return Desk(
        id=key,
        kind="district-office",
        name=f"{name} District Immigration Office",
        name_ja=f"{name_ja}支局",
        parent=f"risb-{of}",
        under=JURISDICTION,
    )


def _branch_office(
    key: str, name: str, name_ja: str, advice: Text | None = None, under: Provision = JURISDICTION
) -> Desk:
    """Return a branch office of Sapporo; no source names others."""
    return Desk(
        id=key,
        kind="branch-office",
        name=f"{name} Branch Office",
        name_ja=f"{name_ja}出張所",
        parent=SAPPORO_BUREAU.id,
        advice=advice,
        under=under,
    )


SAPPORO_BUREAU = Desk(
    id="risb-sapporo",
    kind="bureau",
    name="Sapporo Regional Immigration Services Bureau",
    name_ja="札幌出入国在留管理局",
    prefectures=("01",),
    address="Sapporo Third Joint Government Bldg., Odori-Nishi 12-chome, Chuo-ku, Sapporo, 060-0042",
    address_ja="〒060-0042 札幌市中央区大通西12丁目 札幌第三合同庁舎",
    telephone="011-261-7502",
    hours="9:00 – 16:00 (excluding weekends and national holidays)",
    hours_ja="9時から16時まで(土曜日・日曜日・祝日を除く)",
    under=CITY_PAGE,
)
BUREAUS: tuple[Desk, ...] = (
    SAPPORO_BUREAU,
    _bureau("sendai", "Sendai", "仙台", "02 03 04 05 06 07"),
    _bureau("tokyo", "Tokyo", "東京", "08 09 10 11 12 13 14 15 19 20"),
    _bureau("nagoya", "Nagoya", "名古屋", "16 17 18 21 22 23 24"),
    _bureau("osaka", "Osaka", "大阪", "25 26 27 28 29 30"),
    _bureau("hiroshima", "Hiroshima", "広島", "33 34 35", also="31 32"),
    _bureau("takamatsu", "Takamatsu", "高松", "36 37 38 39", under=JURISDICTION_FROM_MEMORY),
    _bureau("fukuoka", "Fukuoka", "福岡", "40 41 42 43 44 45 46 47", under=JURISDICTION_FROM_MEMORY),
)
DISTRICT_OFFICES: tuple[Desk, ...] = (
    _district_office("narita", "Narita Airport", "成田空港", "tokyo"),
    _district_office("haneda", "Haneda Airport", "羽田空港", "tokyo"),
    _district_office("yokohama", "Yokohama", "横浜", "tokyo"),
    _district_office("chubu", "Chubu Airport", "中部空港", "nagoya"),
    _district_office("kansai", "Kansai Airport", "関西空港", "osaka"),
    _district_office("kobe", "Kobe", "神戸", "osaka"),
    _district_office("naha", "Naha", "那覇", "fukuoka"),
)
BRANCH_OFFICES: tuple[Desk, ...] = (
    _branch_office("hakodate", "Hakodate", "函館"),
    _branch_office("asahikawa", "Asahikawa", "旭川"),
    _branch_office("kushiro-port", "Kushiro Port", "釧路港"),
    _branch_office("wakkanai-port", "Wakkanai Port", "稚内港"),
    _branch_office(
        "chitose-tomakomai",
        "Chitose-Tomakomai",
        "千歳苫小牧",
        Text("At the airport; takes no applications.", "空港の窓口のため、申請は受け付けていません。"),
        AIRPORT_ONLY,
    ),
)
INFORMATION_CENTER = Desk(
    id="foreign-residents-information-center",
    kind="information",
    name="Foreign Residents Information Center",
    name_ja="外国人在留総合インフォメーションセンター",
    telephone="0570-013904",
    telephone_abroad="03-5796-7112",
    hours="8:30 – 17:15 (excluding weekends and national holidays)",
    hours_ja="8時30分から17時15分まで(土曜日・日曜日・祝日を除く)",
    under=CITY_PAGE,
)
ISA_RETURN_DESK = Desk(
    id="isa-return-desk",
    kind="post",
    name="Immigration Services Agency, desk for cards returned by post",
    name_ja="出入国在留管理庁 在留カード等返納先(郵送)",
    address="Tokyo Regional Immigration Services Bureau, Odaiba office, return desk: 9th floor, Tokyo Kowan "
    "Godo Chosha, 2-7-11 Aomi, Koto-ku, Tokyo 135-0064",
    address_ja="〒135-0064 東京都江東区青海2-7-11 東京港湾合同庁舎9階 東京出入国在留管理局おだいば分室 "
    "在留カード等返納担当",
    under=RETURN_DESK,
)


def _ward(code: str, name: str, name_ja: str) -> Desk:
    return Desk(
        id=code,
        kind="municipality",
        name=f"{name} Ward Office",
        name_ja=f"札幌市{name_ja}区役所",
        section="Citizen (Family) Registration Section",
        section_ja="戸籍住民課",
        municipality_code=code,
        under=WARDS,
    )


def _ward_branch(key: str, name: str, name_ja: str, ward: str) -> Desk:
    return Desk(id=key, kind="branch-desk", name=name, name_ja=name_ja, parent=ward, under=WARDS)


SAPPORO_WARDS: tuple[Desk, ...] = (
    _ward("01101", "Chuo", "中央"),
    _ward("01102", "Kita", "北"),
    _ward("01103", "Higashi", "東"),
    _ward("01104", "Shiroishi", "白石"),
    _ward("01105", "Toyohira", "豊平"),
    _ward("01106", "Minami", "南"),
    _ward("01107", "Nishi", "西"),
    _ward("01108", "Atsubetsu", "厚別"),
    _ward("01109", "Teine", "手稲"),
    _ward("01110", "Kiyota", "清田"),
)
WARD_BRANCHES: tuple[Desk, ...] = (
    _ward_branch("shinoro", "Shinoro branch desk", "篠路出張所", "01102"),
    _ward_branch("jozankei", "Jozankei branch desk", "定山渓出張所", "01106"),
)
DESKS: tuple[Desk, ...] = (
    *SAPPORO_WARDS,
    *WARD_BRANCHES,
    *BUREAUS,
    *DISTRICT_OFFICES,
    *BRANCH_OFFICES,
    INFORMATION_CENTER,
    ISA_RETURN_DESK,
)
"""Every desk known by name, the wards of Sapporo first."""

_WARDS: Mapping[str, Desk] = {desk.id: desk for desk in SAPPORO_WARDS}
_BUREAU_OF: Mapping[str, Desk] = {p: desk for desk in BUREAUS for p in (*desk.prefectures, *desk.also)}

_EVERY_MUNICIPALITY = "B:69; that every municipality of Okinawa closes: memory"
OKINAWA_MEMORIAL_DAY = LocalClosedDay(
    month=6,
    day=23,
    name="Okinawa Memorial Day",
    name_ja="慰霊の日",
    under=Provision("LAA", "4-2(3)", _EVERY_MUNICIPALITY, "memory-medium"),
)
HIROSHIMA_PEACE_MEMORIAL_DAY = LocalClosedDay(
    month=8,
    day=6,
    name="Peace Memorial Day",
    name_ja="平和記念日",
    under=Provision("LAA", "4-2(3)", "A:26; B:69", "secondary"),
)
LOCAL_CLOSED_DAYS: Mapping[str, tuple[LocalClosedDay, ...]] = {
    **{f"341{n:02}": (HIROSHIMA_PEACE_MEMORIAL_DAY,) for n in range(9)},
    "47": (OKINAWA_MEMORIAL_DAY,),
}
"""By municipality code (Hiroshima city and its wards) or by the two digits of the prefecture."""


@overload
def bureau_of(municipality_code: str) -> Desk: ...
@overload
def bureau_of(municipality_code: str | None) -> Desk | None: ...
def bureau_of(municipality_code: str | None) -> Desk | None:
    """Return the regional bureau of an address's prefecture; None while no address is known (N18)."""
    return None if municipality_code is None else _BUREAU_OF[municipality_code[:2]]


@lru_cache(maxsize=4096)
def municipality_desk(code: str) -> Desk:
    """Return the desk of a municipality: a ward of Sapporo by name, any other as far as its name is known."""
    ward = _WARDS.get(code)
    if ward is not None:
        return ward
    name, name_ja = PREFECTURES[code[:2]]
    town = full_name(code)
    hall = "役場" if (town or "").endswith(("町", "村")) else "役所"
    return Desk(
        id=code,
        kind="municipality",
        name=f"Municipality {code}, {name}",
        name_ja=f"{name_ja} 市区町村コード{code}" if town is None else f"{town}{hall}",
        municipality_code=code,
        under=MUNICIPALITIES,
    )


def local_closed_days(municipality_code: str) -> tuple[LocalClosedDay, ...]:
    """Return the closed days a municipality has besides weekends, holidays and the year end (AR-9)."""
    found = LOCAL_CLOSED_DAYS.get(municipality_code)
    return found if found is not None else LOCAL_CLOSED_DAYS.get(municipality_code[:2], ())
