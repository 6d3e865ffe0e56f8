"""What to do about each problem of the HTTP surface: the next step, by code."""

from collections.abc import Mapping

from api.wording.text import said
from domain.law.provision import Text

REMEDIES: Mapping[str, Text] = {
    "case-already-open": Text(
        "Leave CaseOpened out; a changed name or nationality is ParticularsChanged, a slip is corrected.",
        "`CaseOpened`を除いて記録してください。氏名などの変更は`ParticularsChanged`、誤記は訂正で記録します。",
    ),
    "case-not-open": Text(
        "Put CaseOpened before all other events, once.", "`CaseOpened`を先頭に一度だけ置いてください。"
    ),
    "before-birth": Text("Check the day and the date of birth.", "日付と生年月日を確認してください。"),
    "after-death": Text(
        "Check the day; after death only a card found or returned, a protected address, notes and corrections"
        " are recorded.",
        "日付を確認してください。死亡後に記録できるのは、カードの発見と返納、支援措置、メモ、訂正だけです。",
    ),
    "not-abroad": Text(
        "Record the departure (Departed) first, or check the day.",
        "先に出国(`Departed`)を記録するか、日付を確認してください。",
    ),
    "not-in-japan": Text(
        "Record the landing (Landed) or re-entry (Reentered) first, or check the day.",
        "先に上陸(`Landed`)又は再入国(`Reentered`)を記録するか、日付を確認してください。",
    ),
    "address-protected": Text(
        "Read the file on the screen and say why; whole files and proofs are to be had after the protection.",
        "画面で理由を示して閲覧してください。記録全体や証明は、支援措置の終了後に取得できます。",
    ),
    "card-not-issued": Text(
        "Record its issue (CardIssued) first, or check the number.",
        "先に交付(`CardIssued`)を記録するか、番号を確認してください。",
    ),
    "no-status": Text(
        "Record the landing or the permission first, or check the day.",
        "先に上陸又は許可を記録するか、日付を確認してください。",
    ),
    "application-not-pending": Text(
        "Record the application (ApplicationFiled) first, or check procedure and day.",
        "先に申請(`ApplicationFiled`)を記録するか、手続の種類と日付を確認してください。",
    ),
    "card-number-taken": Text(
        "Compare the number with the card; if it is right, have the other file corrected.",
        "カードの番号を確認してください。正しい場合は、もう一方の記録の訂正を依頼してください。",
    ),
    "reentry-permit-too-long": Text(
        "Check `valid_until`: five years at most (special permanent residents six), and not past the stay.",
        "`valid_until`を確認してください。上限は5年(特別永住者は6年)で、在留期限を超えることはできません。",
    ),
    "status-lost": Text(
        "Record the new landing (Landed), or check the day of re-entry.",
        "新たな上陸(`Landed`)として記録するか、再入国の日付を確認してください。",
    ),
    "unknown-version": Text(
        "Take the `version` from the resident's events.", "履歴(`events`)にある`version`を指定してください。"
    ),
    "case-opening-not-voidable": Text(
        "Correct it instead (EventCorrected).", "取消しではなく、訂正(`EventCorrected`)を記録してください。"
    ),
    "not-correctable": Text(
        "Correct the version it speaks of once more; the last correction counts.",
        "訂正の対象となった元の記録番号を、もう一度訂正してください。最後の訂正が有効になります。",
    ),
    "already-voided": Text("Record the event anew.", "改めて記録してください。"),
    "no-permit": Text(
        "Record the departure with a permit first, or check the day.",
        "先に再入国許可による出国を記録するか、日付を確認してください。",
    ),
    "contradicts-later-event": Text(
        "Check the day, or have the version named corrected first.",
        "日付を確認するか、先に示された記録番号の訂正を依頼してください。",
    ),
    "history-too-long": Text(
        "Nothing more can be recorded about this resident; ask the administrator.",
        "これ以上は記録できません。管理者に相談してください。",
    ),
    "office-not-found": Text(
        "Take the code of a municipality or ward, or the id of a regional bureau, from the list of offices.",
        "市区町村(政令市は区)のコード、又は窓口の一覧にある地方出入国在留管理局のコードを指定してください。",
    ),
    "no-mail-server": Text(
        "Set ZAIRYU_SMTP_URL and ZAIRYU_MAIL_FROM, and start the server anew.",
        "`ZAIRYU_SMTP_URL`と`ZAIRYU_MAIL_FROM`を設定して、サーバーを再起動してください。",
    ),
    "mail-not-taken": Text(
        "See what it answered: the address, or the settings of the mail server.",
        "メールサーバーの応答を参考に、メールアドレス又はメールサーバーの設定を確認してください。",
    ),
    "notice-not-found": Text(
        "Take the id from the list of notices of your office.", "所属する窓口の通知の一覧を確認してください。"
    ),
    "calendar-not-found": Text(
        "It was revoked, or the token it was made with has ended: make another one, or take its id from the"
        " list of yours.",
        "取り消されたか、作成に使ったトークンが無効になっています。作り直すか、自分のカレンダーの一覧を"
        "確認してください。",
    ),
    "too-many-calendars": Text(
        "Revoke those that nobody uses; one person may have 20.",
        "使っていないものを取り消してください。一人20件までです。",
    ),
    "webhook-not-found": Text(
        "Take the id from the list of webhooks (GET /v1/webhooks).",
        "Webhookの一覧(`GET /v1/webhooks`)を確認してください。",
    ),
    "duty-not-found": Text(
        "Take `rule` and `trigger` from the resident's obligations of that day.",
        "その日の手続の一覧(`obligations`)にある`rule`と`trigger`を指定してください。",
    ),
    "duty-ended": Text(
        "No letter is needed; for an earlier day ask with `on`.",
        "文書は必要ありません。以前の日の内容は`on`で日付を指定してください。",
    ),
    "correction-request-not-found": Text(
        "Take the number from the resident's requests.", "この方の訂正の申出の一覧を確認してください。"
    ),
    "correction-request-decided": Text(
        "Nothing is left to do; ask anew if need be.",
        "対応は不要です。必要であれば改めて申し出てください。",
    ),
    "correction-request-overtaken": Text(
        "Decline it, and ask anew if need be.", "却下し、必要であれば改めて申し出てください。"
    ),
    "file-merged": Text(
        "Go on with the file that it was merged into: the `other` of its last FilesMerged.",
        "統合先の記録(最後の`FilesMerged`の`other`)で手続きを続けてください。",
    ),
    "holds-merged-files": Text(
        "Merge the other way round: into this file.",
        "逆向きに、この記録へ統合してください。",
    ),
    "files-contradict": Text(
        "Correct the entries named first if they are wrong; else these are two persons.",
        "示された記録が誤りであれば先に訂正してください。誤りがなければ別の方の記録です。",
    ),
    "files-not-merged": Text(
        "See the history: its last FilesMerged has been undone, or there is none.",
        "履歴を確認してください。統合は取消し済みか、行われていません。",
    ),
    "future-date": Text(
        "Check the year; what is to come is recorded when it has happened.",
        "年を確認してください。これからのことは、その日以後に記録してください。",
    ),
    "version-conflict": Text("Try again.", "もう一度お試しください。"),
    "invalid-event": Text(
        "`errors` names each place and what is right there; nothing was recorded.",
        "誤りの箇所と直し方は`errors`のとおりです。何も記録されていません。",
    ),
    "malformed-body": Text(
        "Check brackets, quotes and commas, and that each key stands once; nothing was recorded.",
        "括弧、引用符、コンマと、項目の重複がないかを確認してください。何も記録されていません。",
    ),
    "invalid-query": Text(
        "`errors` names each parameter and what is right there.",
        "誤りのある項目と直し方は`errors`のとおりです。",
    ),
    "invalid-header": Text(
        "Correct the header, or leave it out.", "ヘッダーを直すか、省いて送ってください。"
    ),
    "unknown-host": Text(
        "Use the address that the administrator gave (ZAIRYU_ALLOWED_HOSTS).",
        "管理者が案内したアドレス(`ZAIRYU_ALLOWED_HOSTS`)を使ってください。",
    ),
    "malformed-request": Text(
        "Send HTTP/1.1, with all letters of the address but ASCII escaped (curl -G --data-urlencode 'q=…').",
        "HTTP/1.1で送ってください。アドレスの中の日本語などの文字は、符号化(%E3…)が必要です"
        "(`curl -G --data-urlencode 'q=…'`)。",
    ),
    "unauthorized": Text(
        "Send `Authorization: Bearer` and a token; the administrator makes one (`zairyu token create`).",
        "`Authorization: Bearer`にトークンを付けて送ってください。トークンは管理者が発行します。",
    ),
    "forbidden": Text(
        "Ask somebody who may.",
        "権限のある担当者に依頼してください。",
    ),
    "not-found": Text(
        "Check the path; `/schema` describes them all.", "パスを確認してください。一覧は`/schema`にあります。"
    ),
    "resident-not-found": Text(
        "Check the id, or search by name or card number; files of other offices are not shown.",
        "番号を確認するか、氏名又はカード番号で検索してください。他の窓口の記録は表示されません。",
    ),
    "rule-not-found": Text(
        "`/v1/rules` lists the rules in force.", "現行の規則は`/v1/rules`で確認できます。"
    ),
    "not-acceptable": Text(
        "Ask for `application/json`; which lists are to be had as tables, `/schema` says.",
        "`application/json`を指定してください。表形式で取得できる一覧は`/schema`にあります。",
    ),
    "method-not-allowed": Text(
        "The header `Allow` names the methods this path takes.",
        "使えるメソッドは`Allow`ヘッダーのとおりです。",
    ),
    "request-too-slow": Text("Send it again.", "もう一度送ってください。"),
    "resident-erased": Text(
        "It cannot be brought back; who comes again gets a new file.",
        "元に戻すことはできません。再び窓口に来られた場合は、新しい記録を開始してください。",
    ),
    "version-mismatch": Text(
        "Read the file again, and send it with the new version in `If-Match`.",
        "最新の記録を確認し、新しい記録番号を`If-Match`に指定して送ってください。",
    ),
    "body-too-large": Text(
        "Send at most 1 MiB and 100 events at a time.", "1回の送信は1 MiB、100件までに分けてください。"
    ),
    "unsupported-media-type": Text(
        "Send JSON, with `Content-Type: application/json`.",
        "JSONを`Content-Type: application/json`で送ってください。",
    ),
    "idempotency-key-reused": Text(
        "Take a new key for another body; a repeat has the same body, to the byte.",
        "別の内容には新しいキーを使ってください。再送の場合は、まったく同じ本文を送ってください。",
    ),
    "too-many-requests": Text(
        "Wait as many seconds as `Retry-After` says.", "`Retry-After`の秒数だけ待ってからお試しください。"
    ),
    "too-many-emergencies": Text(
        "Wait as many seconds as `Retry-After` says, or ask the office concerned.",
        "`Retry-After`の秒数だけ待つか、所管の窓口に問い合わせてください。",
    ),
    "header-too-large": Text("Shorten the path or the headers.", "パス又はヘッダーを短くしてください。"),
    "client-gone": Text(
        "Send it again; a write with the same `Idempotency-Key` is recorded once.",
        "もう一度送ってください。同じ`Idempotency-Key`なら二重には記録されません。",
    ),
    "internal-error": Text(
        "Tell the administrator the `X-Request-Id` of this answer.",
        "この応答の`X-Request-Id`を管理者に知らせてください。",
    ),
    "unavailable": Text("Try again shortly.", "しばらくしてからお試しください。"),
    "projection-behind": Text(
        "Ask again shortly; a resident's own answers are up to date already.",
        "しばらくしてからお試しください。個人ごとの画面にはすでに反映されています。",
    ),
    "timed-out": Text(
        "Ask for less, or try again; a write with the same `Idempotency-Key` is recorded once.",
        "条件を絞るか、もう一度お試しください。同じ`Idempotency-Key`なら二重には記録されません。",
    ),
    "too-many-connections": Text("Try again shortly.", "しばらくしてからお試しください。"),
}
"""Whole sentences; they follow what is wrong in `detail`, and stand on the page of the code."""


def remedy(code: str, language: str) -> str:
    """Return what to do about a problem."""
    return said(REMEDIES[code], language)
