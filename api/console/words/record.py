"""Recording: what happened, its fields, what it changes, and saving it."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "choose": Text("What happened?", "記録する事実の選択"),
    "about": Text("About", "対象者"),
    "stay": Text("Stay and status", "在留・在留資格"),
    "card": Text("Residence card", "在留カード"),
    "address": Text("Place of residence", "住居地"),
    "affiliation": Text("School, employer, contract", "所属機関"),
    "person": Text("The person", "本人・身分事項"),
    "reentry": Text("Leaving and coming back", "出国・再入国"),
    "law": Text("What the law says", "関係する規定"),
    "more": Text("Remark and source", "メモ・出典"),
    "optional": Text("(may be left empty)", "(任意)"),
    "endless": Text("Indefinite: there is no last day", "無期限"),
    "none-chosen": Text("Choose", "選択してください"),
    "check": Text("Check before saving", "内容を確認する"),
    "check-title": Text("Check and save", "内容の確認"),
    "typed": Text("What will be recorded", "記録する内容"),
    "effects": Text("What changes", "この記録による変更"),
    "no-effects": Text(
        "No answer changes: standing, duties and last days stay as they are.",
        "在留の状況、手続及び期限に変更はありません。",
    ),
    "effected": Text("What it changed", "記録による変更"),
    "nothing-effected": Text(
        "No answer changed: standing, duties and last days are as before.",
        "在留の状況、手続及び期限に変更はありませんでした。",
    ),
    "effects-standing": Text("Standing", "在留の状況"),
    "effects-duties": Text("Duties", "手続"),
    "save": Text("Save", "保存する"),
    "edit": Text("Change what was typed", "入力に戻る"),
    "cancel": Text("Back to the file", "記録の画面へ戻る"),
    "faults": Text("Please look at these places", "次の項目を確認してください"),
    "missing": Text("Fill in: {label}.", "「{label}」を入力してください。"),
    "choose-one": Text("Choose: {label}.", "「{label}」を選択してください。"),
    "wrong-municipality": Text(
        "This names no municipality, or more than one. Choose one of the list, or add its prefecture.",
        "市区町村を一つに特定できません。一覧から選ぶか、都道府県名を付けて、又はコードで入力してください。",
    ),
    "wrong-nationality": Text(
        "No country of this name. Type its name or its two letters.",
        "該当する国・地域がありません。国名又は2文字の国コードを入力してください。",
    ),
    "wrong-period": Text(
        "Not a period of stay. Type it as 1 year, 3 months, 1 year 3 months or 90 days.",
        "在留期間を読み取れません。「1年」「3月」「1年3月」「90日」のように入力してください。",
    ),
    "moved-on": Text(
        "The file has changed since you checked. Here is what your entry changes now; look at it again.",
        "確認の後に、この方の記録が更新されました。更新後の内容により表示し直しましたので、もう一度確認してください。",
    ),
    "kept": Text(
        "Your session had ended before this was sent. What you had typed is filled in again, and not saved.",
        "送信の前にサインアウトしていたため、入力内容を復元しました。まだ保存されていません。",
    ),
    "put-away": Text("Put it away and start anew", "破棄して新しく入力する"),
    "saved-before": Text(
        "This form was saved before and has been changed since. Look in the history whether it is there;"
        " if you save it now, it is recorded as another entry.",
        "この入力は一度保存され、その後に内容が変更されています。履歴に記録がないか確認してください。"
        "このまま保存すると、別の記録として追加されます。",
    ),
    "out-of-reach": Text(
        "It is saved. What you recorded has put the file out of your office's reach.",
        "保存しました。この記録により、この方は所管外となったため、閲覧できなくなりました。",
    ),
    "override": Text("Reason for recording it all the same", "受け付けられない内容を記録する理由"),
    "override-help": Text(
        "The service would refuse this. With a reason you may record it; the reason stays in the history.",
        "通常は受け付けられない内容です。理由を入力すると記録できます。理由は履歴に残ります。",
    ),
    "correct": Text("Correct entry v{version}: {title}", "記録番号{version}の訂正:{title}"),
    "void": Text("Void entry v{version}: {title}", "記録番号{version}の取消し:{title}"),
    "to-void": Text("This counts as never having happened", "取り消す内容"),
    "own-slip": Text(
        "You may correct or void what you recorded yourself today, while nothing has been recorded since."
        " For anything else you ask a supervisor, who decides.",
        "本日自分が記録し、その後にほかの記録がないものは、自分で訂正・取消しができます。"
        "それ以外は、監督者に申し出てください。",
    ),
    "was": Text("Before:", "訂正前:"),
    "nothing-said": Text("(nothing)", "(なし)"),
    "ask-title": Text("Ask a supervisor", "監督者への申出"),
    "ask-why": Text(
        "Only what you recorded yourself today, with nothing recorded since, is yours to correct or void."
        " Ask a supervisor to do it: nothing changes until they decide.",
        "自分で訂正・取消しができるのは、本日自分が記録し、その後にほかの記録がないものに限られます。"
        "監督者に申し出てください。決定があるまで、記録は変わりません。",
    ),
    "ask-typed": Text("What you ask for", "申出の内容"),
    "ask": Text("Send the request", "申し出る"),
    "open": Text("Open a file", "記録の開始"),
    "open-help": Text(
        "Look first whether there is a file already: likely ones appear while you type and before saving.",
        "すでに記録がないか確認してください。入力中と保存前に、似た方の記録を表示します。",
    ),
    "include": Text("Record this too", "あわせて記録する"),
    "along": Text("Record in one go:", "あわせて記録:"),
    "doubles": Text("Is it one of these?", "すでに記録のある方ではありませんか"),
    "doubles-help": Text(
        "These have a like name. When it is the same person, open that file instead.",
        "氏名の似た方の記録です。同じ方の場合は、その記録を使ってください。",
    ),
    "similar": Text(
        "Somebody of a like name and birth has a file already. Is it the same person?",
        "氏名と生年月日の似た方の記録がすでにあります。同じ方ではありませんか。",
    ),
    "other-file": Text("To the other file", "もう一方の記録へ"),
    "no-doubles": Text(
        "Nobody within your reach has a like name.", "閲覧できる範囲に、氏名の似た方の記録はありません。"
    ),
    "recorded": Text("Recorded", "記録しました"),
    "recorded-next": Text("Record something else", "続けて記録する"),
    "to-file": Text("To the file", "この方の画面へ"),
    "to-history": Text("History", "記録の履歴"),
    "no-such-day": Text("Not a day", "日付として読み取れません"),
}
