"""Coming back in time: re-entry permit (ICRRA 26), special re-entry (26-2; SPRA 23) (RE-1 to RE-6).

26(3): a permit holds five years at most, special permanent residents' six, and no longer than the stay.
26(5): at a mission abroad it is extended by a year at most, to six (seven) in all.
26-2: without a permit one comes back within a year, special permanent residents within two (SPRA 23(2)).
26-2(1): some may not; 26-2 knows no extension.
"""

from collections.abc import Mapping
from functools import partial

from domain.events.types import Detail
from domain.law.provision import Dated, Text, always, icrra, spra
from domain.law.rule import DutyRule, Number, Penalty, Regime, Rule, says, years

_LOST = Penalty(text=Text("the status is lost", "在留資格の喪失"), under=icrra("26, 26-2", "A:3; city"))
_PERMIT = icrra("26(3)", "A:3; B:36; B:55")
_EXTENDED = icrra("26(5)", "B:36", "secondary")
_SPECIAL_PERMANENT_PERMIT = spra("23(1)", "B:36", "secondary")
_SPECIAL = icrra("26-2(2)", "A:4; A:20; B:55")
_SPECIAL_OF_SPECIAL_PERMANENT = spra("23(2)", "B:36; city", "city")

_PROTECTED_THROUGH = Text("Status protected through", "再入国の期限")
_reentry = partial(
    DutyRule, kind="reentry", desk="port", settled_by=("Reentered",), penalty=_LOST, outlives_stay=True
)


def _by_regime(ordinary: Number[int], special_permanent: Number[int]) -> Mapping[Regime | None, Number[int]]:
    """Return the number that holds for a regime; outside both, the ordinary one."""
    return {None: ordinary, "resident": ordinary, "special-permanent": special_permanent}


_ORDINARY_PERMIT_YEARS = years(5, _PERMIT)
_SPECIAL_PERMANENT_PERMIT_YEARS = years(
    6, _SPECIAL_PERMANENT_PERMIT, name=Text("years, special permanent residents", "年数(特別永住者)")
)
PERMIT_YEARS = _by_regime(_ORDINARY_PERMIT_YEARS, _SPECIAL_PERMANENT_PERMIT_YEARS)
"""Longest validity of a permit, from the grant."""

RE_1 = _reentry(
    id="RE-1",
    title=Text("Re-enter while the re-entry permit is valid", "再入国許可の有効期間内の再入国"),
    says=says(
        "By the printed date: at most 5 years (special permanent residents 6), not past the period of stay or"
        " the special period. Obtained before departure.",
        "許可の証印にある日までに再入国します。最長5年(特別永住者は6年)で、在留期間(特例期間)の末日を超えません。出国前に許可を受けます。",
        _PERMIT,
    ),
    numbers=(_ORDINARY_PERMIT_YEARS, _SPECIAL_PERMANENT_PERMIT_YEARS),
    switches=("month_end",),
    clock=Text("Re-entry permit valid through", "再入国許可の有効期間の満了日"),
)

PERMIT_EXTENSION_YEARS = years(1, _EXTENDED)
_ORDINARY_YEARS_IN_ALL = years(6, _EXTENDED, name=Text("years in all", "通算年数"))
_SPECIAL_PERMANENT_YEARS_IN_ALL = years(
    7,
    _SPECIAL_PERMANENT_PERMIT,
    name=Text("years in all, special permanent residents", "通算年数(特別永住者)"),
)
PERMIT_YEARS_IN_ALL = _by_regime(_ORDINARY_YEARS_IN_ALL, _SPECIAL_PERMANENT_YEARS_IN_ALL)
"""Longest validity of a permit with its extensions, from the grant."""

RE_2 = Rule(
    id="RE-2",
    title=Text("Extension of the permit abroad", "国外での再入国許可の有効期間の延長"),
    says=says(
        "At a mission, for serious reason: at most a year more, 6 years in all (special permanent residents"
        " 7).",
        "相当の理由があるときは、在外公館で1年以内、通算6年(特別永住者は7年)まで延長を受けられます。",
        _EXTENDED,
    ),
    numbers=(PERMIT_EXTENSION_YEARS, _ORDINARY_YEARS_IN_ALL, _SPECIAL_PERMANENT_YEARS_IN_ALL),
)

_ORDINARY_YEARS_ABROAD = years(1, _SPECIAL)
_SPECIAL_PERMANENT_YEARS_ABROAD = years(2, _SPECIAL_OF_SPECIAL_PERMANENT)
SPECIAL_REENTRY_YEARS = _by_regime(_ORDINARY_YEARS_ABROAD, _SPECIAL_PERMANENT_YEARS_ABROAD)
"""How long special re-entry protects the status, from the departure."""

RE_4 = _reentry(
    id="RE-4",
    title=Text(
        "Re-enter under special re-entry (special permanent resident)",
        "みなし再入国許可による再入国(特別永住者)",
    ),
    says=says(
        "Within 2 years of departure, with passport and certificate.",
        "旅券と特別永住者証明書を所持し、出国から2年以内に再入国します。",
        _SPECIAL_OF_SPECIAL_PERMANENT,
    ),
    numbers=(_SPECIAL_PERMANENT_YEARS_ABROAD,),
    switches=("month_end", "reentry_bound"),
    clock=_PROTECTED_THROUGH,
)
RE_3 = _reentry(
    id="RE-3",
    title=Text("Re-enter under special re-entry", "みなし再入国許可による再入国"),
    says=says(
        "Within 1 year of departure or by the end of the period of stay, whichever is first (the city page:"
        " by the card's expiry). With passport, card in hand and the intent declared.",
        "出国から1年又は在留期間の満了日(市のホームページではカードの有効期限)のいずれか早い日までに再入国します。"
        "旅券と在留カードを所持し、出国の際に再入国の意図を表明します。",
        _SPECIAL,
    ),
    numbers=(_ORDINARY_YEARS_ABROAD,),
    switches=("month_end", "reentry_bound"),
    differs="S1",
    special_permanent=RE_4,
    clock=_PROTECTED_THROUGH,
)

NO_SPECIAL_REENTRY: Dated[frozenset[Detail]] = always(
    frozenset({"refugee-applicant"}), icrra("26-2(1)", "A:20")
)
"""Designated activities whose holders leave and come back on a permit alone, by the day they leave (N54)."""

RE_5 = Rule(
    id="RE-5",
    title=Text("Who may not use special re-entry", "みなし再入国許可の対象外"),
    says=says(
        "Proceedings to revoke pending; departure confirmation withheld; detention order; refugee applicants"
        " on Designated Activities; the Minister's designation.",
        "在留資格の取消手続中の人、出国確認の留保を受けた人、収容令書の発付を受けた人、難民認定申請中で特定活動により在留する人及び法務大臣の認定を受けた人は、対象となりません。",
        icrra("26-2(1)", "A:20"),
    ),
)
RE_6 = Rule(
    id="RE-6",
    title=Text("No extension of special re-entry", "みなし再入国許可の期間の延長不可"),
    says=says(
        "Special re-entry cannot be extended abroad.",
        "みなし再入国許可の期間は、国外で延長できません。",
        icrra("26-2", "A:20; B:36"),
    ),
)
