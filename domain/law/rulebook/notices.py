"""Rulebook: address (ICRRA 19-7 to 19-9), particulars (19-10), organisation and spouse (19-16)."""

from domain.law.rulebook.entry import Penalty, Rule, Text, provision, says

_ICRRA = "ICRRA"
_FINE = Text("fine up to 200,000 yen", "20万円以下の罰金")
_ADDRESS_FINE = Penalty(
    text=Text(
        "fine up to 200,000 yen; JBA civil fine up to 50,000 yen; a false notice: up to 1 year or 200,000",
        "20万円以下の罰金。住民基本台帳法の過料5万円以下。虚偽の届出は1年以下の拘禁刑又は20万円以下の罰金",
    ),
    under=provision(
        _ICRRA, "71-2, 71-5", "confiance-capls.jp; nagata-bengoshi.com; city.hiroshima.lg.jp FAQ 15063"
    ),
)
_PARTICULARS_FINE = Penalty(text=_FINE, under=provision(_ICRRA, "71-5", "from memory", "memory-high"))
_AFFILIATION_FINE = Penalty(
    text=Text(
        "fine up to 200,000 yen; a false notice: up to 1 year or 200,000 yen",
        "20万円以下の罰金。虚偽の届出は1年以下の拘禁刑又は20万円以下の罰金",
    ),
    under=provision(_ICRRA, "71-2, 71-5", "nagata-bengoshi.com foreigner notices"),
)

