"""Taking out one resident's whole file."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Whole file (zip)", "記録全体(zip)"),
    "about": Text(
        "All there is to this resident in one zip: to hand to another office, to the resident or to a court,"
        " or to keep.",
        "この方に関するすべての記録を、1つのzipファイルにまとめます。他の窓口への引継ぎ、ご本人や裁判所への提供、保管にお使いください。",
    ),
    "in-it": Text("What is in it", "内容"),
    "events": Text(
        "every entry as it was recorded, with who recorded it and when: another office can take it in",
        "すべての記録(記録した人と日時を含む)。他の窓口のシステムに取り込めます",
    ),
    "proofs": Text(
        "proofs that the entries are under the seal of the log", "記録が封印の対象であることの証明"
    ),
    "answers": Text(
        "standing, duties, timeline and notices, as they stand on the day above",
        "上記の日における在留の状況、手続、経過及び通知",
    ),
    "looks": Text("who looked at the file", "閲覧履歴"),
    "readme": Text(
        "how to read it, check it and take it in, in English and Japanese",
        "読み方、確かめ方、取り込み方の説明(日本語・英語)",
    ),
    "before": Text("Before you take it out", "持ち出しの前に"),
    "plain": Text(
        "It holds personal data in plain, and leaves the protection of this service:"
        " keep it safe, and delete it when it has served its purpose.",
        "個人情報がそのまま入っており、持ち出した後はこのシステムでは保護されません。"
        "安全に管理し、不要になったら消去してください。",
    ),
    "record": Text(
        "Your name, office and reason are put on record; the resident can ask who took it out.",
        "あなたの氏名、所属及び理由が記録されます。ご本人は、誰が持ち出したかを確認できます。",
    ),
    "reason": Text("What for", "理由"),
    "reason-help": Text(
        "In a sentence: for whom, and on whose request. At most {longest} letters.",
        "誰のために、誰の求めによるかを簡潔に入力してください({longest}字以内)。",
    ),
    "no-reason": Text(
        "Say what for, in 1 to {longest} letters.", "理由を1字以上{longest}字以内で入力してください。"
    ),
    "wrong": Text("This is missing", "入力を確認してください"),
    "take": Text("Put the reason on record and take out the file", "理由を記録して持ち出す"),
}
