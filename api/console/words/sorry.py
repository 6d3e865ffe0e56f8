"""What to do when something is refused, by the code of the problem.

Only where the API's own advice is meant for a program.
"""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "invalid-query": Text(
        "Correct what is marked, or go back.", "示された箇所を直すか、前の画面へ戻ってください。"
    ),
    "malformed-body": Text(
        "Go back, load the page again and send the form once more.",
        "前の画面へ戻り、ページを読み込み直してから、もう一度送信してください。",
    ),
    "malformed-request": Text(
        "Check the address, or start from today's work.",
        "アドレスを確認するか、今日の業務からお進みください。",
    ),
    "not-found": Text(
        "Check the address, or start from today's work.",
        "アドレスを確認するか、今日の業務からお進みください。",
    ),
    "method-not-allowed": Text(
        "Start from today's work, or search for the person.",
        "今日の業務からお進みになるか、氏名などで検索してください。",
    ),
    "rule-not-found": Text("The list of rules shows all there are.", "規則の一覧から選んでください。"),
    "version-mismatch": Text(
        "Somebody recorded something in the meantime. Read the file again, then repeat what you did.",
        "ほかの担当者がこの記録を更新しました。最新の内容を確認してから、もう一度操作してください。",
    ),
    "idempotency-key-reused": Text(
        "Go back, load the page again and send the form once more.",
        "前の画面へ戻り、ページを読み込み直してから、もう一度送信してください。",
    ),
    "body-too-large": Text(
        "Shorten what was typed, and send it again.", "入力を短くして、もう一度送信してください。"
    ),
    "too-many-requests": Text("Wait a moment, then try again.", "少し待ってから、もう一度お試しください。"),
    "too-many-emergencies": Text(
        "Wait a while, or ask the office concerned.",
        "時間をおいてからお試しになるか、所管の窓口にお問い合わせください。",
    ),
    "timed-out": Text(
        "Narrow down what you ask for, or try again. If something was to be saved, look first if it was.",
        "条件を絞るか、もう一度お試しください。"
        "保存の途中だった場合は、先に保存されたかどうかを確認してください。",
    ),
    "internal-error": Text(
        "Try again. If it stays so, tell whoever runs this service when it happened.",
        "もう一度お試しください。続く場合は、発生した日時をシステム管理者へお知らせください。",
    ),
}
