"""A protected address on the pages of its file: that it is one, why somebody looks, that it is shown."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("The address is protected.", "支援措置の対象です。"),
    "hidden": Text(
        "It shows to the caseworkers and supervisors of the office where the person lives, when they say why."
        " Tell it to nobody who asks.",
        "住居地は、お住まいの市区町村の担当者と監督者が理由を示した場合にのみ表示されます。"
        "問い合わせがあっても、住居地を伝えないでください。",
    ),
    "shown": Text(
        "You see it because you said why: {why}. The look is on record apart."
        " Do not print it, and tell it to nobody who asks.",
        "次の理由により表示しています:{why}。閲覧したことは別に記録されています。"
        "印刷や、問い合わせに対する回答をしないでください。",
    ),
    "not-shown": Text(
        "It is not shown to you: you are not of the office where the person lives, or none is known.",
        "お住まいの市区町村の担当者ではないか、住居地の記録がないため、表示できません。",
    ),
    "why": Text("Why you need the address", "住居地を閲覧する理由"),
    "why-help": Text(
        "In a sentence, at most {longest} letters.", "簡潔に入力してください({longest}字以内)。"
    ),
    "show": Text("Put the reason on record and show the address", "理由を記録して住居地を表示する"),
    "hide": Text("Hide the address", "住居地を隠す"),
    "before-correcting": Text(
        "The entry can be corrected once it shows whole: say first why you need the address.",
        "訂正するには、記録の全体を表示する必要があります。先に住居地を閲覧する理由を入力してください。",
    ),
    "place": Text("protected", "非表示(支援措置)"),
    "sentence": Text("The address is protected.", "住居地は支援措置により表示されません。"),
}
