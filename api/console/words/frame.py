"""What stands on every page."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "skip": Text("Skip to the content", "本文へ移動"),
    "system": Text("Residence cases", "在留管理"),
    "navigation": Text("Pages", "ページ"),
    "today": Text("Today", "今日の業務"),
    "worklist": Text("Worklist", "手続一覧"),
    "search": Text("Search", "検索"),
    "new": Text("Open a file", "記録の開始"),
    "notices": Text("Notices", "通知"),
    "letters": Text("Letters", "お知らせ文書"),
    "audit": Text("Audit", "監査"),
    "webhooks": Text("Webhooks", "外部連携"),
    "mail": Text("Mail", "メール"),
    "rules": Text("Rules", "規則"),
    "sign-out": Text("Sign out", "サインアウト"),
    "sign-out-everywhere": Text("Sign out everywhere", "すべての端末からサインアウト"),
    "language": Text("日本語", "English"),
    "language-code": Text("ja", "en"),
    "on": Text("As of", "基準日"),
    "known": Text("As known on", "把握時点"),
    "seen-through": Text("Day and state of knowledge", "基準日と把握時点"),
    "day-hint": Text("2026-03-07, R8.3.7", "2026-03-07、R8.3.7"),
    "now": Text("now", "現在"),
    "show": Text("Show", "表示"),
    "not-today": Text("Not today's answer", "今日の内容ではありません"),
    "shown-on": Text("This is how things stand on {on}.", "{on}の内容を表示しています。"),
    "shown-known": Text("Only what was recorded up to {known} counts.", "{known}までの記録によります。"),
    "back": Text("Back to today", "今日の内容へ戻る"),
    "home": Text("To today's work", "今日の業務へ"),
    "no-such-day": Text(
        "A day is written as 2026-03-07, 20260307, 令和8年3月7日 or R8.3.7.",
        "日付は2026-03-07、20260307、令和8年3月7日、R8.3.7のいずれかの形で入力してください。",
    ),
    "forged": Text(
        "This was sent by another site, and not by a page of this one. Nothing was done.",
        "この画面以外のサイトから送信されたため、処理しませんでした。",
    ),
    "stale": Text("This page is out of date", "画面の情報が古くなっています"),
    "stale-why": Text(
        "You have signed in or out since it was loaded. Nothing was done.",
        "この画面を開いた後にサインイン又はサインアウトしたため、処理しませんでした。",
    ),
    "stale-kept": Text(
        "What you typed is kept. Open the page again and send it once more.",
        "入力した内容は保存されています。画面を開き直して、もう一度送信してください。",
    ),
    "stale-again": Text(
        "Open the page again. If this keeps happening, your browser does not accept cookies.",
        "画面を開き直してください。繰り返し表示される場合は、ブラウザーのCookieの設定をご確認ください。",
    ),
    "office-not-told": Text("office not shown", "窓口は非表示"),
    "open-again": Text("Open the page again", "画面を開き直す"),
}
