"""Until when a card is valid (ICRRA 19-5; SPRA 9; VAL-1 to VAL-6, SPR-3): through the printed day.

19-5(1): permanent residents and HSP(ii) for seven years from the issue, under 16 to the 16th birthday, since
2023-11-01 to the day before it; all others as long as their stay, under 16 no longer than that birthday.
19-5(2): while an extension or change filed in time is pending, a card bound to the stay lives on.
Since 2026-06-14 the cards of permanent residents and HSP(ii), and certificates, end on a birthday after the
issue; how many birthdays is unconfirmed.
"""

from datetime import date

from domain.events.types import StatusCode
from domain.law.calendar import birthday
from domain.law.provision import Dated, InForce, Text, always, icrra, spra
from domain.law.rule import Number, Rule, days, says, since, years

_DAY_BEFORE_SINCE = date(2023, 11, 1)
_NEW_CARDS_SINCE = date(2026, 6, 14)

_STATUTE = icrra("19-5(1)", "A:1")
_BIRTHDAY = icrra("19-5(1)", "A:76; B:19")
_DAY_BEFORE = icrra("19-5(1)", "A:1; B:19")
_NEW_CARDS = icrra("19-5(1)", "B:40; B:41; the numbers for residence cards: memory", "memory-medium")
_UNRESOLVED = icrra("19-5(1)", "memory", "memory-low")
_CERTIFICATE = spra("9", "B:35", "secondary")
_NEW_CERTIFICATES = spra("9", "B:40; memory", "memory-medium")

WITHOUT_PERIOD: Dated[frozenset[StatusCode]] = always(
    frozenset[StatusCode]({"permanent-resident", "hsp-2"}), _STATUTE
)
"""Statuses without a period of stay, whose cards VAL-1 and VAL-2 bound."""

CHILD_AGE = years(16, _DAY_BEFORE, name=Text("age in years", "年齢"))
"""Under this age at the issue a card is a child's."""

CARD_YEARS: Number[int | None] = Number(
    (InForce(value=7, under=_STATUTE), InForce(since=_NEW_CARDS_SINCE, value=None, under=_NEW_CARDS)),
    Text("years", "年数"),
)
"""Counted from the issue; None since birthdays count instead."""

BIRTHDAY_COUNT_AGE = Number(
    (InForce(since=_NEW_CARDS_SINCE, value=18, under=_NEW_CARDS),),
    Text("age at issue in years", "交付時の年齢"),
)
BIRTHDAYS_FROM_18 = Number(
    (InForce(since=_NEW_CARDS_SINCE, value=10, under=_NEW_CARDS),),
    Text("birthdays after issue, 18 or over", "交付後の誕生日の回数(18歳以上)"),
)
BIRTHDAYS_UNDER_18 = Number(
    (InForce(since=_NEW_CARDS_SINCE, value=5, under=_NEW_CARDS),),
    Text("birthdays after issue, under 18", "交付後の誕生日の回数(18歳未満)"),
)
_BIRTHDAYS = (BIRTHDAY_COUNT_AGE, BIRTHDAYS_FROM_18, BIRTHDAYS_UNDER_18)

_BEFORE_16TH = Text("days before the 16th birthday", "16歳の誕生日前の日数")
CHILD_CARD_ENDS = days(
    0,
    _BIRTHDAY,
    InForce(since=_DAY_BEFORE_SINCE, value=1, under=_DAY_BEFORE),
    InForce(since=_NEW_CARDS_SINCE, value=1, under=_UNRESOLVED),
    name=_BEFORE_16TH,
)
"""By how many days a child's card ends before the 16th birthday, if the stay does not end sooner."""

CHILD_CARD_WITHOUT_PERIOD_ENDS: Number[int | None] = Number(
    (
        InForce(value=0, under=_BIRTHDAY),
        InForce(since=_DAY_BEFORE_SINCE, value=1, under=_DAY_BEFORE),
        InForce(since=_NEW_CARDS_SINCE, value=None, under=_NEW_CARDS),
    ),
    _BEFORE_16TH,
)
"""The same for children without a period of stay; None since birthdays after the issue count instead."""

CHILD_CERTIFICATE_ENDS: Number[int | None] = Number(
    (
        InForce(value=0, under=_CERTIFICATE),
        InForce(since=_DAY_BEFORE_SINCE, value=1, under=_CERTIFICATE),
        InForce(since=_NEW_CARDS_SINCE, value=None, under=_NEW_CERTIFICATES),
    ),
    _BEFORE_16TH,
)
CERTIFICATE_BIRTHDAYS: Number[int | None] = Number(
    (
        InForce(value=7, under=_CERTIFICATE),
        InForce(since=_NEW_CARDS_SINCE, value=None, under=_NEW_CERTIFICATES),
    ),
    Text("birthdays after issue", "交付後の誕生日の回数"),
)
"""After the issue, on renewal after the old expiry; None since the age at issue decides how many."""

