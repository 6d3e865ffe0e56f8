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
from domain.law.provision import Dated, InForce, Text, always, icrra, regulation
from domain.law.rule import DutyRule

Table = Literal["I-1", "I-2", "I-3", "I-4", "I-5", "II", "SPRA"]
Work = Literal["limited", "none", "designated", "unrestricted"]

WORK: Mapping[Table, Work] = {
    "I-1": "limited",
    "I-2": "limited",
    "I-3": "none",
    "I-4": "none",
    "I-5": "designated",
    "II": "unrestricted",
    "SPRA": "unrestricted",
}
"""The paid work that the statuses of an annexed table allow (ICRRA 19(1)), without permission under 19(2)."""

_REGULATION = "3, annexed table II"
PERIODS_OF_STAY = regulation(_REGULATION, "B:45", "secondary")
SKILLED_WORKER_PERIODS = regulation(f"{_REGULATION} (as amended 2025-09-30)", "B:44", "secondary")
STATUSES_OF_2027 = icrra(
    "2-2, annexed table I-2 (as amended 2027-04-01)",
    "B:42b; B:74; periods of stay: not found; notices: memory",
    "memory-medium",
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


class Status(Struct, frozen=True):
    """One status of residence.

    `notice` is the rule of ICRRA 19-16 that the status owes, `notice_by_detail` where the detail decides;
    `notice_confirmed` is False where it is not certain which notice it owes; `notice_needs_contract` limits
    it to those under contract with a body in Japan. `spouse_notice` says that holders as spouse owe SPO-1.
    `card` is False where the status itself excludes a card (X2, X3, X5).
    """

    code: StatusCode
    name: Text
    table: Table
    periods: Dated[Periods]
    notice: DutyRule | None = None
    notice_by_detail: Mapping[Detail, DutyRule] = {}
    notice_confirmed: bool = True
    notice_needs_contract: bool = False
    spouse_notice: bool = False
    card: bool = True

    @property
    def work(self) -> Work:
        """What paid work the status allows."""
        return WORK[self.table]

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
UP_TO_A_YEAR, UP_TO_TWO_YEARS = _designated("P1Y"), _designated("P2Y")
INDEFINITE = always(Periods(indefinite=True), PERIODS_OF_STAY)
NOT_FOUND = always(Periods(open_ended=True), STATUSES_OF_2027)
ON_MISSION = always(Periods(indefinite=True, open_ended=True), PERIODS_OF_STAY)
SKILLED_WORKER_1 = UP_TO_A_YEAR.later(
    InForce(since=date(2025, 9, 30), value=Periods(at_most="P3Y"), under=SKILLED_WORKER_PERIODS)
)
SKILLED_WORKER_2 = _listed("P3Y", "P1Y", "P6M").later(
    InForce(
        since=date(2025, 9, 30),
        value=Periods(listed=("P3Y", "P2Y", "P1Y", "P6M")),
        under=SKILLED_WORKER_PERIODS,
    )
)
# The lists found differ on 30 and 15 days for entertainers: neither may be called wrong.
ENTERTAINER = _listed("P3Y", "P1Y", "P6M", "P3M", "P30D", "P15D")


STATUS_TABLE: tuple[Status, ...] = (
    Status("diplomat", Text("Diplomat", "外交"), "I-1", ON_MISSION, card=False),
    Status(
        "official",
        Text("Official", "公用"),
        "I-1",
        _listed("P5Y", "P3Y", "P1Y", "P3M", "P30D", "P15D"),
        card=False,
    ),
    Status("professor", Text("Professor", "教授"), "I-1", LONG, ORG_1),
    Status("artist", Text("Artist", "芸術"), "I-1", LONG),
    Status("religious-activities", Text("Religious Activities", "宗教"), "I-1", LONG),
    Status("journalist", Text("Journalist", "報道"), "I-1", LONG),
    Status("hsp-1a", Text("Highly Skilled Professional (i)(a)", "高度専門職1号イ"), "I-2", FIVE_YEARS, ORG_2),
    Status("hsp-1b", Text("Highly Skilled Professional (i)(b)", "高度専門職1号ロ"), "I-2", FIVE_YEARS, ORG_2),
    Status("hsp-1c", Text("Highly Skilled Professional (i)(c)", "高度専門職1号ハ"), "I-2", FIVE_YEARS, ORG_1),
    Status(
        "hsp-2",
        Text("Highly Skilled Professional (ii)", "高度専門職2号"),
        "I-2",
        INDEFINITE,
        ORG_2,
        notice_by_detail={"a": ORG_2, "b": ORG_2, "c": ORG_1},
    ),
    Status(
        "business-manager",
        Text("Business Manager", "経営・管理"),
        "I-2",
        _listed("P5Y", "P3Y", "P1Y", "P6M", "P4M", "P3M"),
        ORG_1,
    ),
    Status("legal-accounting", Text("Legal/Accounting Services", "法律・会計業務"), "I-2", LONG, ORG_1),
    Status("medical", Text("Medical Services", "医療"), "I-2", LONG, ORG_1),
    Status("researcher", Text("Researcher", "研究"), "I-2", LONG, ORG_2),
    Status("instructor", Text("Instructor", "教育"), "I-2", LONG, ORG_1),
    Status(
        "engineer-humanities-international",
        Text("Engineer/Specialist in Humanities/International Services", "技術・人文知識・国際業務"),
        "I-2",
        LONG,
        ORG_2,
    ),
    Status("intra-company-transferee", Text("Intra-company Transferee", "企業内転勤"), "I-2", LONG, ORG_1),
    Status(
        "intra-company-transferee-2",
        Text("Intra-company Transferee (ii)", "企業内転勤2号"),
        "I-2",
        NOT_FOUND,
        ORG_1,
        notice_confirmed=False,
    ),
    Status("nursing-care", Text("Nursing Care", "介護"), "I-2", LONG, ORG_2),
    Status("entertainer", Text("Entertainer", "興行"), "I-2", ENTERTAINER, ORG_2, notice_needs_contract=True),
    Status("skilled-labor", Text("Skilled Labor", "技能"), "I-2", LONG, ORG_2),
    Status("ssw-1", Text("Specified Skilled Worker (i)", "特定技能1号"), "I-2", SKILLED_WORKER_1, ORG_2),
    Status("ssw-2", Text("Specified Skilled Worker (ii)", "特定技能2号"), "I-2", SKILLED_WORKER_2, ORG_2),
    Status(
        "skill-development",
        Text("Employment for Skill Development", "育成就労"),
        "I-2",
        NOT_FOUND,
        ORG_1,
        notice_confirmed=False,
    ),
    Status(
        "technical-intern-1", Text("Technical Intern Training (i)", "技能実習1号"), "I-2", UP_TO_A_YEAR, ORG_1
    ),
    Status(
        "technical-intern-2",
        Text("Technical Intern Training (ii)", "技能実習2号"),
        "I-2",
        UP_TO_TWO_YEARS,
        ORG_1,
    ),
    Status(
        "technical-intern-3",
        Text("Technical Intern Training (iii)", "技能実習3号"),
        "I-2",
        UP_TO_TWO_YEARS,
        ORG_1,
    ),
    Status(
        "cultural-activities",
        Text("Cultural Activities", "文化活動"),
        "I-3",
        _listed("P3Y", "P1Y", "P6M", "P3M"),
    ),
    Status(
        "temporary-visitor",
        Text("Temporary Visitor", "短期滞在"),
        "I-3",
        _listed("P90D", "P30D", at_most="P15D"),
        card=False,
    ),
    Status("student", Text("Student", "留学"), "I-4", _designated("P4Y3M"), ORG_1),
    Status("trainee", Text("Trainee", "研修"), "I-4", _listed("P1Y", "P6M", "P3M"), ORG_1),
    Status("dependent", Text("Dependent", "家族滞在"), "I-4", _designated("P5Y"), spouse_notice=True),
    Status(
        "designated-activities",
        Text("Designated Activities", "特定活動"),
        "I-5",
        _listed("P5Y", "P3Y", "P1Y", "P6M", "P3M", at_most="P5Y"),
        notice_confirmed=False,
    ),
    Status("permanent-resident", Text("Permanent Resident", "永住者"), "II", INDEFINITE),
    Status(
        "spouse-of-japanese",
        Text("Spouse or Child of Japanese National", "日本人の配偶者等"),
        "II",
        FAMILY,
        spouse_notice=True,
    ),
    Status(
        "spouse-of-permanent-resident",
        Text("Spouse or Child of Permanent Resident", "永住者の配偶者等"),
        "II",
        FAMILY,
        spouse_notice=True,
    ),
    Status(
        "long-term-resident",
        Text("Long-Term Resident", "定住者"),
        "II",
        _listed("P5Y", "P3Y", "P1Y", "P6M", at_most="P5Y"),
    ),
    Status(
        "special-permanent-resident",
        Text("Special Permanent Resident", "特別永住者"),
        "SPRA",
        INDEFINITE,
        card=False,
    ),
)
