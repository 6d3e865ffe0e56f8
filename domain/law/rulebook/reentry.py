"""Rulebook: re-entry permit (ICRRA 26), special re-entry (26-2), special permanent residents (SPRA)."""

from domain.law import rule as law
from domain.law.provision import InForce, Text
from domain.law.rule import Class, DeskKind, Kind, Penalty
from domain.law.rulebook.entry import Rule, provision, says

_ICRRA = "ICRRA"
_SPRA = "SPRA"
_LOST = Penalty(
    text=Text("the status is lost", "在留資格を失う"),
    under=provision(_ICRRA, "26, 26-2", "the city page; iuris.jp ICRRA 26", "statute"),
)
_CITIES = "city.kama.lg.jp; city.kasugai.lg.jp; city.kyotango.lg.jp"

REENTRY: tuple[law.Rule, ...] = (
    Rule(
        id="RE-1",
        title=Text("Re-enter while the re-entry permit is valid", "再入国許可の有効期間内の再入国"),
        kind="reentry",
        class_="statutory",
        desk=("port",),
        settled_by=("Reentered",),
        penalty=_LOST,
        switches=("month_end",),
        says=(
            says(
                "By the printed date: at most 5 years (special permanent residents 6), not past the period of"
                " stay or the special period. Obtained before departure.",
                "券面の日まで。最長5年(特別永住者6年)、在留期間(特例期間)の末日を超えない。出国前に取得。",
                provision(
                    _ICRRA, "26(3)", "iuris.jp ICRRA 26; visa-immigration.net naibukizyun21", "statute"
                ),
            ),
        ),
    ),
    Rule(
        id="RE-2",
        title=Text("Extension of the permit abroad", "国外での再入国許可の期間延長"),
        says=(
            says(
                "At a mission, for serious reason: at most a year more, 6 years in all (special permanent"
                " residents 7).",
                "相当の理由があるとき在外公館で1年以内、通算6年(特別永住者7年)まで。",
                provision(_ICRRA, "26(5)", "fujii-gyousei.com re-entry; onodera-support.com"),
            ),
        ),
    ),
    Rule(
        id="RE-3",
        title=Text("Re-enter under special re-entry", "みなし再入国許可による再入国"),
        kind="reentry",
        class_="statutory",
        desk=("port",),
        settled_by=("Reentered",),
        penalty=_LOST,
        switches=("reentry_bound", "month_end"),
        differs="S1",
        says=(
            says(
                "Within 1 year of departure or by the end of the period of stay, whichever is first (the city"
                " page: by the card's expiry). With passport, card in hand and the intent declared.",
                "出国から1年以内、又は在留期間の満了日の早い方まで(市のページはカードの有効期限)。"
                "旅券と在留カードを所持し意図を表明。",
                provision(
                    _ICRRA, "26-2", "ebisudo-office.com ICRRA 26-2; isa.go.jp minashisainyukoku", "statute"
                ),
            ),
        ),
    ),
    Rule(
        id="RE-4",
        title=Text(
            "Re-enter under special re-entry (special permanent resident)",
            "みなし再入国許可による再入国(特別永住者)",
        ),
        kind="reentry",
        class_="statutory",
        desk=("port",),
        settled_by=("Reentered",),
        penalty=_LOST,
        switches=("month_end",),
        says=(
            says(
                "Within 2 years of departure, with passport and certificate.",
                "旅券と特別永住者証明書を所持し、出国から2年以内。",
                provision(_SPRA, "23", "fujii-gyousei.com re-entry; the city page", "city"),
            ),
        ),
    ),
    Rule(
        id="RE-5",
        title=Text("Who may not use special re-entry", "みなし再入国許可の対象外"),
        says=(
            says(
                "Proceedings to revoke pending; departure confirmation withheld; detention order; refugee"
                " applicants on Designated Activities; the Minister's designation.",
                "取消手続中、出国確認の留保、収容令書、難民認定申請中の特定活動、法務大臣の認定を受けた人。",
                provision(_ICRRA, "26-2(1)", "isa.go.jp/en minashisainyukoku", "statute"),
            ),
        ),
    ),
    Rule(
        id="RE-6",
        title=Text("No extension of special re-entry", "みなし再入国許可は延長不可"),
        says=(
            says(
                "Special re-entry cannot be extended abroad.",
                "みなし再入国許可の期間は国外で延長できない。",
                provision(_ICRRA, "26-2", "isa.go.jp/en minashisainyukoku", "statute"),
            ),
        ),
    ),
)


def _special(
    number: int, title: Text, said: tuple[InForce[Text], ...], duty: tuple[Kind, DeskKind], settled_by: str
) -> law.Rule:
    kind, desk = duty
    statutory: Class = "statutory"
    return Rule(
        id=f"SPR-{number}",
        title=title,
        kind=kind,
        class_=statutory,
        desk=(desk,),
        settled_by=tuple(settled_by.split()),
        says=said,
    )


SPECIAL: tuple[law.Rule, ...] = (
    _special(
        7,
        Text("Return the certificate", "特別永住者証明書の返納"),
        (
            says(
                "Within 14 days, for the same causes and with the same dates as residence cards.",
                "在留カードと同じ事由・期限(14日以内等)で返納。",
                provision(_SPRA, "15, 16", "moj.go.jp nyuukokukanri10_00020; from memory", "memory-high"),
            ),
        ),
        ("return", "bureau"),
        "CardReturned",
    ),
)