VAL_1 = Rule(
    id="VAL-1",
    title=Text("Card of a permanent resident or HSP(ii)", "永住者・高度専門職2号のカードの有効期間"),
    says=says(
        "7 years from the issue; the printed date wins.",
        "交付の日から7年です。券面の日付が優先します。",
        _STATUTE,
        since(
            _NEW_CARDS_SINCE,
            "The 10th birthday after the issue, the 5th for holders under 18 at issue; unconfirmed.",
            "交付後10回目の誕生日までです。交付時に18歳未満のときは5回目の誕生日までです(未確認)。",
            _NEW_CARDS,
        ),
    ),
    numbers=(CARD_YEARS, *_BIRTHDAYS),
    switches=("pr7_day",),
)
VAL_2 = Rule(
    id="VAL-2",
    title=Text("Card of a permanent resident under 16", "16歳未満の永住者のカードの有効期間"),
    says=says(
        "The 16th birthday.",
        "16歳の誕生日までです。",
        _BIRTHDAY,
        since(
            _DAY_BEFORE_SINCE,
            "The day before the 16th birthday.",
            "16歳の誕生日の前日までです。",
            _DAY_BEFORE,
        ),
        since(_NEW_CARDS_SINCE, "As VAL-1; unconfirmed.", "VAL-1と同じです(未確認)。", _NEW_CARDS),
    ),
    numbers=(CHILD_AGE, CHILD_CARD_WITHOUT_PERIOD_ENDS, *_BIRTHDAYS),
)
VAL_3 = Rule(
    id="VAL-3",
    title=Text("Card of any other holder aged 16 or over", "その他の16歳以上のカードの有効期間"),
    says=says(
        "The last day of the period of stay.",
        "在留期間の満了の日までです。",
        _STATUTE,
        since(
            _NEW_CARDS_SINCE,
            "The last day of the period of stay.",
            "在留期間の満了の日までです。",
            icrra("19-5(1)", "memory", "memory-high"),
        ),
    ),
)
VAL_4 = Rule(
    id="VAL-4",
    title=Text("Card of any other holder under 16", "その他の16歳未満のカードの有効期間"),
    says=says(
        "The last day of the period of stay or the 16th birthday, whichever is earlier.",
        "在留期間の満了の日又は16歳の誕生日のいずれか早い日までです。",
        _BIRTHDAY,
        since(
            _DAY_BEFORE_SINCE,
            "The last day of the period of stay or the day before the 16th birthday, the earlier.",
            "在留期間の満了の日又は16歳の誕生日の前日のいずれか早い日までです。",
            _DAY_BEFORE,
        ),
        since(
            _NEW_CARDS_SINCE,
            "Unresolved: the 5th birthday after issue, or the rule before, which is shown; not checked.",
            "交付後5回目の誕生日までか、従前の規定によるかが確認できていません。従前の日を示し、券面との照合はしません。",
            _UNRESOLVED,
        ),
    ),
    numbers=(CHILD_AGE, CHILD_CARD_ENDS),
)
VAL_5 = Rule(
    id="VAL-5",
    title=Text("Card during the special period", "特例期間中のカード"),
    says=says(
        "While an extension or change filed in time is pending, a card bound to the period of stay stays"
        " valid through the special period; not where the birthday was the bound.",
        "期限内に更新又は変更を申請している間、在留期間に合わせたカードは特例期間の終わりまで有効です。誕生日を満了日とするカードは除きます。",
        icrra("19-5(2)", "A:1; B:1b"),
    ),
)
VAL_6 = Rule(
    id="VAL-6",
    title=Text("Birthday on 29 February", "2月29日生まれ"),
    says=says(
        "In common years the birthday of the card rules is 28 February.",
        "うるう年でない年は、2月28日を誕生日とみなします。",
        icrra("19-5(1)(ii)", "A:1"),
    ),
)
SPR_3 = Rule(
    id="SPR-3",
    title=Text("Validity of the certificate", "特別永住者証明書の有効期間"),
    says=says(
        "Aged 16 or over: the 7th birthday after the issue, on renewal after the old expiry; under 16: the"
        " 16th birthday.",
        "16歳以上は、交付後(更新のときは旧満了日後)7回目の誕生日までです。16歳未満は16歳の誕生日までです。",
        _CERTIFICATE,
        since(
            _DAY_BEFORE_SINCE,
            "As before, but under 16: the day before the 16th birthday.",
            "従前と同じです。16歳未満は16歳の誕生日の前日までです。",
            _CERTIFICATE,
        ),
        since(
            _NEW_CARDS_SINCE,
            "The 10th birthday (5th when under 18 at issue), as VAL-1; unconfirmed.",
            "VAL-1と同じく、10回目(交付時に18歳未満のときは5回目)の誕生日までです(未確認)。",
            _NEW_CERTIFICATES,
        ),
    ),
    numbers=(CHILD_AGE, CHILD_CERTIFICATE_ENDS, CERTIFICATE_BIRTHDAYS, *_BIRTHDAYS),
)


def sixteenth_birthday(birth: date, on: date) -> date:
    """Return the birthday until which a card is a child's, by the law of a day."""
    return birthday(birth, CHILD_AGE.on(on))
