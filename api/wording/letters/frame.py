"""The words that stand in every letter."""

from collections.abc import Mapping
from typing import Final

from api.wording.letters.words import Words
from domain.duties.duty import OwedBy
from domain.law.rule import DeskKind

MARK: Final = Words("記", "", "")
END: Final = Words("以上", "", "")
HEADING: Final = Words("{title}について(お知らせ)", "{title}", "{title}")
HONORIFIC: Final[Mapping[OwedBy, Words]] = {
    "holder": Words(" 様", "", " 様"),
    "guardian": Words(" 様 保護者様", ", to the parent or guardian", " 様 保護者様"),
    "relative-or-cohabitant": Words(" 様 御家族様", ", to the family", " 様 御家族様"),
}
REFERENCE: Final = Words("整理番号 {reference}", "Our reference {reference}", "整理番号 {reference}")
OPENING: Final = Words(
    "在留に関する手続について、次のとおりお知らせします。",
    "This letter is about a procedure for foreign residents of Japan.",
    "在留の手続のお知らせです。",
)

WHAT: Final = Words("手続", "What to do", "すること")
WHEN: Final = Words("期限", "By when", "いつまで")
WHY: Final = Words("期限の理由", "Why this day", "どうして")
WHERE: Final = Words("窓口", "Where", "どこで")
BRING: Final = Words("持参するもの", "What to bring", "持っていくもの")
FEE: Final = Words("手数料", "Fee", "手数料(お金)")

BY: Final = Words("{day}まで", "By {day}", "{day}まで")
NO_DAY: Final = Words("決まった期限はありません", "No fixed day", "期限は決まっていません")
AWAITED: Final = Words(
    "日本に入国した日から数えて決まります",
    "Counted from the day on which you enter Japan",
    "日本に戻った日から数えて決まります",
)
OVERDUE: Final = Words(
    "この期限を過ぎています。至急、手続を行うか、窓口に御相談ください。",
    "This day has passed. Please do it at once, or ask the office what to do.",
    "この日は過ぎました。すぐに手続をしてください。わからない人は、窓口に聞いてください。",
)
NOT_YET: Final = Words(
    "受付は、{day}から始まります。", "You can do this from {day} on.", "{day}から受け付けます。"
)
ADVISED: Final = Words(
    "この期限は、市のホームページの案内によるもので、法律で定められたものではありません。",
    "This day is what the page of the city asks for; the law sets none.",
    "この期限は、市のホームページに書いてあります。法律で決まった期限ではありません。",
)
UNCONFIRMED: Final = Words(
    "この期限には、確認中の事項が含まれています。窓口で御確認ください。",
    "Part of this is not confirmed yet: please check the day with the office.",
    "この期限は、確認しているところです。窓口に聞いてください。",
)
OWED_BY: Final[Mapping[OwedBy, Words | None]] = {
    "holder": None,
    "guardian": Words(
        "本人に代わって、保護者等が手続をしてください。",
        "A parent or guardian does this for the child.",
        "本人の代わりに、保護者が手続をしてください。",
    ),
    "relative-or-cohabitant": Words(
        "親族又は同居していた方が手続をしてください。",
        "A relative does this, or whoever lived in the same household.",
        "家族か、いっしょに住んでいた人が手続をしてください。",
    ),
}
CARD: Final = Words(
    "対象の在留カード等の番号:{number}", "Number of the card: {number}", "カードの番号:{number}"
)

DESKS: Final[Mapping[DeskKind, Words]] = {
    "municipality": Words(
        "お住まいの市区町村の窓口",
        "The office of the place where you live",
        "住んでいる市区町村の窓口",
    ),
    "bureau": Words(
        "お住まいの地域を管轄する地方出入国在留管理局",
        "The immigration bureau for the place where you live",
        "住んでいる地域の出入国在留管理局",
    ),
    "port": Words(
        "空港又は港の入国審査官",
        "The immigration officer at the airport or seaport",
        "空港か港の入国審査官",
    ),
    "police": Words("警察署又は交番", "The police", "警察か交番"),
}
"""Where a desk is not known by name."""
HOURS: Final = Words("受付時間:{hours}", "Open: {hours}", "開いている時間:{hours}")
TELEPHONE: Final = Words("電話番号:{number}", "Telephone: {number}", "電話番号:{number}")
BY_POST: Final = Words(
    "郵送で返納する場合の送り先:{address}", "By post to: {address}", "郵便で送る人の送り先:{address}"
)

ASK_WHAT_TO_BRING: Final = Words(
    "必要な書類等は、あらかじめ窓口にお尋ねください。",
    "Please ask the office what to bring before you come.",
    "何《なに》が必要か、窓口に聞いてください。",
)
ASK_FOR_MORE: Final = Words(
    "そのほか必要なものは、あらかじめ窓口にお尋ねください。",
    "Please ask the office whether you need anything else before you come.",
    "ほかに必要なものは、窓口に聞いてください。",
)

MAY_BE_WRONG: Final = Words(
    "このお知らせは、{day}現在の記録に基づいて作成しました。記録に誤りがある場合や、行き違いで既に手続がお済みの場合もあります。"
    "お気付きの点や御不明な点がありましたら、次の問合せ先まで御連絡ください。",
    "This letter says what our records show on {day}. They may be wrong, or you may have done this already."
    " If so, or if you have questions, please ask:",
    "この手紙は、{day}の記録を見て作りました。記録が違っていることもあります。"
    "記録が違うときや、もう手続をしたときは、下のところに知らせてください。わからないときも、聞いてください。",
)
CONTACT: Final = Words("・{office}", "- {office}", "・{office}")
CENTER: Final = Words(
    "・{name} 電話 {telephone}(IP電話・海外からは {abroad})、{hours}",
    "- {name}, telephone {telephone} (IP telephones and from abroad: {abroad}), {hours}",
    "・{name} 電話 {telephone}(外国などからは {abroad})、{hours}",
)
