"""The table of statuses of residence: names, annexed table, permitted work, periods of stay, notices owed.

ICRRA 2-2 and annexed tables I and II; enforcement regulation art. 3 and annexed table II (periods of stay);
ICRRA 19-16 (notices); SPRA 3 to 5. What is asked of the table stands in `statuses.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from domain.events.types import Detail, StatusCode
from domain.law.affiliation import ORG_1, ORG_2
from domain.law.provision import Dated, InForce, Provision, always
from domain.law.rule import DutyRule

Table = Literal["I-1", "I-2", "I-3", "I-4", "I-5", "II", "SPRA"]
Work = Literal["limited", "none", "designated", "unrestricted"]

PERIODS_OF_STAY = Provision(
    law="ICRRA enforcement regulation",
    articles="3, annexed table II",
    source="B:45",
    confidence="secondary",
)
SKILLED_WORKER_PERIODS = Provision(
    law="ICRRA enforcement regulation",
    articles="3, annexed table II (as amended 2025-09-30)",
    source="B:44",
    confidence="secondary",
)


STATUSES_OF_2027 = Provision(
    law="ICRRA",
    articles="2-2, annexed table I-2 (as amended 2027-04-01)",
    source="B:42b; B:74; periods of stay: not found; notices: memory",
    confidence="memory-medium",
)


class Periods(Struct, frozen=True, kw_only=True):
    """The periods of stay that may be granted.

    `listed` are those of the table, `at_most` is the longest that may be designated case by case, both as
    ISO 8601 durations; `indefinite` allows a stay without end; `open_ended` allows any: "while on
    mission", and what no source names.
    """

    listed: tuple[str, ...] = ()
    at_most: str | None = None
    indefinite: bool = False
    open_ended: bool = False


class Status(Struct, frozen=True, kw_only=True):
    """One status of residence.

    `notice` is the rule of ICRRA 19-16 that the status owes, `notice_by_detail` where the detail decides;
    `notice_confirmed` is False where it is not certain which notice it owes; `notice_needs_contract` limits
    it to those under contract with a body in Japan. `spouse_notice` says that holders as spouse owe SPO-1.
    `card` is False where the status itself excludes a card (X2, X3, X5).
    """

    code: StatusCode
    name: str
    name_ja: str
    table: Table
    work: Work
    periods: Dated[Periods]
    notice: DutyRule | None = None
    notice_by_detail: Mapping[Detail, DutyRule] = {}
    notice_confirmed: bool = True
    notice_needs_contract: bool = False
    spouse_notice: bool = False
    card: bool = True

    @property
    def unrestricted(self) -> bool:
        """Any paid activity is allowed: no permission under ICRRA 19(2) is ever needed."""
        return self.work == "unrestricted"

    @property
    def special_permanent(self) -> bool:
        """Held under the Special Act, with its own certificate."""
        return self.table == "SPRA"

    @property
    def table_one(self) -> bool:
        """A status of annexed table I, tied to an activity (REV-1, REV-2)."""
        return self.table.startswith("I-")


def _listed(*periods: str, at_most: str | None = None) -> Dated[Periods]:
    return always(Periods(listed=periods, at_most=at_most), PERIODS_OF_STAY)


def _designated(longest: str) -> Dated[Periods]:
    return always(Periods(at_most=longest), PERIODS_OF_STAY)


LONG = _listed("P5Y", "P3Y", "P1Y", "P3M")
FIVE_YEARS = _listed("P5Y")
FAMILY = _listed("P5Y", "P3Y", "P1Y", "P6M")
INDEFINITE = always(Periods(indefinite=True), PERIODS_OF_STAY)
NOT_FOUND = always(Periods(open_ended=True), STATUSES_OF_2027)
ON_MISSION = always(Periods(indefinite=True, open_ended=True), PERIODS_OF_STAY)
SKILLED_WORKER_1 = _designated("P1Y").later(
    InForce(since=date(2025, 9, 30), value=Periods(at_most="P3Y"), under=SKILLED_WORKER_PERIODS),
)
SKILLED_WORKER_2 = _listed("P3Y", "P1Y", "P6M").later(
    InForce(
        since=date(2025, 9, 30),
        value=Periods(listed=("P3Y", "P2Y", "P1Y", "P6M")),
        under=SKILLED_WORKER_PERIODS,
    ),
)
# The lists found differ on 30 and 15 days for entertainers: neither may be called wrong.
ENTERTAINER = _listed("P3Y", "P1Y", "P6M", "P3M", "P30D", "P15D")


def _held(
    code: StatusCode,
    names: tuple[str, str],
    table: Table,
    periods: Dated[Periods],
    notice: DutyRule | None = None,
) -> Status:
    """Return a status that allows the work it is named for, and owes no notice as a spouse."""
    name, name_ja = names
    return Status(
        code=code, name=name, name_ja=name_ja, table=table, work="limited", periods=periods, notice=notice
    )


STATUS_TABLE: tuple[Status, ...] = (
    Status(
        code="diplomat",
        name="Diplomat",
        name_ja="外交",
        table="I-1",
        work="limited",
        periods=ON_MISSION,
        card=False,
    ),
    Status(
        code="official",
        name="Official",
        name_ja="公用",
        table="I-1",
        work="limited",
        periods=_listed("P5Y", "P3Y", "P1Y", "P3M", "P30D", "P15D"),
        card=False,
    ),
    _held("professor", ("Professor", "教授"), "I-1", LONG, ORG_1),
    _held("artist", ("Artist", "芸術"), "I-1", LONG),
    _held("religious-activities", ("Religious Activities", "宗教"), "I-1", LONG),
    _held("journalist", ("Journalist", "報道"), "I-1", LONG),
    _held("hsp-1a", ("Highly Skilled Professional (i)(a)", "高度専門職1号イ"), "I-2", FIVE_YEARS, ORG_2),
    _held("hsp-1b", ("Highly Skilled Professional (i)(b)", "高度専門職1号ロ"), "I-2", FIVE_YEARS, ORG_2),
    _held("hsp-1c", ("Highly Skilled Professional (i)(c)", "高度専門職1号ハ"), "I-2", FIVE_YEARS, ORG_1),
    Status(
        code="hsp-2",
        name="Highly Skilled Professional (ii)",
        name_ja="高度専門職2号",
        table="I-2",
        work="limited",
        periods=INDEFINITE,
        notice=ORG_2,
        notice_by_detail={"a": ORG_2, "b": ORG_2, "c": ORG_1},
    ),
    _held(
        "business-manager",
        ("Business Manager", "経営・管理"),
        "I-2",
        _listed("P5Y", "P3Y", "P1Y", "P6M", "P4M", "P3M"),
        ORG_1,
    ),
    _held("legal-accounting", ("Legal/Accounting Services", "法律・会計業務"), "I-2", LONG, ORG_1),
    _held("medical", ("Medical Services", "医療"), "I-2", LONG, ORG_1),
    _held("researcher", ("Researcher", "研究"), "I-2", LONG, ORG_2),
    _held("instructor", ("Instructor", "教育"), "I-2", LONG, ORG_1),
    _held(
        "engineer-humanities-international",
        ("Engineer/Specialist in Humanities/International Services", "技術・人文知識・国際業務"),
        "I-2",
        LONG,
        ORG_2,
    ),
    _held("intra-company-transferee", ("Intra-company Transferee", "企業内転勤"), "I-2", LONG, ORG_1),
    Status(
        code="intra-company-transferee-2",
        name="Intra-company Transferee (ii)",
        name_ja="企業内転勤2号",
        table="I-2",
        work="limited",
        periods=NOT_FOUND,
        notice=ORG_1,
        notice_confirmed=False,
    ),
    _held("nursing-care", ("Nursing Care", "介護"), "I-2", LONG, ORG_2),
    Status(
        code="entertainer",
        name="Entertainer",
        name_ja="興行",
        table="I-2",
        work="limited",
        periods=ENTERTAINER,
        notice=ORG_2,
        notice_needs_contract=True,
    ),
    _held("skilled-labor", ("Skilled Labor", "技能"), "I-2", LONG, ORG_2),
    _held("ssw-1", ("Specified Skilled Worker (i)", "特定技能1号"), "I-2", SKILLED_WORKER_1, ORG_2),
    _held("ssw-2", ("Specified Skilled Worker (ii)", "特定技能2号"), "I-2", SKILLED_WORKER_2, ORG_2),
    Status(
        code="skill-development",
        name="Employment for Skill Development",
        name_ja="育成就労",
        table="I-2",
        work="limited",
        periods=NOT_FOUND,
        notice=ORG_1,
        notice_confirmed=False,
    ),
    _held(
        "technical-intern-1",
        ("Technical Intern Training (i)", "技能実習1号"),
        "I-2",
        _designated("P1Y"),
        ORG_1,
    ),
    _held(
        "technical-intern-2",
        ("Technical Intern Training (ii)", "技能実習2号"),
        "I-2",
        _designated("P2Y"),
        ORG_1,
    ),
    _held(
        "technical-intern-3",
        ("Technical Intern Training (iii)", "技能実習3号"),
        "I-2",
        _designated("P2Y"),
        ORG_1,
    ),
    Status(
        code="cultural-activities",
        name="Cultural Activities",
        name_ja="文化活動",
        table="I-3",
        work="none",
        periods=_listed("P3Y", "P1Y", "P6M", "P3M"),
    ),
    Status(
        code="temporary-visitor",
        name="Temporary Visitor",
        name_ja="短期滞在",
        table="I-3",
        work="none",
        periods=_listed("P90D", "P30D", at_most="P15D"),
        card=False,
    ),
    Status(
        code="student",
        name="Student",
        name_ja="留学",
        table="I-4",
        work="none",
        periods=_designated("P4Y3M"),
        notice=ORG_1,
    ),
    Status(
        code="trainee",
        name="Trainee",
        name_ja="研修",
        table="I-4",
        work="none",
        periods=_listed("P1Y", "P6M", "P3M"),
        notice=ORG_1,
    ),
    Status(
        code="dependent",
        name="Dependent",
        name_ja="家族滞在",
        table="I-4",
        work="none",
        periods=_designated("P5Y"),
        spouse_notice=True,
    ),
    Status(
        code="designated-activities",
        name="Designated Activities",
        name_ja="特定活動",
        table="I-5",
        work="designated",
        periods=_listed("P5Y", "P3Y", "P1Y", "P6M", "P3M", at_most="P5Y"),
        notice_confirmed=False,
    ),
    Status(
        code="permanent-resident",
        name="Permanent Resident",
        name_ja="永住者",
        table="II",
        work="unrestricted",
        periods=INDEFINITE,
    ),
    Status(
        code="spouse-of-japanese",
        name="Spouse or Child of Japanese National",
        name_ja="日本人の配偶者等",
        table="II",
        work="unrestricted",
        periods=FAMILY,
        spouse_notice=True,
    ),
    Status(
        code="spouse-of-permanent-resident",
        name="Spouse or Child of Permanent Resident",
        name_ja="永住者の配偶者等",
        table="II",
        work="unrestricted",
        periods=FAMILY,
        spouse_notice=True,
    ),
    Status(
        code="long-term-resident",
        name="Long-Term Resident",
        name_ja="定住者",
        table="II",
        work="unrestricted",
        periods=_listed("P5Y", "P3Y", "P1Y", "P6M", at_most="P5Y"),
    ),
    Status(
        code="special-permanent-resident",
        name="Special Permanent Resident",
        name_ja="特別永住者",
        table="SPRA",
        work="unrestricted",
        periods=INDEFINITE,
        card=False,
    ),
)
