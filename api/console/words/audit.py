"""Looking after the record: emergencies, seals, who looked, corrections asked for."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Audit", "監査"),
    "parts": Text("Parts of the audit", "監査の内訳"),
    "overview": Text("Emergencies and seals", "緊急閲覧と封印"),
    "looks": Text("Who looked", "閲覧履歴"),
    "corrections": Text("Corrections asked for", "訂正の申出"),
    "emergencies": Text("Emergency looks", "緊急閲覧"),
    "emergencies-lead": Text(
        "Who looked at files out of their reach, with the reason they gave. "
        "By person and day, the newest first.",
        "所管外の記録を緊急に閲覧した職員と、その理由です。職員ごと、日ごとに、新しい順に表示します。",
    ),
    "emergency": Text("{person}, {day}", "{person}、{day}"),
    "opened-one": Text("1 file opened", "1件を閲覧"),
    "opened": Text("{count} files opened", "{count}件を閲覧"),
    "no-emergencies": Text("Nobody has opened a file in an emergency.", "緊急閲覧はありません。"),
    "file": Text("File", "記録"),
    "reason": Text("Reason", "理由"),
    "opened-at": Text("Opened", "閲覧開始"),
    "until": Text("Until", "閲覧期限"),
    "seals": Text("Seals", "封印"),
    "seals-lead": Text(
        "A seal proves what was recorded up to it and when. What is after the newest seal is not proven yet.",
        "封印は、その時点までの記録の内容と日時を証明します。最新の封印より後の記録は、まだ証明されていません。",
    ),
    "no-seal": Text("The log has not been sealed yet.", "記録はまだ封印されていません。"),
    "sealed-at": Text("Newest seal", "最新の封印"),
    "size": Text("Entries under it", "封印済みの記録(件)"),
    "unsealed": Text("Entries after it", "封印後の記録(件)"),
    "genuine": Text("Signature", "署名"),
    "genuine-yes": Text("fits the key named in the seal", "封印に記された鍵と一致"),
    "genuine-no": Text(
        "does not fit: tell whoever runs this service", "一致しません。システム管理者へ連絡してください"
    ),
    "root": Text("Root", "ルートハッシュ"),
    "key": Text("Key", "公開鍵"),
    "sealing": Text("This server seals by itself", "自動封印"),
    "sealing-yes": Text("yes", "有効"),
    "sealing-no": Text("no: somebody has to run `zairyu seal`", "無効(`zairyu seal`の実行が必要です)"),
    "unwritten": Text("Seals not yet written outside", "外部に書き出していない封印(件)"),
    "person": Text("Person, as recorded", "職員(記録上の名称)"),
    "office": Text("Office", "所属"),
    "office-help": Text(
        "Name or code of a ward, or code of a bureau: risb-sapporo",
        "区の名称・コード又は局のコード(例:risb-sapporo)",
    ),
    "since": Text("Since", "この日以後"),
    "when": Text("When", "日時"),
    "who": Text("Who", "職員"),
    "what": Text("What", "内容"),
    "whom": Text("Files", "記録"),
    "purpose": Text("Purpose", "目的"),
    "told": Text("What was told", "閲覧の内容"),
    "told-any": Text("all looks", "すべての閲覧"),
    "told-address": Text("protected addresses", "支援措置の住居地"),
    "address-shown": Text("protected address shown", "支援措置の住居地を表示"),
    "about": Text("as of {on}", "基準日 {on}"),
    "count": Text("{count} files", "{count}件"),
    "looks-order": Text("The newest first.", "新しい順です。"),
}
