"""Who may do what, in words: for those who may not."""

from collections.abc import Mapping
from datetime import date

from api.roles import ALLOWED, REACH, Action, Role
from api.wording.looks import office_name, role_name
from api.wording.text import day
from domain.law.provision import Text

ACTIONS: Mapping[Action, Text] = {
    "public": Text("look at what is public", "公開情報の閲覧"),
    "look-up": Text("look up desks and rules", "窓口・規則の閲覧"),
    "read": Text("read residents' files", "記録の閲覧"),
    "record": Text("record facts", "事実の記録"),
    "correct": Text("correct or void what is recorded", "記録の訂正・取消し"),
    "override": Text("record what would be refused", "通常は受け付けられない内容の記録"),
    "merge": Text("merge two files, and take them apart", "記録の統合とその取消し"),
    "follow": Text("follow the whole log", "全記録の取得"),
    "see-accesses": Text("see who looked at a file", "閲覧履歴の確認"),
    "take-out": Text("take out a whole file", "記録全体の持ち出し"),
    "see-emergencies": Text("see who read in an emergency, and the seals", "緊急閲覧・封印の確認"),
    "audit": Text("see who looked at whom", "閲覧全体の監査"),
    "administer": Text("say to whom the service sends what", "送付先の管理"),
    "erase": Text("erase a file", "記録の消去"),
}


PROTECTED_ELSEWHERE: Text = Text(
    "The address is protected: only the office in whose district the person lives records where they live"
    " and that the protection ends, and merges the file with another.",
    "支援措置の対象です。住居地・支援措置の終了の記録と、記録の統合は、お住まいの市区町村だけができます。",
)


def not_for_role(role: Role, office: str, action: Action) -> Text:
    """Return that somebody's role may not do this, and which roles may, of which office."""
    may = [other for other in ALLOWED if action in ALLOWED[other] and other != "development"]
    own = {other for other in may if REACH[other] in {"current", "ever"}}
    en = " or ".join(f"{role_name(r, 'en')}{' of your office' if r in own else ''}" for r in may)
    ja = "又は".join(f"{'所属が同じ' if r in own else ''}{role_name(r, 'ja')}" for r in may)
    return Text(
        f"Only a person with the role {en} may {ACTIONS[action].en}; yours is {role_name(role, 'en')},"
        f" {office_name(office, 'en')}.",
        f"{ACTIONS[action].ja}は、{ja}が行います"
        f"(現在の権限:{office_name(office, 'ja')}の{role_name(role, 'ja')})。",
    )


def moved_away(to: str | None, on: date, until: date, *, address_protected: bool = False) -> Text:
    """Return that a resident moved to another municipality, and until when the former one may read.

    `to` None: the resident landed anew, and has no place yet; or it is not told, as the address is protected.
    """
    if address_protected:
        return Text(
            f"Moved to another municipality on {on}, which records from then on; may be read until {until}."
            " The address is protected.",
            f"{day(on, 'ja')}に他の市区町村へ転出しました。{day(until, 'ja')}まで閲覧できますが、"
            "記録は転出先が行います。住居地は支援措置により表示できません。",
        )
    if to is None:
        return Text(
            f"Landed anew on {on}, without a place yet; may be read until {until}.",
            f"{day(on, 'ja')}に新たに上陸し、住居地は未定です。{day(until, 'ja')}まで閲覧できます。",
        )
    return Text(
        f"Moved to {office_name(to, 'en')} ({to}) on {on}, which records from then on;"
        f" may be read until {until}.",
        f"{day(on, 'ja')}に{office_name(to, 'ja')}({to})の管轄へ転出しました。"
        f"{day(until, 'ja')}まで閲覧できますが、記録は転出先が行います。",
    )
