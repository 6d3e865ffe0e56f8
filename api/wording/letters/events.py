"""What happened, in plain Japanese: the events that raise duties, and what else starts their days."""

from collections.abc import Mapping
from typing import Final

from api.wording.letters.words import Words

EASY_EVENTS: Final[Mapping[str, str]] = {
    "Landed": "日本に来たこと",
    "AcquisitionGroundsArose": "日本で生まれるなどしたこと",
    "StatusAcquired": "在留資格の許可",
    "PeriodExtended": "在留期間を長くする許可",
    "StatusChanged": "在留資格を変える許可",
    "PermanentResidenceGranted": "永住の許可",
    "StatusLost": "在留資格が無くなったこと",
    "PurposeChanged": "日本に住む目的が変わったこと",
    "CardIssued": "カードを受け取ったこと",
    "CardLost": "カードが無いとわかったこと",
    "CardDamaged": "カードが壊れたり汚れたりしたこと",
    "CardReplacementOrdered": "カードを交換する命令",
    "CardFound": "カードが見つかったこと",
    "Settled": "住所が決まったこと",
    "Moved": "引っ越し",
    "ParticularsChanged": "名前などが変わったこと",
    "OrganisationChanged": "会社や学校が変わったこと",
    "MarriageEnded": "離婚したか、夫や妻が亡くなったこと",
    "Departed": "日本から出たこと",
    "Reentered": "日本に戻ったこと",
    "Died": "亡くなったこと",
    "Naturalised": "帰化",
}
"""By type of event: those that raise a duty."""

EASY_CHANGES: Final[Mapping[str, str]] = {
    "renamed": "会社や学校の名前が変わったこと",
    "relocated": "会社や学校の住所が変わったこと",
    "ceased": "会社や学校が無くなったこと",
    "left": "会社や学校を辞めたこと",
    "joined": "新しい会社や学校に入ったこと",
    "contract-ended": "会社などとの契約が終わったこと",
    "contract-started": "会社などとの新しい契約が始まったこと",
}

CLOCKS: Final[Mapping[str, Words]] = {
    "Settled and permitted": Words(
        "許可及び住居地の決定",
        "you had both a permission and a place to live",
        "許可があって、住所も決まったこと",
    ),
    "First entry after learning of it": Words(
        "紛失等を知った後の最初の入国",
        "you first entered Japan after you learned of it",
        "カードが無いとわかったあとで、日本に戻ったこと",
    ),
    "Stay as a mid- to long-term resident ended": Words(
        "中長期在留者でなくなったこと",
        "you stopped being a mid- to long-term resident",
        "在留カードを持つ人ではなくなったこと",
    ),
    "Validity of the card ended": Words(
        "在留カードの有効期間の満了",
        "the validity of your card ended",
        "カードの有効期間が終わったこと",
    ),
    "At once, on the day of departure": Words(
        "出国の日", "The day on which you leave Japan", "日本から出る日"
    ),
    "Card found": Words("在留カード等の発見", "the card was found", "カードが見つかったこと"),
    "Re-entry permission ran out": Words(
        "再入国許可の有効期間の経過",
        "your re-entry permission ran out",
        "再入国許可の有効期間が終わったこと",
    ),
    "At once, on the day of issue": Words(
        "新しい在留カードの交付の日",
        "The day on which you receive the new card",
        "新しいカードを受け取る日",
    ),
    "Death, or card found": Words(
        "死亡又は在留カード等の発見",
        "the holder died, or the card was found",
        "亡くなったか、カードが見つかったこと",
    ),
    "Clock started on coming back": Words("再入国", "you came back to Japan", "日本に戻ったこと"),
    "Period of stay ends": Words("在留期間の満了日", "Your period of stay ends", "在留期間が終わる日"),
    "Card valid through": Words(
        "在留カードの有効期間の満了日", "Your card is valid through", "在留カードの有効期間が終わる日"
    ),
    "Certificate valid through": Words(
        "特別永住者証明書の有効期間の満了日",
        "Your certificate is valid through",
        "特別永住者証明書の有効期間が終わる日",
    ),
    "Re-entry permit valid through": Words(
        "再入国許可の有効期間の満了日",
        "Your re-entry permit is valid through",
        "再入国許可の有効期間が終わる日",
    ),
    "Status protected through": Words("再入国の期限", "You keep your status through", "日本に戻る期限の日"),
}
"""What starts the days, or is the last one, by the English words that rules have for it."""
