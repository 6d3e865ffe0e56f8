"""Refusals, other problems and anomalies in words: one title and sentence per code."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from api.wording.text import said, sentence
from domain.admissibility import MOST_EVENTS
from domain.anomalies import Anomaly
from domain.events.types import EARLIEST, LATEST, Why
from domain.law.provision import Text

REFUSALS: Mapping[str, Text] = {
    "case-already-open": Text("The case is open already", "この方の記録はすでに開始されています"),
    "case-not-open": Text(
        "The first event of a case must be CaseOpened",
        "最初の記録は記録の開始(CaseOpened)でなければなりません",
    ),
    "before-birth": Text("The day lies before birth", "生年月日より前の日付です"),
    "after-death": Text("The day lies after death", "死亡日より後の日付です"),
    "not-abroad": Text("The resident is in Japan", "出国の記録がないため、再入国を記録できません"),
    "not-in-japan": Text("The resident is not in Japan", "日本に入国している記録がないため、記録できません"),
    "card-not-issued": Text("No such card was ever issued", "該当するカードの交付記録がありません"),
    "no-status": Text("No status of residence is held", "有効な在留資格の記録がありません"),
    "application-not-pending": Text("No such application is pending", "審査中の申請の記録がありません"),
    "card-number-taken": Text("The card number is taken", "このカード番号はすでに使われています"),
    "reentry-permit-too-long": Text(
        "The re-entry permit runs too long", "再入国許可の有効期間が上限を超えています"
    ),
    "status-lost": Text("The status of residence is gone", "在留資格はすでに失われています"),
    "unknown-version": Text("There is no such version", "指定された記録番号はありません"),
    "case-opening-not-voidable": Text(
        "CaseOpened cannot be voided", "記録の開始(CaseOpened)は取り消せません"
    ),
    "not-correctable": Text(
        "A correction or void cannot be corrected or voided", "訂正・取消しの記録は、訂正も取消しもできません"
    ),
    "already-voided": Text("The event was voided already", "すでに取り消された記録です"),
    "no-permit": Text("No re-entry permit is in use abroad", "使用中の再入国許可の記録がありません"),
    "contradicts-later-event": Text(
        "A later recorded event would become impossible", "後の記録と両立しないため、記録できません"
    ),
    "history-too-long": Text(
        f"A resident's history may hold {MOST_EVENTS:,} events at most",
        f"一人の記録は{MOST_EVENTS // 10_000}万件までです",
    ),
    "notice-not-found": Text("No such notice", "該当する通知がありません"),
    "webhook-not-found": Text("No such webhook", "該当するWebhookがありません"),
    "duty-not-found": Text(
        "Nothing is owed under this rule that day", "その日、この規則による手続はありません"
    ),
    "duty-ended": Text(
        "What was owed under this rule is done, or ended",
        "この規則による手続は、済んだか、不要になっています",
    ),
    "correction-request-not-found": Text(
        "No such correction was asked for", "該当する訂正の申出がありません"
    ),
    "correction-request-decided": Text(
        "This request has been decided already", "この訂正の申出は、すでに処理されています"
    ),
    "correction-request-overtaken": Text(
        "The event was corrected or voided since this was asked for",
        "申出の後に、対象の記録が訂正され、又は取り消されています",
    ),
    "file-merged": Text("The file was merged into another", "この記録は他の記録に統合されています"),
    "holds-merged-files": Text("Files were merged into this one", "この記録には他の記録が統合されています"),
    "files-contradict": Text("The two files cannot be of one person", "二つの記録は両立しません"),
    "files-not-merged": Text("There is no merge to undo", "取り消す統合がありません"),
    "future-date": Text("The day lies in the future", "未来の日付は記録できません"),
}
"""What the history refuses, by problem code; also an anomaly where a supervisor overrode it."""

INVALID: Mapping[Why, Text] = {
    "day-out-of-bounds": Text(
        f"Days lie between {EARLIEST} and {LATEST}; check the year",
        f"日付は{EARLIEST}から{LATEST}までです。年を確認してください",
    ),
    "no-such-day": Text(
        "There is no such day; check year, month and day (YYYY-MM-DD)",
        "この日付は存在しません。年月日を確認してください(`YYYY-MM-DD`)",
    ),
    "last-day-before-event": Text(
        "The last day lies before the event; check both days",
        "期限の日付が事実の発生日より前です。両方の日付を確認してください",
    ),
    "blank-text": Text(
        "Nothing can be seen of this text; write it, or leave the field out",
        "目に見える文字がありません。内容を入力するか、項目を省いてください",
    ),
    "turned-text": Text(
        "Characters that turn the direction of writing do not belong in a name; type it anew",
        "氏名に書字方向を変える文字は使えません。入力し直してください",
    ),
    "no-such-municipality": Text(
        "No municipality has this code; use the five digits of a municipality, or of a city's ward",
        "この市区町村コードはありません。市区町村(政令市は区)の5桁のコードを入力してください",
    ),
    "no-such-nationality": Text(
        "No such nationality; use a country of ISO 3166-1 other than JP, or XXA, XXX or PSE",
        "この国籍コードはありません。JP以外のISO 3166-1の国コードか、XXA、XXX、PSEを入力してください",
    ),
}
"""What is wrong with an event that is not valid in itself, more closely."""

PROBLEMS: Mapping[str, Text] = {
    **REFUSALS,
    "invalid-event": Text("The body is not valid", "入力内容に誤りがあります"),
    "malformed-body": Text("The body is not JSON", "本文をJSONとして読み取れません"),
    "invalid-query": Text("The query is not valid", "検索条件に誤りがあります"),
    "invalid-header": Text("A header is not valid", "ヘッダーに誤りがあります"),
    "unknown-host": Text("Unknown host", "このホスト名では利用できません"),
    "malformed-request": Text("Not an HTTP request", "HTTPの要求として読み取れません"),
    "unauthorized": Text("No valid token", "有効なトークンがありません"),
    "forbidden": Text("Not permitted", "この操作を行う権限がありません"),
    "not-found": Text("Not found", "見つかりません"),
    "calendar-not-found": Text("No such calendar", "該当するカレンダーがありません"),
    "too-many-calendars": Text("Too many calendars", "カレンダーの数が上限に達しています"),
    "resident-not-found": Text("Resident not found", "該当する方が見つかりません"),
    "rule-not-found": Text("Rule not found", "該当する規則がありません"),
    "office-not-found": Text("No such office", "該当する窓口がありません"),
    "address-protected": Text(
        "The address is protected, and this would tell it",
        "住居地は支援措置により表示できないため、取得できません",
    ),
    "no-mail-server": Text("No mail server is set", "メールサーバーが設定されていません"),
    "mail-not-taken": Text(
        "The mail server did not take the mail", "メールサーバーがメールを受け付けませんでした"
    ),
    "not-acceptable": Text("No table", "表形式では取得できません"),
    "method-not-allowed": Text("Method not allowed", "このメソッドは使えません"),
    "version-conflict": Text(
        "The history keeps changing", "ほかの記録が続いているため、記録できませんでした"
    ),
    "request-too-slow": Text("The request did not arrive in time", "要求が時間内に届きませんでした"),
    "resident-erased": Text("The file was erased", "この方の記録は消去されました"),
    "version-mismatch": Text("The history has moved on", "記録がすでに更新されています"),
    "body-too-large": Text("The body is too large", "本文が大きすぎます"),
    "unsupported-media-type": Text("Media type not supported", "対応していない形式です"),
    "idempotency-key-reused": Text(
        "The key was used for another request", "このキーは別の要求に使われています"
    ),
    "too-many-requests": Text("Too many requests", "要求が多すぎます"),
    "too-many-emergencies": Text("Too many emergencies", "緊急閲覧が多すぎます"),
    "header-too-large": Text("The header is too large", "ヘッダーが大きすぎます"),
    "client-gone": Text("The client has gone", "クライアントが切断しました"),
    "internal-error": Text("Internal error", "サーバー内部でエラーが発生しました"),
    "unavailable": Text("Not available", "現在利用できません"),
    "projection-behind": Text("The lists are behind", "一覧の更新が遅れています"),
    "timed-out": Text("The request took too long", "タイムアウトしました"),
    "too-many-connections": Text("Too many connections", "接続が多すぎます"),
}
"""Every problem of the HTTP surface, by code."""

ANOMALIES: Mapping[str, Text] = {
    "special-reentry-without-card": Text(
        "Left by special re-entry without a card in hand: counts as leaving without permission.",
        "在留カードを所持せずに、みなし再入国許可で出国しています。再入国の許可のない出国として扱います。",
    ),
    "special-reentry-barred": Text(
        "Left by special re-entry while barred from it: counts as leaving without permission.",
        "みなし再入国許可の対象とならない状況で出国しています。再入国の許可のない出国として扱います。",
    ),
    "departure-without-permit": Text(
        "Left on a re-entry permit that does not exist, has run out or is used up.",
        "有効な再入国許可がないまま、再入国許可によるものとして出国しています。",
    ),
    "period-not-allowed": Text(
        "The status does not allow this period of stay.",
        "この在留資格には定められていない在留期間です。",
    ),
    "granted-while-abroad": Text(
        "Permitted while the holder was abroad; it counts.",
        "出国中に許可されています。許可は有効なものとして扱います。",
    ),
    "status-not-in-force": Text(
        "The status is not yet, or no longer, given on that day; it counts.",
        "その日には、まだ設けられていないか、既に新たには与えられない在留資格です。許可は有効なものとして扱います。",
    ),
    "application-late": Text("Applied for after the last day.", "期限を過ぎてからの申請です。"),
    "card-date-mismatch": Text(
        "The printed date is more than a day off the computed one; the printed date counts.",
        "券面の有効期間の満了日が、計算上の日と1日を超えて異なります。券面の日を優先します。",
    ),
    "address-not-protected": Text(
        "The address was not protected: nothing ends.",
        "支援措置の記録がありません。終了する措置がないため、何も変わりません。",
    ),
    "side-activity-without-permission": Text(
        "Paid activity outside the status without a permission recorded.",
        "資格外活動の許可の記録がありません。",
    ),
    "side-activity-over-28h": Text(
        "More than 28 hours a week under the blanket permission alone.",
        "包括許可のみで、週28時間を超えて資格外活動をしています。",
    ),
    "municipality-abolished": Text(
        "The municipality did not exist any more on that day.", "その日には既に廃止されている市区町村です。"
    ),
    "municipality-not-yet": Text(
        "The municipality did not exist yet on that day.", "その日にはまだ設置されていない市区町村です。"
    ),
    "before-first-entry": Text(
        "Before the first landing or birth in Japan: stands without effect.",
        "最初の上陸又は日本での出生より前の事実です。効果はありません。",
    ),
    "nothing-changed": Text(
        "Nothing changed: no duty arises.",
        "変更された事項がありません。届出の義務は生じません。",
    ),
    "expiry-mismatch": Text(
        "The last day is more than a day off the period of stay; the last day counts.",
        "在留期間の満了日が、在留期間から計算した日と1日を超えて異なります。記録された満了日を優先します。",
    ),
    "granted-in-overstay": Text(
        "Permitted after the stay was over; it counts.",
        "在留期間が経過した後の許可です。許可は有効なものとして扱います。",
    ),
    "contradicts-later-event": Text(
        "Not possible any more beside what was recorded since by override.",
        "その後に監督者の判断で記録された事実と両立しません。",
    ),
}
"""What is recorded and flagged, by anomaly code."""


class _Refused(Protocol):
    """A refusal of the domain: its code, and the recorded version it contradicts."""

    @property
    def code(self) -> str:
        """Problem code."""

    @property
    def version(self) -> int | None:
        """The recorded version it contradicts, if any."""

    @property
    def why(self) -> Why | None:
        """What is wrong, where the code leaves that open."""


class AnomalyView(Struct, frozen=True, kw_only=True):
    """An anomaly as answered: code, the version that shows it, a sentence."""

    code: str
    version: int
    detail: str


def problem_title(code: str, language: str) -> str:
    """Return the title of a problem code; an unknown code stands for itself."""
    found = PROBLEMS.get(code)
    return code if found is None else said(found, language)


def problem_sentence(code: str, language: str) -> str:
    """Return the title of a problem code as a sentence."""
    return said(sentence(PROBLEMS[code]), language)


def refusal_detail(refusal: _Refused, language: str) -> str:
    """Return a refusal as a sentence: what is refused, and the version it contradicts."""
    return said(refusal_text(refusal), language)


def refusal_text(refusal: _Refused) -> Text:
    """Return a refusal as a sentence in both languages."""
    title = (
        PROBLEMS.get(refusal.code, Text(refusal.code, refusal.code))
        if refusal.why is None
        else INVALID[refusal.why]
    )
    if refusal.version is None:
        return sentence(title)
    return sentence(Text(f"{title.en} (v{refusal.version})", f"{title.ja}(v{refusal.version})"))


def anomaly_detail(code: str, language: str) -> str:
    """Return an anomaly as a sentence; an overridden refusal says so."""
    known = ANOMALIES.get(code)
    if known is not None:
        return said(known, language)
    title = problem_title(code, language)
    return f"監督者の判断で記録:{title}。" if language == "ja" else f"Recorded by override: {title}."


def anomaly_view(anomaly: Anomaly, language: str) -> AnomalyView:
    """Return an anomaly as answered."""
    detail = anomaly_detail(anomaly.code, language)
    return AnomalyView(code=anomaly.code, version=anomaly.version, detail=detail)
