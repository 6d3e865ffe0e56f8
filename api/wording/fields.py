"""The fields of events in words: what each is called, and what to put into it.

A field that means something of its own in one type of event stands there as `Type.field`.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from api.wording import words
from domain.law.provision import Text


class Field(NamedTuple):
    """A label, and a sentence on what to put into the field."""

    label: Text
    help: Text


def _field(label: str, label_ja: str, help_: str, help_ja: str) -> Field:
    return Field(Text(label, label_ja), Text(help_, help_ja))


FIELDS: Final[Mapping[str, Field]] = {
    "occurred_on": _field(
        "Day",
        "発生日",
        "The day on which it happened, in Japan; not the day of recording, never in the future.",
        "事実が生じた日(日本の日付)です。記録する日ではありません。未来の日付は使えません。",
    ),
    "note": _field("Note", "メモ", "A remark for the file.", "記録に残す補足です。"),
    "source": _field(
        "Source",
        "出典",
        "Where you know it from: a document, a notice, a telephone call.",
        "何により把握したか(書類、通知、電話など)です。",
    ),
    "source.kind": _field(
        "Kind of source", "出典の種類", "A document, a notice, a call.", "書類、通知、電話などの別です。"
    ),
    "source.reference": _field("Reference", "参照番号", "Its number or title.", "書類の番号や名称です。"),
    "name": _field("Name", "氏名", "The name as on the card.", "在留カードのとおりの氏名です。"),
    "ParticularsChanged.name": _field(
        "New name", "変更後の氏名", "Replaces the whole name.", "氏名全体を置き換えます。"
    ),
    "name.family": _field(
        "Family name",
        "姓(ローマ字)",
        "In Latin letters, as on the card. A name of one part stands here or in the given name.",
        "在留カードのとおり、ローマ字で入力します。姓又は名だけの方は、どちらか一方に入力します。",
    ),
    "name.given": _field(
        "Given name",
        "名(ローマ字)",
        "In Latin letters, as on the card.",
        "在留カードのとおり、ローマ字で入力します。",
    ),
    "name.family_kanji": _field(
        "Family name in kanji", "姓(漢字)", "Where it is known.", "分かる場合に入力します。"
    ),
    "name.given_kanji": _field(
        "Given name in kanji", "名(漢字)", "Where it is known.", "分かる場合に入力します。"
    ),
    "name.family_kana": _field(
        "Family name in kana", "姓(フリガナ)", "Where it is known.", "分かる場合に入力します。"
    ),
    "name.given_kana": _field(
        "Given name in kana", "名(フリガナ)", "Where it is known.", "分かる場合に入力します。"
    ),
    "name.alias": _field(
        "Alias",
        "通称",
        "The alias (通称) in the register of residents, where there is one.",
        "住民票に記載された通称がある場合に入力します。",
    ),
    "name.printed": _field(
        "Name as printed",
        "券面の氏名",
        "The whole name as the card prints it, where it is known.",
        "在留カードの券面のとおりの氏名全体です。分かる場合に入力します。",
    ),
    "date_of_birth": _field(
        "Date of birth",
        "生年月日",
        "As on the card; the year and month, or the year alone, where no more is known (1990-05, 1990).",
        "在留カードのとおりの生年月日です。年月又は年だけ分かる場合は、その部分だけを入力します(1990-05、1990)。",
    ),
    "nationality": _field(
        "Nationality",
        "国籍・地域",
        "Two letters (ISO 3166-1); XXA stateless, XXX unknown, PSE Palestine.",
        "ISO 3166-1の2文字の国コードです。無国籍はXXA、不明はXXX、パレスチナはPSEとします。",
    ),
    "sex": _field("Sex", "性別", "F, M or X, as on the passport.", "F(女)、M(男)又はX(旅券の記載)です。"),
    "status": _field(
        "Status of residence", "在留資格", "The status that was granted.", "許可された在留資格です。"
    ),
    "detail": _field(
        "Kind within the status",
        "在留資格の細区分",
        "For designated activities and highly skilled professional (ii) only.",
        "特定活動と高度専門職2号の場合だけ入力します。",
    ),
    "as_spouse": _field(
        "As a spouse",
        "配偶者としての在留",
        "Whether the status rests on a marriage.",
        "在留資格が婚姻に基づく場合に`true`とします。",
    ),
    "period_of_stay": _field(
        "Period of stay",
        "在留期間",
        "P1Y, P4M, P1Y3M, P30D; null when indefinite.",
        "`P1Y`(1年)、`P4M`(4月)、`P1Y3M`(1年3月)、`P30D`(30日)の形です。無期限は`null`とします。",
    ),
    "expires_on": _field(
        "Last day of stay",
        "在留期間の満了日",
        "The printed last day; null when indefinite.",
        "証印又は在留カードにある満了日です。無期限は`null`とします。",
    ),
    "SideActivityPermitted.expires_on": _field(
        "Last day",
        "許可の期限",
        "Last day of the permission; left out, it lasts as long as the stay.",
        "許可の末日です。省略すると在留期間の満了日までとします。",
    ),
    "port": _field("Port", "出入国港", "The airport or seaport.", "空港又は海港の名称です。"),
    "grounds": _field(
        "Grounds", "取得事由", "Why a status is to be acquired.", "在留資格の取得が必要となった事由です。"
    ),
    "special_permanent": _field(
        "Special permanent residence",
        "特別永住",
        "Whether the child may become a special permanent resident.",
        "特別永住許可の対象となる場合に`true`とします。",
    ),
    "procedure": _field("Procedure", "申請の種類", "What was applied for.", "申請の種類です。"),
    "receipt_number": _field("Receipt number", "受付番号", "As on the receipt.", "受付票の番号です。"),
    "PoliceReported.receipt_number": _field(
        "Receipt number",
        "受理番号",
        "Number of the report; the application for re-issuance asks for it.",
        "届出の受理番号です。再交付申請の際に必要です。",
    ),
    "station": _field("Police station", "警察署", "Where it was reported.", "届け出た警察署又は交番です。"),
    "outcome": _field("Outcome", "結果", "How the application ended.", "申請の結果を選択します。"),
    "reason": _field("Reason", "理由", "Why.", "理由です。"),
    "StatusLost.reason": _field(
        "Reason", "喪失の理由", "Why the status was lost.", "在留資格を喪失した理由です。"
    ),
    "CardIssued.reason": _field(
        "Reason", "交付の理由", "With what the card was issued.", "何に伴って交付されたかを選択します。"
    ),
    "description": _field("Description", "内容", "In a few words.", "簡潔に入力します。"),
    "activity": _field("Activity", "活動の種類", "Which activity.", "該当する活動を選択します。"),
    "hours_per_week": _field("Hours a week", "週の時間数", "0 to 168.", "0から168までの時間数です。"),
    "scope": _field("Scope", "許可の範囲", "Blanket or individual.", "包括許可又は個別許可の別です。"),
    "number": _field(
        "Card number",
        "カード番号",
        "Two letters, eight digits, two letters, as on the card.",
        "カードのとおり、英字2字・数字8字・英字2字です。",
    ),
    "valid_until": _field(
        "Valid through", "有効期間の満了日", "The printed last day.", "券面にある満了日です。"
    ),
    "ReentryPermitted.valid_until": _field(
        "Valid through",
        "許可の有効期間の満了日",
        "Left out, it is the longest that the law allows.",
        "省略すると、法律上の最長の日とします。",
    ),
    "route": _field(
        "Where", "交付・返納の場所", "At which desk, or by post.", "手続をした場所、又は郵送を選択します。"
    ),
    "cause": _field("Cause", "原因", "What happened.", "該当する原因を選択します。"),
    "address": _field("Address", "住居地", "The place of residence.", "住居地です。"),
    "address.municipality_code": _field(
        "Municipality",
        "市区町村",
        "Five digits of JIS X 0402; in a designated city those of the ward.",
        "JIS X 0402の5桁です。政令指定都市では区のコードを入力します。",
    ),
    "address.line": _field(
        "Rest of the address", "町名・番地", "After the municipality.", "市区町村より後の部分です。"
    ),
    "address.address_protected": _field(
        "Protected", "支援措置による非表示", "The address is not told.", "住居地は表示しません。"
    ),
    "card_presented": _field(
        "Card presented",
        "カードの提出",
        "Whether the card was presented; without it the notice does not count.",
        "在留カードの提出があったかです。提出がなければ届出になりません。",
    ),
    "AddressProtected.cause": _field(
        "Grounds",
        "支援措置の理由",
        "From what the address protects; it shows to nobody who may not see the address.",
        "支援措置の理由です(任意)。住居地を閲覧できない人には表示しません。",
    ),
    "AddressProtected.valid_until": _field(
        "Last day of the measures",
        "支援措置の期間の末日",
        "When they are to be renewed, a year as a rule; the address stays hidden after it, until they end.",
        "更新の期限です(通常は1年)。経過しても、終了を記録するまで住居地は表示しません。",
    ),
    "change": _field(
        "Change",
        "変更の内容",
        "What changed about the organisation.",
        "所属機関に関する変更の内容を選択します。",
    ),
    "changes": _field(
        "Changes notified",
        "届け出た変更",
        "Which changes were notified; left out, all of them.",
        "届け出た変更です。省略するとすべてとします。",
    ),
    "organisation": _field("Organisation", "所属機関", "Its name.", "機関の名称です。"),
    "contract_in_japan": _field(
        "Contract in Japan",
        "日本の機関との契約",
        "Whether the contract is with an organisation in Japan.",
        "契約の相手が日本の機関である場合に`true`とします。",
    ),
    "multiple": _field(
        "Multiple", "数次", "Whether it may be used more than once.", "数次の許可の場合に`true`とします。"
    ),
    "reentry": _field(
        "Re-entry",
        "再入国の予定",
        "With which permission to come back.",
        "どの許可により再入国する予定かを選択します。",
    ),
    "text": _field("Text", "本文", "The remark.", "メモの本文です。"),
    "request": _field(
        "Request", "訂正の申出の記録番号", "The version of the request.", "申出の記録番号です。"
    ),
    "other": _field(
        "Other file", "もう一方の記録", "The id of the other file.", "もう一方の記録の番号です。"
    ),
    "role": _field(
        "This file",
        "この記録",
        "Whether this is the file that goes on, or the one merged into the other.",
        "統合先の記録か、統合された記録かの別です。",
    ),
    "entries": _field(
        "Entries merged",
        "統合された記録の件数",
        "How many entries of the merged file count in the other.",
        "統合された記録のうち、統合先で有効となる件数です。",
    ),
    "corrects": _field(
        "Corrects",
        "訂正する記録番号",
        "The version of the entry that was wrong.",
        "誤っていた記録の番号です。",
    ),
    "replacement": _field(
        "Replacement",
        "訂正後の記録",
        "The whole entry as it should have been.",
        "本来あるべき記録の全体です。",
    ),
    "voids": _field(
        "Voids",
        "取り消す記録番号",
        "The version of the entry that never happened.",
        "なかったこととする記録の番号です。",
    ),
}

VALUES: Final[Mapping[str, Mapping[str, Text]]] = {
    "status": words.STATUS_NAMES,
    "detail": words.DETAILS,
    "sex": words.SEXES,
    "procedure": words.PROCEDURES,
    "outcome": {**words.OUTCOMES, **words.DECISIONS},
    "grounds": words.GROUNDS,
    "cause": words.CAUSES,
    "change": words.ORGANISATION_CHANGES,
    "changes": words.ORGANISATION_CHANGES,
    "activity": words.ACTIVITIES,
    "scope": words.SCOPES,
    "reentry": words.REENTRIES,
    "reason": words.REASONS,
    "route": words.ROUTES,
    "role": words.FILE_ROLES,
}
"""The closed words of a field, where it has some."""


def field_of(type_: str, name: str) -> Field:
    """Return the words of a field of an event type (`address.line` for what stands inside)."""
    return FIELDS.get(f"{type_}.{name}") or FIELDS[name]
