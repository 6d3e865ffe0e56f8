"""Calendars that other programs fetch."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Calendars", "カレンダー"),
    "about": Text(
        "The last days of procedures in the calendar program you use, always up to date: one entry for each"
        " duty that is not done, from 90 days ago to 400 days ahead, of the residents whom you may list.",
        "お使いのカレンダーに手続の期限を表示し、自動的に更新します。対象は、あなたが一覧で閲覧できる方の"
        "済んでいない手続で、期限が90日前から400日先までのものです。",
    ),
    "made": Text("Your calendar is ready", "カレンダーを作成しました"),
    "once": Text(
        "Copy this address now: it is not shown again. Whoever has it can read the calendar, without signing"
        " in. Treat it like a password.",
        "次のアドレスを今すぐ控えてください。再び表示することはできません。このアドレスを知っている人は、"
        "サインインせずに閲覧できます。パスワードと同じように扱ってください。",
    ),
    "address": Text("Address", "アドレス"),
    "how": Text("How to subscribe", "カレンダーへの登録方法"),
    "outlook": Text(
        "Outlook: Add calendar, From Internet.", "Outlook:「予定表の追加」から「インターネットから」"
    ),
    "apple": Text(
        "Apple Calendar: File, New Calendar Subscription.",
        "Appleのカレンダー:「ファイル」から「新規照会カレンダー」",
    ),
    "thunderbird": Text(
        "Thunderbird: New Calendar, On the Network.", "Thunderbird:「新しいカレンダー」から「ネットワーク上」"
    ),
    "web": Text(
        "A calendar on the web (Google, Outlook.com) fetches it with its own servers: all that is in it is"
        " then there too. Only where your office allows that.",
        "ウェブ上のカレンダー(Google、Outlook.comなど)では、内容が事業者のサーバーにも保存されます。"
        "所属の規程で認められている場合に限り、使用してください。",
    ),
    "make": Text("Make a calendar", "カレンダーの作成"),
    "go": Text("Make it", "作成する"),
    "wrong": Text("Not made", "作成できませんでした"),
    "office": Text("Office", "窓口"),
    "office-help": Text(
        "A municipality or ward by name or code; leave it empty for all whom you may list.",
        "市区町村の名称又はコード。空欄の場合は、閲覧できる範囲全体になります。",
    ),
    "no-office": Text(
        "No office is called so, or several are: use the code.",
        "該当する窓口がないか、複数あります。コードを入力してください。",
    ),
    "everything": Text("All whom you may list", "閲覧できる範囲全体"),
    "kinds": Text("Kinds of duties", "手続の種類"),
    "kinds-help": Text("None ticked: all of them.", "選択しない場合は、すべての種類を表示します。"),
    "all-kinds": Text("All kinds", "すべての種類"),
    "names": Text("Show the residents' names in it", "氏名も表示する"),
    "names-help": Text(
        "Names then stand wherever the calendar is shown or copied. Without them an entry leads to the file,"
        " too.",
        "カレンダーの表示先や複製先にも氏名が残ります。表示しない場合も、予定のリンクから記録を開けます。",
    ),
    "language": Text("Language", "言語"),
    "ja": Text("Japanese", "日本語"),
    "en": Text("English", "英語"),
    "yours": Text("Calendars made", "作成済みのカレンダー"),
    "none": Text("There are none.", "ありません。"),
    "what": Text("What it shows", "内容"),
    "by": Text("Made by", "作成者"),
    "at": Text("Made", "作成日時"),
    "read": Text("Last fetched", "最終取得日時"),
    "never": Text("never", "なし"),
    "ends": Text("Ends", "有効期限"),
    "with-token": Text("with the token it was made with", "作成時のトークンの失効まで"),
    "ended": Text("ended", "失効"),
    "with-names": Text("with names", "氏名あり"),
    "without-names": Text("without names", "氏名なし"),
    "revoke": Text("Revoke", "取り消す"),
    "revoke-one": Text("Revoke the calendar made on {at}", "{at}に作成したカレンダーを取り消す"),
    "revoked": Text(
        "The calendar is revoked: its address leads nowhere now.", "カレンダーを取り消しました。"
    ),
}
