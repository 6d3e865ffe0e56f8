"""Renewing a card that does not end with the stay (ICRRA 19-11; SPRA 12; REN-1 to REN-3, SPR-4).

19-11(1): filed from so many months before the card's last day: two, three since 2026-06-14 (N63); six for a
card that ends by the 16th birthday. 19-11(2): earlier, with reason. The last day for filing rolls; the card
itself lapses on the printed day (N52).
"""

from datetime import date
from functools import partial

from domain.law.provision import InForce, Text, icrra, spra
from domain.law.rule import DutyRule, Number, Penalty, Rule, says, since, window

_LONGER_SINCE = date(2026, 6, 14)

_CARD = icrra("19-11(1)", "A:17; B:18; that a closed last day moves: memory")
_LONGER_CARD = icrra("19-11(1)", "B:75", "memory-medium")
_CHILD_CARD = icrra("19-11(1)", "A:17; B:19; that a closed last day moves: memory")
_CERTIFICATE = spra("12(1)", "B:35", "secondary")
_LONGER_CERTIFICATE = spra("12(1)", "B:75", "memory-medium")

_PENALTY = Penalty(
    text=Text(
        "up to 1 year or 200,000 yen; for those who are in Japan only",
        "1年以下の拘禁刑又は20万円以下の罰金(日本にいる人に限る)",
    ),
    under=icrra("71-2", "memory; B:54 for 19-12", "memory-high"),
    in_japan_only=True,
)
_DOUBT = Text(
    "that a closed last day moves to the next open day: from memory",
    "末日が閉庁日のとき翌開庁日に延びること(出典未確認)",
)

CARD_WINDOW = window(2, _CARD, InForce(since=_LONGER_SINCE, value=3, under=_LONGER_CARD))
CHILD_CARD_WINDOW = window(6, _CHILD_CARD)
CERTIFICATE_WINDOW = window(2, _CERTIFICATE, InForce(since=_LONGER_SINCE, value=3, under=_LONGER_CERTIFICATE))
CHILD_CERTIFICATE_WINDOW = window(
    6, _CERTIFICATE, name=Text("months before the last day, under 16", "満了前の月数(16歳未満)")
)

_renewal = partial(DutyRule, kind="application", settled_by=("ApplicationFiled", "CardIssued"))

SPR_4 = _renewal(
    id="SPR-4",
    title=Text("Renew the certificate", "特別永住者証明書の有効期間の更新申請"),
    says=says(
        "Within the 2 months before the last day, under 16 within 6 months, at the ward.",
        "有効期間の満了日の2か月前(16歳未満は6か月前)から満了日までに、市区町村で申請します。",
        _CERTIFICATE,
        since(
            _LONGER_SINCE,
            "Within the 3 months before the last day (unconfirmed), under 16 within 6 months, at the ward.",
            "有効期間の満了日の3か月前(未確認。16歳未満は6か月前)から満了日までに、市区町村で申請します。",
            _LONGER_CERTIFICATE,
        ),
    ),
    numbers=(CERTIFICATE_WINDOW, CHILD_CERTIFICATE_WINDOW),
    desk="municipality",
    clock=Text("Certificate valid through", "特別永住者証明書の有効期間の満了日"),
)
_card_renewal = partial(
    _renewal,
    clock=Text("Card valid through", "在留カードの有効期間の満了日"),
    desk="bureau",
    penalty=_PENALTY,
    doubt=_DOUBT,
    special_permanent=SPR_4,
)

REN_1 = _card_renewal(
    id="REN-1",
    title=Text("Renew the card", "在留カードの有効期間の更新申請"),
    says=says(
        "Permanent residents aged 16 or over and HSP(ii) apply within the 2 months before the card ends; the"
        " last day rolls to the next open day. No fee.",
        "16歳以上の永住者及び高度専門職2号の人は、有効期間の満了日の2か月前から満了日までに申請します。末日が閉庁日に当たるときは翌開庁日までです。手数料はかかりません。",
        _CARD,
        since(
            _LONGER_SINCE,
            "Permanent residents aged 16 or over and HSP(ii) apply within the 3 months (unconfirmed) before"
            " the card ends; the last day rolls to the next open day. No fee.",
            "16歳以上の永住者及び高度専門職2号の人は、有効期間の満了日の3か月前(未確認)から満了日までに申請します。末日が閉庁日に当たるときは翌開庁日までです。"
            "手数料はかかりません。",
            _LONGER_CARD,
        ),
    ),
    numbers=(CARD_WINDOW,),
)
REN_2 = _card_renewal(
    id="REN-2",
    title=Text("Renew the card that ends at 16", "16歳の誕生日までのカードの更新申請"),
    says=says(
        "A card that ends at the 16th birthday is renewed within the 6 months before; the guardian files"
        " while the holder is under 16.",
        "16歳の誕生日までに満了するカードは、満了日の6か月前から満了日までに更新を申請します。16歳未満の間は、親族が代わって申請します。",
        _CHILD_CARD,
    ),
    numbers=(CHILD_CARD_WINDOW,),
)
REN_3 = Rule(
    id="REN-3",
    title=Text("Renew early before an absence", "長期不在前の早期更新"),
    says=says(
        "Who expects to be away in the window (a long trip, illness) may renew earlier, with reason.",
        "申請できる期間に不在が見込まれる場合(長期の旅行、病気など)は、理由を示して、その前に申請できます。",
        icrra("19-11(2)", "A:17"),
    ),
)


def window_of(rule: DutyRule, *, child: bool) -> Number[int]:
    """Return the window of a rule of renewal; SPR-4 has one for each age."""
    if rule is SPR_4:
        return CHILD_CERTIFICATE_WINDOW if child else CERTIFICATE_WINDOW
    return CHILD_CARD_WINDOW if child else CARD_WINDOW
