"""The page of the day."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Today", "今日の業務"),
    "of-the-day": Text("The day's work", "この日の業務"),
    "overdue": Text("Overdue", "期限超過"),
    "soon": Text("Due within 7 days", "7日以内に期限"),
    "notices": Text("Notices not acknowledged", "未確認の通知"),
    "mine": Text("Lately mine", "最近扱った記録"),
    "all": Text("All of them", "すべて表示"),
    "nothing": Text("Nothing here.", "該当するものはありません。"),
    "none-of-late": Text(
        "Residents whose files you open are listed here.", "記録を開くと、ここに表示されます。"
    ),
    "or-more": Text("{count}+", "{count}以上"),
    "read": Text("read {at}", "閲覧:{at}"),
    "nobody": Text("No files here yet", "まだ記録がありません"),
    "open-one": Text("Open the first file", "最初の記録を開始する"),
    "demo": Text(
        "To look around among invented residents, run this in another terminal:",
        "架空の記録で試すには、別のターミナルで次を実行してください:",
    ),
    "no-files": Text(
        "Your role does not read residents' files.", "お使いの権限では、個人の記録は閲覧できません。"
    ),
    "may": Text("You may:", "次のことができます。"),
    "by-program": Text(
        "What has no page is done on the command line or by a program; its description:",
        "画面のない操作は、コマンド又は連携プログラムで行います。説明:",
    ),
}
