"""Giving a lapsed card back (ICRRA 19-14, 19-15; SPRA 15, 16; RET-1 to RET-7, SPR-7).

19-14: a card lapses when its holder (i) is no mid- to long-term resident any more, when (ii) its validity
ended, (iii) the holder left Japan without a re-entry permission, (iv) that permission ran out abroad, (v) a
new card was issued, or (vi) the holder died.
19-15(1): back within fourteen days of the lapse. (2): at once, on leaving for good or for a new card.
(3): a lost card that is found after it lapsed, within fourteen days of finding it. (4): of who died, by a
relative or cohabitant, within fourteen days of the death or of finding it.
The end of the stay ends none of this.
"""

from functools import partial

from domain.law.provision import Text, icrra, spra
from domain.law.rule import DutyRule, Penalty, days, says

_FINE = icrra("71-5", "memory", "memory-medium")
_PENALTY = Penalty(text=Text("fine up to 200,000 yen", "20万円以下の罰金"), under=_FINE)
_CIVIL_PENALTY = Penalty(text=Text("civil fine", "過料"), under=_FINE)
_LAPSED = icrra("19-15(1)", "A:10; A:11")
_LEFT_FOR_GOOD = icrra("19-15(2)", "city; A:10")
_NEW_CARD = icrra("19-15(2)", "A:10; A:11")
_FOUND = icrra("19-15(3)", "A:10; A:11")
_DIED = icrra("19-15(4)", "A:10; A:11")
_SPECIAL_PERMANENT = spra("15, 16", "A:63; memory", "memory-high")

_returned = partial(DutyRule, kind="return", desk="bureau", settled_by=("CardReturned",), outlives_stay=True)

SPR_7 = _returned(
    id="SPR-7",
    title=Text("Return the certificate", "特別永住者証明書の返納"),
    says=says(
        "Within 14 days, for the same causes and with the same dates as residence cards.",
        "在留カードと同じ事由及び期限(14日以内等)により返納します。",
        _SPECIAL_PERMANENT,
    ),
    within=days(14, _SPECIAL_PERMANENT),
)

_card_returned = partial(_returned, penalty=_PENALTY, special_permanent=SPR_7)
_RETURN_DAYS = days(14, _LAPSED)

RET_1 = _card_returned(
    id="RET-1",
    title=Text(
        "Return the card: no longer a mid- to long-term resident",
        "在留カードの返納(中長期在留者でなくなった)",
    ),
    says=says(
        "Naturalised, changed to a status without a card, the stay ended, or revoked: within 14 days.",
        "帰化、対象外の在留資格への変更、在留期間の経過、取消し等により中長期在留者でなくなった日から14日以内に返納します。",
        _LAPSED,
    ),
    within=_RETURN_DAYS,
    clock=Text("Stay as a mid- to long-term resident ended", "中長期在留者でなくなった日"),
)
RET_2 = _card_returned(
    id="RET-2",
    title=Text("Return the card: its validity ended", "在留カードの返納(有効期間満了)"),
    says=says(
        "Within 14 days of the card's last day.",
        "有効期間が満了した日から14日以内に返納します。",
        _LAPSED,
    ),
    within=_RETURN_DAYS,
    clock=Text("Validity of the card ended", "在留カードの有効期間の満了"),
)
RET_3 = _card_returned(
    id="RET-3",
    title=Text("Return the card at the port on final departure", "出国時の在留カードの返納"),
    says=says(
        "Leaving without a re-entry permission: at once, to the immigration officer at the port.",
        "再入国の許可を受けずに出国するときは、出国の際、直ちに入国審査官に返納します。",
        _LEFT_FOR_GOOD,
    ),
    desk="port",
    clock=Text("At once, on the day of departure", "出国の際に直ちに"),
)
RET_4 = _card_returned(
    id="RET-4",
    title=Text("Return the old card that was found", "発見したカードの返納"),
    says=says(
        "A lost card that turns up after it lapsed: within 14 days of finding it.",
        "失効後に発見したカードは、発見した日から14日以内に返納します。",
        _FOUND,
    ),
    within=days(14, _FOUND),
    clock=Text("Card found", "在留カード等の発見"),
)
RET_5 = _card_returned(
    id="RET-5",
    title=Text(
        "Return the card: re-entry permission ran out abroad", "在留カードの返納(再入国許可の有効期間の経過)"
    ),
    says=says(
        "The re-entry permission ran out while abroad: within 14 days.",
        "国外で再入国許可の有効期間が経過した日から14日以内に返納します。",
        _LAPSED,
    ),
    within=_RETURN_DAYS,
    clock=Text("Re-entry permission ran out", "再入国許可の有効期間の経過"),
)
RET_6 = _card_returned(
    id="RET-6",
    title=Text("Return the old card: a new one was issued", "旧カードの返納(新カード交付)"),
    says=says(
        "At once, in practice at the counter.",
        "新しい在留カードの交付を受けたときは、直ちに返納します(通常は窓口で行います。)。",
        _NEW_CARD,
    ),
    clock=Text("At once, on the day of issue", "交付の際に直ちに"),
)
RET_7 = _card_returned(
    id="RET-7",
    title=Text("Return the card of the deceased", "死亡した人の在留カードの返納"),
    says=says(
        "A relative or cohabitant returns it within 14 days of the death, or of finding it.",
        "親族又は同居者が、死亡の日(又は発見の日)から14日以内に返納します。",
        _DIED,
    ),
    within=days(14, _DIED),
    penalty=_CIVIL_PENALTY,
    clock=Text("Death, or card found", "死亡又は在留カード等の発見"),
)