NOTICES: tuple[Rule, ...] = (
    Rule(
        id="ADR-1",
        title=Text("Notify the first address", "新規上陸後の住居地の届出"),
        kind="notification",
        class_="statutory",
        desk=("municipality",),
        settled_by=("AddressNotified",),
        penalty=_ADDRESS_FINE,
        switches=("midnight_start",),
        says=(
            says(
                "Within 14 days of settling in a place of residence after a new landing; the trigger is"
                " settling, not landing. At the municipality, in Sapporo at the ward.",
                "新規上陸後、住居地を定めた日から14日以内に市区町村へ届け出る。起算は上陸ではなく住居地を定めた日。",
                provision(_ICRRA, "19-7(1)", "nagata-bengoshi.com foreigner notices (19-7 text)", "statute"),
            ),
        ),
    ),
    Rule(
        id="ADR-2",
        title=Text("Notify the address after a new status", "在留資格変更等に伴う住居地の届出"),
        kind="notification",
        class_="statutory",
        desk=("municipality",),
        settled_by=("AddressNotified",),
        penalty=_ADDRESS_FINE,
        switches=("midnight_start",),
        says=(
            says(
                "Who becomes a mid- to long-term resident by a permission notifies within 14 days of settling"
                ", or of the permission when already settled.",
                "許可により中長期在留者となった人は、住居地を定めた日(既に定めていれば許可の日)から14日以内に届け出る。",
                provision(_ICRRA, "19-8(1)", "ichiishinji.com entry79 (19-8)", "statute"),
            ),
        ),
    ),
    Rule(
        id="ADR-3",
        title=Text("Notify the new address", "住居地の変更届出"),
        kind="notification",
        class_="statutory",
        desk=("municipality",),
        settled_by=("AddressNotified",),
        penalty=_ADDRESS_FINE,
        switches=("midnight_start",),
        says=(
            says(
                "Within 14 days of moving into a new place, at its municipality; moves in one city count.",
                "新住居地に移転した日から14日以内に、移転先の市区町村へ届け出る。同一市内の転居も含む。",
                provision(_ICRRA, "19-9(1)", "iuris.jp ICRRA 19-9", "statute"),
            ),
        ),
    ),
    Rule(
        id="ADR-4",
        title=Text("Resident registration counts with the card", "住民票の届出とカードの提出"),
        says=(
            says(
                "A resident registration notice filed with the card presented counts as the address notice;"
                " without the card the address duty stays open.",
                "カードを提出してした住民基本台帳法上の届出は住居地の届出とみなされる。カードなしでは義務が残る。",
                provision(
                    _ICRRA,
                    "19-7(3), 19-8(3), 19-9(3)",
                    "iuris.jp ICRRA 19-9; ebisudo-office.com JBA 30-47; webtown.nagayo.jp",
                    "statute",
                ),
            ),
        ),
    ),
    Rule(
        id="ADR-5",
        title=Text("Watch: no first address notice for 90 days", "注意:新規の住居地届出が90日なし"),
        switches=("roll_90",),
        says=(
            says(
                "90 days from the permission (landing) without an address notice is a risk to the status,"
                " even if the person never settled.",
                "許可(上陸)の日から90日以内に住居地を届け出ないと在留資格取消しの対象となり得る。",
                provision(_ICRRA, "22-4(1)", "nyukan.tamatake.com 2020-04-07"),
            ),
        ),
    ),
    Rule(
        id="ADR-6",
        title=Text("Watch: no new address notice for 90 days", "注意:退去後の新住居地届出が90日なし"),
        switches=("roll_90",),
        says=(
            says(
                "90 days from leaving the registered place without a new notice is a risk to the status.",
                "届け出た住居地から退去した日から90日以内に新住居地を届け出ないと取消しの対象となり得る。",
                provision(_ICRRA, "22-4(1)", "nyukan.tamatake.com 2020-04-07"),
            ),
        ),
    ),
    Rule(
        id="CHG-1",
        title=Text("Notify the change of particulars", "住居地以外の記載事項の変更届出"),
        kind="notification",
        class_="statutory",
        desk=("bureau",),
        settled_by=("ParticularsNotified",),
        penalty=_PARTICULARS_FINE,
        switches=("midnight_start",),
        says=(
            says(
                "Name, date of birth, sex, nationality or region changed: within 14 days; a new card is"
                " issued. A new passport alone is no trigger.",
                "氏名、生年月日、性別、国籍・地域の変更は14日以内に届け出る。新しいカードが交付される。",
                provision(_ICRRA, "19-10(1)", "nagata-bengoshi.com foreigner notices; u-tokyo.ac.jp"),
            ),
        ),
    ),
    Rule(
        id="ORG-1",
        title=Text("Notify the change of the activity organisation", "活動機関に関する届出"),
        kind="notification",
        class_="statutory",
        desk=("bureau",),
        settled_by=("OrganisationNotified",),
        penalty=_AFFILIATION_FINE,
        switches=("abroad_clock", "midnight_start"),
        says=(
            says(
                "The school, company or body of the activity was renamed, moved or ceased, or the person left"
                " or joined one: within 14 days, each event by itself.",
                "活動機関の名称・所在地の変更、消滅、離脱、移籍は、それぞれ14日以内に届け出る。",
                provision(_ICRRA, "19-16(i)", "MOJ page on 19-16(i) (archived); lighthouse88.com", "statute"),
            ),
        ),
    ),
    Rule(
        id="ORG-2",
        title=Text("Notify the change of the contract organisation", "契約機関に関する届出"),
        kind="notification",
        class_="statutory",
        desk=("bureau",),
        settled_by=("OrganisationNotified",),
        penalty=_AFFILIATION_FINE,
        switches=("abroad_clock", "midnight_start"),
        says=(
            says(
                "The body of the contract was renamed, moved or ceased, the contract ended or one began"
                ": within 14 days, each by itself. Entertainers: only under a contract in Japan.",
                "契約機関の名称・所在地の変更、消滅、契約の終了、新たな契約は、それぞれ14日以内に届け出る。"
                "興行は日本の機関との契約がある場合のみ。",
                provision(
                    _ICRRA, "19-16(ii)", "lighthouse88.com affiliated-institution notices; blog.goo.ne.jp"
                ),
            ),
        ),
    ),
    Rule(
        id="SPO-1",
        title=Text("Notify the end of the marriage", "配偶者に関する届出"),
        kind="notification",
        class_="statutory",
        desk=("bureau",),
        settled_by=("SpouseNotified",),
        penalty=_AFFILIATION_FINE,
        switches=("abroad_clock", "midnight_start"),
        says=(
            says(
                "Who holds the status as a spouse notifies divorce or the spouse's death within 14 days."
                " Living apart is no trigger.",
                "配偶者としての在留資格の人は、離婚又は死別から14日以内に届け出る。別居は対象外。",
                provision(
                    _ICRRA, "19-16(iii)", "lighthouse88.com affiliated-institution notices; blog.goo.ne.jp"
                ),
            ),
        ),
    ),
)
