"""Reading a file in an emergency."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Read in an emergency", "緊急閲覧"),
    "offer": Text(
        "If somebody is in danger or an emergency leaves no time to ask the office that has this file,"
        " you may read it all the same.",
        "生命・身体の危険など、所管の窓口に照会する時間のない緊急の場合に限り、所管外の記録を閲覧できます。",
    ),
    "go": Text("Read in an emergency", "緊急閲覧へ進む"),
    "before": Text("Before you do", "閲覧の前に"),
    "one": Text(
        "You can read this one file, for one hour.", "閲覧できるのはこの方の記録だけで、1時間に限られます。"
    ),
    "record": Text(
        "Your name, office and reason are put on record before anything is shown.",
        "閲覧の前に、あなたの氏名、所属及び理由が記録されます。",
    ),
    "told": Text(
        "Supervisors and auditors see it, and the resident can ask who looked.",
        "監督者と監査担当者が確認します。ご本人も、誰が閲覧したかを確認できます。",
    ),
    "read-only": Text("Nothing can be recorded in such a file.", "記録の追加や訂正はできません。"),
    "reason": Text("Why", "理由"),
    "reason-help": Text(
        "In a sentence: what happened, and who asks. At most {longest} letters.",
        "何が起きたか、誰の求めによるかを簡潔に入力してください({longest}字以内)。",
    ),
    "no-reason": Text(
        "Say why, in 1 to {longest} letters.", "理由を1字以上{longest}字以内で入力してください。"
    ),
    "wrong": Text("This is missing", "入力を確認してください"),
    "nobody": Text("There is no such file.", "この記録はありません。"),
    "break": Text("Put the reason on record and read the file", "理由を記録して閲覧する"),
    "now": Text(
        "You read this file in an emergency, until {until}."
        " It is another office's, and the look is on record.",
        "緊急閲覧中です({until}まで)。所管外の記録であり、閲覧したことが記録されています。",
    ),
}
