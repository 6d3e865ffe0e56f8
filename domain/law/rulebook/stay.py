"""Rulebook: extension (ICRRA 21), change (20), permanence (22), other activity (19), acquisition (22-2)."""

from domain.law import rule as law
from domain.law.provision import Text
from domain.law.rule import Penalty
from domain.law.rulebook.entry import Rule, provision, says

_ICRRA = "ICRRA"
_OVERSTAY = Penalty(
    text=Text(
        "overstay from the day after: ground for deportation, up to 3 years or 3 million yen",
        "満了の翌日から不法残留。退去強制事由、3年以下の拘禁刑又は300万円以下の罰金",
    ),
    under=provision(_ICRRA, "24, 70(1)(v)", "ichiishinji.com entry217 (art. 70)", "statute"),
)
_EXTENSION_PAGE = "ISA 16-3 and special-period pages (dataset card); the city page"

STAY: tuple[law.Rule, ...] = (
    Rule(
        id="EXT",
        title=Text("Apply for extension of the period of stay", "在留期間更新許可申請"),
        kind="application",
        class_="statutory",
        desk=("bureau",),
        settled_by=("ApplicationFiled", "PeriodExtended", "StatusChanged", "PermanentResidenceGranted"),
        penalty=_OVERSTAY,
        switches=("month_end", "filing_grace"),
        differs="S3",
        says=(
            says(
                "Before the period of stay ends (the city page says: before the card expires), from 3 months"
                " before; filed on the next open day when the last day is closed. Details: EXT-1 to EXT-7.",
                "在留期間の満了の日まで(市のページは「カードの有効期限まで」)。3か月前から。末日が閉庁日なら翌開庁日まで受理。",
                provision(_ICRRA, "21(2)", _EXTENSION_PAGE, "statute"),
            ),
        ),
    ),
    Rule(
        id="EXT-1",
        title=Text("When an extension may be filed", "更新申請ができる時期"),
        switches=("month_end",),
        says=(
            says(
                "From 3 months before the last day, for periods of 6 months or more; earlier for hospital or"
                " a long trip. For shorter periods no date is published: open from the grant.",
                "6月以上の在留期間は満了の3か月前から(入院・長期出張等は早く)。6月未満は公表された日がなく許可時から。",
                provision(_ICRRA, "21(2)", _EXTENSION_PAGE, "statute"),
            ),
        ),
    ),
    Rule(
        id="EXT-2",
        title=Text("Last day to file an extension", "更新申請の期限"),
        switches=("filing_grace",),
        says=(
            says(
                "The last day of the period of stay. When it is a closed day, the agency accepts on the next"
                " open day as in time; the period itself is not extended.",
                "在留期間の満了の日。閉庁日に当たるときは翌開庁日に受理されるが、在留期間自体は延びない。",
                provision(
                    _ICRRA,
                    "21(2); AHA 2",
                    "sayaka-office.com; kawase-gyosei.com; imsvisa.support/post-2120",
                ),
            ),
        ),
    ),
    Rule(
        id="EXT-3",
        title=Text("Special period", "特例期間"),
        switches=("month_end",),
        says=(
            says(
                "Filed in time and undecided at expiry: the stay continues until the decision, at most"
                " through the day on which 2 months from the expiry elapse.",
                "期限内に申請し満了日までに処分がないときは、処分の時又は満了日から2月を経過する日の終了時まで在留できる。",
                provision(
                    _ICRRA,
                    "20(6), 21(4)",
                    "ISA special-period page; visa-niigata.com/tokurei-kikan",
                    "statute",
                ),
            ),
        ),
    ),
    Rule(
        id="EXT-4",
        title=Text("No special period", "特例期間の対象外"),
        says=(
            says(
                "Not for a period of stay of 30 days or less (31 is enough), nor for an application for"
                " permanent residence.",
                "30日以下の在留期間(31日は対象)と永住許可申請には特例期間がない。",
                provision(
                    _ICRRA,
                    "20(6), 21(4)",
                    "在留期間の特例 page quoting 20(5), now 20(6); kissho-law.com",
                    "statute",
                ),
            ),
        ),
    ),
    Rule(
        id="EXT-5",
        title=Text("Refusal ends the special period", "不許可による特例期間の終了"),
        says=(
            says(
                "A refusal is a decision: the special period ends with it.",
                "不許可も処分であり、特例期間はその時に終わる。",
                provision(_ICRRA, "20(6), 21(4)", "dataset text on special periods"),
            ),
        ),
    ),
    Rule(
        id="EXT-6",
        title=Text("The special period does not roll", "特例期間は延びない"),
        says=(
            says(
                "The end of the special period does not move when it falls on a closed day.",
                "特例期間の末日が閉庁日でも延びない。",
                provision(_ICRRA, "20(6), 21(4)", "from memory", "memory-high"),
            ),
        ),
    ),
    Rule(
        id="EXT-7",
        title=Text("The new period of stay", "新しい在留期間"),
        says=(
            says(
                "The printed last day counts and is never computed; usually an extension runs from the old"
                " last day, a change from the permission.",
                "券面の満了日を用い、計算しない。通常、更新は旧満了日から、変更は許可日から。",
                provision(_ICRRA, "21(3)", "from memory", "memory-medium"),
            ),
        ),
    ),
    Rule(
        id="CHS-1",
        title=Text("Apply for change of status of residence", "在留資格変更許可申請"),
        kind="application",
        class_="advisory",
        desk=("bureau",),
        settled_by=("ApplicationFiled", "StatusChanged"),
        says=(
            says(
                "When the purpose of residence changes: swiftly, however much of the period is left, and"
                " before it ends. No fixed day.",
                "在留目的が変わったときは、在留期間の残りにかかわらず速やかに、かつ満了前に申請。固定の期限はない。",
                provision(_ICRRA, "20(2)", "the city page", "city"),
            ),
        ),
    ),
    Rule(
        id="PRM-1",
        title=Text("Apply for permanent residence", "永住許可申請"),
        says=(
            says(
                "While holding a valid status; the period of stay must still be extended meanwhile.",
                "有効な在留資格を持つ間に申請。審査中も在留期間の更新が必要。",
                provision(_ICRRA, "22", "visa-niigata.com/tokurei-kikan; the city page"),
            ),
        ),
    ),
    Rule(
        id="ACT-1",
        title=Text("Permission for activity outside the status", "資格外活動許可"),
        says=(
            says(
                "Paid activity outside the status needs permission first. The blanket permission allows 28"
                " hours in any 7 days; students 8 hours a day in the long vacations; no adult entertainment.",
                "在留資格外の収入を伴う活動には事前の許可が必要。包括許可は任意の7日間で28時間以内。"
                "留学は長期休業中1日8時間。風俗営業等は不可。",
                provision(_ICRRA, "19(2)", "the city page; forum copy of Reg 19(5); easy-consul.com"),
            ),
        ),
    ),
    Rule(
        id="ACQ-1",
        title=Text("Apply to acquire a status of residence", "在留資格取得許可申請"),
        kind="application",
        class_="statutory",
        desk=("bureau",),
        settled_by=("ApplicationFiled", "StatusAcquired", "PermanentResidenceGranted"),
        penalty=_OVERSTAY,
        switches=("midnight_start",),
        doubt=Text("that a day of birth is not counted: from memory", "出生の日を算入しないこと(記憶による)"),
        says=(
            says(
                "Born in Japan as a foreigner or having lost Japanese nationality, a person may stay 60 days;"
                " to stay longer, apply within 30 days; a permanent resident's child may apply for permanent"
                " residence at once.",
                "日本での出生、日本国籍の離脱等から60日は在留できる。それを超えるときは30日以内に申請。"
                "永住者の子は永住許可を申請できる。",
                provision(
                    _ICRRA,
                    "22-2(1), (2), (4)",
                    "visa-work.com/acquire-permission; shiodome.co.jp",
                    "statute",
                ),
            ),
        ),
    ),
    Rule(
        id="ACQ-2",
        title=Text("Leaving within 60 days", "60日以内の出国"),
        says=(
            says(
                "Who leaves within the 60 days needs no application.",
                "60日以内に出国する人は申請不要。",
                provision(_ICRRA, "22-2(1)", "visa-work.com/acquire-permission; shiodome.co.jp", "statute"),
            ),
        ),
    ),
    Rule(
        id="ACQ-3",
        title=Text("Apply for special permanent residence", "特別永住許可申請"),
        kind="application",
        class_="statutory",
        desk=("municipality",),
        settled_by=("ApplicationFiled", "StatusAcquired"),
        switches=("midnight_start",),
        says=(
            says(
                "A special permanent resident's child: within 60 days of birth, at the municipality; the"
                " parent or guardian acts for a child under 16.",
                "特別永住者の子は、出生から60日以内に市区町村で申請。16歳未満は親権者等が行う。",
                provision("SPRA", "4, 18", "legaldoc.jp SPRA; iuris.jp SPRA 18", "statute"),
            ),
        ),
    ),
)
