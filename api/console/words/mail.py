"""The page about mail."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Mail", "メール"),
    "lead": Text(
        "On every working day from {sent_from}, each office below receives the numbers of its work by mail,"
        " with links and without names.",
        "開庁日の{sent_from}以降に、次の窓口へ、業務の件数と一覧へのリンクをメールで送信します(氏名は含みません)。",
    ),
    "sender": Text("The mails come from {sender}.", "差出人は{sender}です。"),
    "off": Text(
        "No mail server is set, so nothing is sent: ZAIRYU_SMTP_URL in the settings of the server.",
        "メールサーバーが設定されていないため、メールは送信されません。サーバーの設定を確認してください。",
    ),
    "recipients": Text("Recipients", "送付先"),
    "nobody": Text("No office receives mails yet.", "送付先はまだ登録されていません。"),
    "office": Text("Office", "窓口"),
    "addresses": Text("Addresses", "メールアドレス"),
    "language": Text("Language", "言語"),
    "changed": Text("Changed by", "最終更新"),
    "last": Text("{day}: {state}", "{day}:{state}"),
    "never": Text("nothing sent yet", "送信はまだありません"),
    "change": Text("Change", "変更"),
    "remove": Text("Remove", "削除"),
    "remove-of": Text("Remove {office}", "{office}を削除"),
    "change-of": Text("Change {office}", "{office}を変更"),
    "set": Text("Set recipients", "送付先の登録"),
    "office-help": Text(
        "Name or code: 札幌市中央区, 01101; a regional bureau by its name: 札幌出入国在留管理局.",
        "名称又はコードを入力してください(例:札幌市中央区、01101、札幌出入国在留管理局)。",
    ),
    "addresses-help": Text(
        "One a line. They take the place of those that were set before; each receives a mail of their own.",
        "1行に1件ずつ入力してください。登録済みの送付先は、入力した内容に置き換わります。"
        "メールは1件ずつ別々に送信されます。",
    ),
    "save": Text("Save", "登録"),
    "try": Text("Try it", "試験送信"),
    "try-help": Text(
        "A mail without any numbers goes to this address, at once.",
        "件数を含まない試験メールを、このメールアドレスにすぐに送信します。",
    ),
    "your-address": Text("Your address", "あなたのメールアドレス"),
    "send": Text("Send a trial mail", "試験メールを送信"),
    "wrong": Text("This cannot be saved", "登録できません"),
    "said-set": Text("Saved.", "登録しました。"),
    "said-removed": Text("The office receives no more mails.", "送付先から削除しました。"),
    "said-tried": Text(
        "The mail server has taken the trial mail. Look into your mailbox.",
        "メールサーバーが試験メールを受け付けました。受信を確認してください。",
    ),
}
