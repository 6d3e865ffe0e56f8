"""Mail in words: what is wrong with an address, and what became of a digest."""

from collections.abc import Mapping
from typing import Final

from adapters.exchange.languages import MailLanguage
from adapters.exchange.mail.addresses import LONGEST, AddressFault
from adapters.postgres.mail import DigestState
from domain.law.provision import Text

ADDRESS_FAULTS: Final[Mapping[AddressFault, Text]] = {
    "full-width": Text(
        "This has full-width characters; type it in half-width ones.",
        "全角文字が含まれています。半角で入力してください。",
    ),
    "not-ascii": Text(
        "This has letters that no mail address has; a Japanese domain is written as `xn--…`.",
        "メールアドレスに使えない文字が含まれています。"
        "日本語のドメイン名は、`xn--`で始まる形で入力してください。",
    ),
    "no-at": Text(
        "There is no @; write it as `desk@city.example.jp`.",
        "「@」がありません。`desk@city.example.jp`のように入力してください。",
    ),
    "several": Text("Write one address at a time.", "メールアドレスは1件ずつ入力してください。"),
    "no-domain": Text(
        "What stands after the @ is no domain; write it as `desk@city.example.jp`.",
        "「@」より後が正しくありません。`desk@city.example.jp`のように入力してください。",
    ),
    "no-address": Text(
        "There is a letter before the @ that no address has, or a full stop too many.",
        "「@」より前に、使えない文字があるか、余分な「.」があります。",
    ),
    "too-long": Text(
        f"This is too long: {LONGEST} letters at most, 64 of them before the @.",
        f"長すぎます。全体で{LONGEST}字以内、「@」より前は64字以内で入力してください。",
    ),
}
TWICE: Final = Text("This address stands in the list twice.", "同じメールアドレスが2件あります。")
NOT_TAKEN: Final = Text(
    "The mail server did not take the mail: {answer}.",
    "メールサーバーがメールを受け付けませんでした({answer})。",
)
DIGEST_STATES: Final[Mapping[DigestState, Text]] = {
    "sent": Text("sent", "送信済み"),
    "nothing": Text("nothing to tell, not sent", "該当なし(送信不要)"),
    "again": Text("not sent yet, to be tried again", "未送信(再送待ち)"),
    "refused": Text("refused by the mail server", "メールサーバーが受信を拒否"),
    "missed": Text("could not be sent that day", "当日中に送信できませんでした"),
}
LANGUAGES: Final[Mapping[MailLanguage, Text]] = {
    "ja": Text("Japanese", "日本語"),
    "en": Text("English", "英語"),
    "both": Text("Japanese and English", "日本語と英語"),
}
