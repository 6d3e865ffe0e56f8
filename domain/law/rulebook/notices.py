"""Rulebook: address (ICRRA 19-7 to 19-9), particulars (19-10), organisation and spouse (19-16)."""

from domain.law import rule as law
from domain.law.provision import Text
from domain.law.rule import Penalty
from domain.law.rulebook.entry import Rule, provision, says

_ICRRA = "ICRRA"
_FINE = Text("fine up to 200,000 yen", "20万円以下の罰金")
_PARTICULARS_FINE = Penalty(text=_FINE, under=provision(_ICRRA, "71-5", "from memory", "memory-high"))
_AFFILIATION_FINE = Penalty(
    text=Text(
        "fine up to 200,000 yen; a false notice: up to 1 year or 200,000 yen",
        "20万円以下の罰金。虚偽の届出は1年以下の拘禁刑又は20万円以下の罰金",
    ),
    under=provision(_ICRRA, "71-2, 71-5", "nagata-bengoshi.com foreigner notices"),
)

NOTICES: tuple[law.Rule, ...] = (
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
