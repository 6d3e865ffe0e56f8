"""The closed words of the contract in English and Japanese: stays, states, statuses, causes, procedures."""

from collections.abc import Mapping

from domain.law.provision import Text
from domain.law.statuses import STATUSES

STAYS: Mapping[str, Text] = {
    "valid": Text("in valid stay", "適法に在留中"),
    "filing-grace": Text(
        "period ended, still accepted on the next open day", "在留期間満了後(翌開庁日まで申請可)"
    ),
    "special-period": Text("special period", "特例期間"),
    "overstay": Text("past the last day of stay", "在留期間経過後(不法残留のおそれ)"),
    "abroad-protected": Text("abroad, status kept", "再入国許可により出国中"),
    "lost": Text("status lost", "在留資格喪失"),
    "departed": Text("left without re-entry permission", "単純出国"),
    "not-mid-to-long-term": Text(
        "in valid stay, not a mid- to long-term resident", "在留中(中長期在留者以外)"
    ),
    "within-60-days": Text("within the 60 days without a status", "経過滞在中(60日以内)"),
    "deceased": Text("deceased", "死亡"),
    "naturalised": Text("naturalised", "帰化"),
    "none": Text("no stay", "在留なし"),
}
STATES: Mapping[str, Text] = {
    "pending": Text("pending", "開始前"),
    "open": Text("open", "期限内"),
    "overdue": Text("overdue", "期限超過"),
    "done": Text("done", "手続済み"),
    "done-late": Text("done late", "期限後に手続済み"),
    "cancelled": Text("cancelled", "手続不要"),
}
CARD_STATES: Mapping[str, Text] = {
    "none": Text("no card", "なし"),
    "held": Text("held", "所持"),
    "lost": Text("lost", "紛失"),
    "damaged": Text("damaged", "毀損・汚損"),
    "lapsed": Text("lapsed", "失効"),
    "returned": Text("returned", "返納済み"),
}
PROCEDURES: Mapping[str, Text] = {
    "extension": Text("extension of the period of stay", "在留期間更新許可申請"),
    "change": Text("change of status of residence", "在留資格変更許可申請"),
    "permanent-residence": Text("permanent residence", "永住許可申請"),
    "acquisition": Text("acquisition of a status of residence", "在留資格取得許可申請"),
    "special-permanent-residence": Text("special permanent residence", "特別永住許可申請"),
    "side-activity": Text("permission for other activity", "資格外活動許可申請"),
    "reentry-permit": Text("re-entry permit", "再入国許可申請"),
    "card-renewal": Text("renewal of the card", "在留カードの有効期間の更新申請"),
    "card-reissue": Text("re-issuance of the card", "紛失等による在留カードの再交付申請"),
    "card-replacement": Text("replacement of the card", "毀損等・交換希望による在留カードの再交付申請"),
}
ORGANISATION_CHANGES: Mapping[str, Text] = {
    "renamed": Text("renamed", "名称変更"),
    "relocated": Text("relocated", "所在地変更"),
    "ceased": Text("ceased", "消滅"),
    "left": Text("left", "離脱"),
    "joined": Text("joined", "移籍"),
    "contract-ended": Text("contract ended", "契約の終了"),
    "contract-started": Text("contract started", "新たな契約の締結"),
}
CAUSES: Mapping[str, Text] = {
    "lost": Text("lost", "紛失"),
    "stolen": Text("stolen", "盗難"),
    "destroyed": Text("destroyed", "滅失"),
    "damaged": Text("damaged", "毀損"),
    "soiled": Text("soiled", "汚損"),
    "divorce": Text("divorce", "離婚"),
    "death": Text("death of the spouse", "死別"),
    "domestic-violence": Text("domestic violence", "配偶者等からの暴力"),
    "stalking": Text("stalking", "ストーカー行為等"),
    "child-abuse": Text("child abuse", "児童虐待"),
    "other": Text("other grounds", "その他"),
}
REENTRIES: Mapping[str, Text] = {
    "none": Text("without re-entry permission", "再入国許可なし(単純出国)"),
    "special": Text("special re-entry", "みなし再入国許可"),
    "permit": Text("re-entry permit", "再入国許可"),
}
OUTCOMES: Mapping[str, Text] = {
    "refused": Text("refused", "不許可"),
    "withdrawn": Text("withdrawn", "取下げ"),
}
DECISIONS: Mapping[str, Text] = {
    "accepted": Text("accepted", "承認"),
    "declined": Text("declined", "却下"),
}
FILE_ROLES: Mapping[str, Text] = {
    "surviving": Text("the file that goes on", "統合先の記録"),
    "merged": Text("the file that was merged into the other", "統合された記録"),
}
REASONS: Mapping[str, Text] = {
    "revoked": Text("revoked", "取消し"),
    "deported": Text("deported", "退去強制"),
    "other": Text("other reason", "その他"),
    "landing": Text("landing", "上陸許可"),
    "status": Text("new status or period", "在留資格に係る許可"),
    "renewal": Text("renewal", "有効期間の更新"),
    "reissue": Text("re-issuance", "再交付"),
    "particulars": Text("changed particulars", "記載事項の変更"),
    "replacement": Text("replacement", "毀損等・交換希望"),
}
ROUTES: Mapping[str, Text] = {
    "port": Text("at the port", "空港・海港"),
    "post": Text("by post", "郵送"),
    "bureau": Text("at the bureau", "地方出入国在留管理局"),
    "municipality": Text("at the municipality", "市区町村"),
    "counter": Text("at the counter", "窓口"),
}
GROUNDS: Mapping[str, Text] = {
    "birth": Text("birth", "出生"),
    "nationality-lost": Text("Japanese nationality lost", "日本国籍の離脱等"),
    "other": Text("other grounds", "その他の事由"),
}
ACTIVITIES: Mapping[str, Text] = {
    "status": Text("activity of the status", "在留資格に応じた活動"),
    "spousal": Text("life as a spouse", "配偶者の身分を有する者としての活動"),
}
SCOPES: Mapping[str, Text] = {
    "blanket-28h": Text("blanket, 28 hours a week", "包括許可(週28時間)"),
    "individual": Text("individual", "個別許可"),
}
SEXES: Mapping[str, Text] = {
    "F": Text("female", "女"),
    "M": Text("male", "男"),
    "X": Text("X, as on the passport", "X(旅券の記載)"),
}
DETAILS: Mapping[str, Text] = {
    "taiwan-office": Text("staff of the Taiwan office", "台湾日本関係協会の職員等"),
    "palestine-mission": Text("staff of the Palestinian mission", "駐日パレスチナ総代表部の職員等"),
    "digital-nomad": Text("digital nomad", "デジタルノマド"),
    "researcher-spouse": Text("spouse of a researcher", "研究者等の配偶者"),
    "refugee-applicant": Text("applicant for refugee status", "難民認定申請者"),
    "other": Text("other designated activity", "その他の特定活動"),
    "a": Text("(a), as (i)(a)", "イ(1号イに準ずる活動)"),
    "b": Text("(b), as (i)(b)", "ロ(1号ロに準ずる活動)"),
    "c": Text("(c), as (i)(c)", "ハ(1号ハに準ずる活動)"),
}
PRESENCES: Mapping[str, Text] = {
    "in-japan": Text("in Japan", "日本国内"),
    "abroad": Text("abroad", "国外"),
}
STATUS_NAMES: Mapping[str, Text] = {code: s.name for code, s in STATUSES.items()}
OWED_BY: Mapping[str, Text] = {
    "holder": Text("the holder", "本人"),
    "relative-or-cohabitant": Text("a relative or cohabitant", "親族又は同居者"),
    "guardian": Text("the guardian", "保護者等"),
}
YES_OR_NO: Mapping[bool, Text] = {True: Text("yes", "はい"), False: Text("no", "いいえ")}
MID_TO_LONG_TERM: Mapping[bool, Text] = {True: Text("yes", "該当"), False: Text("no", "非該当")}
CARRYING: Mapping[bool, Text] = {True: Text("yes", "あり"), False: Text("no", "なし")}
NOTIFIED: Mapping[bool, Text] = {True: Text("yes", "済み"), False: Text("no", "まだ")}
ERASURES: Mapping[str, Text] = {
    "retention-ended": Text("the time of keeping ended", "保存期間の満了"),
    "request-of-the-person": Text("the person asked for it", "本人の請求"),
    "recorded-in-error": Text("it was recorded in error", "誤った記録"),
    "court-order": Text("a court ordered it", "裁判所の命令"),
}
KINDS: Mapping[str, Text] = {
    "notification": Text("notification", "届出"),
    "application": Text("application", "申請"),
    "return": Text("return", "返納"),
    "report": Text("report", "警察への届出"),
    "reentry": Text("re-entry", "再入国"),
}

VOCABULARIES: tuple[Mapping[str, Text], ...] = (
    STAYS, STATES, PROCEDURES, ORGANISATION_CHANGES, CAUSES, REENTRIES, OUTCOMES, REASONS, ROUTES, GROUNDS,
    ACTIVITIES, SCOPES, STATUS_NAMES, ERASURES, KINDS,
)  # fmt: skip
"""The closed words that people send."""
