"""The digest of an office's day in words: the mail's subject and text, and the mail by which one tries."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from adapters.exchange.languages import MailLanguage
from api.wording.looks import office_name
from api.wording.text import WEEKDAYS, day, said
from domain.law.provision import Text

Numbered = Sequence[tuple[Text, int, str]]
"""What there is to do, how much of it, and the address of the list of it."""

OVERDUE: Final = Text("Overdue", "期限超過")
TODAY: Final = Text("Due today", "本日が期限")
SOON: Final = Text("Due within 7 days, today included", "7日以内に期限(本日が期限のものを含む)")
NOTICES: Final = Text("Notices not acknowledged", "未確認の通知")
CORRECTIONS: Final = Text("Corrections asked for, not decided", "未決の訂正の申出")

_LEAD: Final = Text("The day's work in numbers, {day}.", "{day}の業務の件数をお知らせします。")
_COUNT: Final = Text("{what}: {count}", "{what}:{count}件")
_MISSED: Final = Text(
    "No mail could be sent of {days}. The numbers above include what became due then.",
    "{days}は、メールを送信できませんでした。その間に期限となったものも、上の件数に含まれています。",
)
_SOME: Final = Text("{first} to {last} ({count} working days)", "{first}から{last}まで(開庁日{count}日分)")
_WHEN: Final = Text(
    "The numbers are those of the moment at which this mail was made. Sign in to see the lists.",
    "件数は、このメールの作成時点のものです。一覧の表示にはサインインが必要です。",
)
_FOOT: Final = Text(
    "This mail was sent by a program; answers are not read."
    " Ask the system administrator to change who receives it.",
    "このメールは自動送信です。返信されても確認できません。送付先の変更は、システム管理者に依頼してください。",
)
_SUBJECT: Final = Text("Residence cases, {day}: {office}", "【在留管理】今日の業務 {day} {office}")
_TRIAL_SUBJECT: Final = Text("Residence cases: trial mail", "【在留管理】試験メール")
_TRIAL: Final = Text(
    "This is a trial mail. It was sent from the page about mail, and shows that mails arrive.",
    "これは試験メールです。「メール」の画面から送信されました。メールが届くかどうかを確認するためのものです。",
)
_BETWEEN: Final = "\n" + "-" * 40 + "\n\n"


class MailText(Struct, frozen=True, kw_only=True):
    """A mail in words."""

    subject: str
    text: str


def languages(language: MailLanguage) -> tuple[str, ...]:
    """Return the languages of a mail, in the order in which they stand in it."""
    return ("ja", "en") if language == "both" else (language,)


def digest_text(
    office: str, on: date, numbers: Numbered, missed: Sequence[date], language: MailLanguage
) -> MailText:
    """Return the digest of an office's day; `missed` are the open days before it of which there was none."""
    chosen = languages(language)
    first = chosen[0]
    subject = said(_SUBJECT, first).format(day=_short_day(on, first), office=office_name(office, first))
    parts = [_part(office, on, numbers, missed, each) for each in chosen]
    return MailText(subject=subject, text=_BETWEEN.join(parts))


def trial_text(language: MailLanguage) -> MailText:
    """Return the mail by which somebody sees that mails arrive."""
    chosen = languages(language)
    return MailText(
        subject=said(_TRIAL_SUBJECT, chosen[0]),
        text=_BETWEEN.join(f"{said(_TRIAL, each)}\n" for each in chosen),
    )


def _part(office: str, on: date, numbers: Numbered, missed: Sequence[date], language: str) -> str:
    lines = [office_name(office, language), said(_LEAD, language).format(day=day(on, language)), ""]
    for what, count, address in numbers:
        lines += [said(_COUNT, language).format(what=said(what, language), count=count), f"  {address}", ""]
    if missed:
        lines += [said(_MISSED, language).format(days=_days(missed, language)), ""]
    return "\n".join([*lines, said(_WHEN, language), said(_FOOT, language), ""])


def _days(days: Sequence[date], language: str) -> str:
    if len(days) == 1:
        return day(days[0], language)
    return said(_SOME, language).format(
        first=day(days[0], language), last=day(days[-1], language), count=len(days)
    )


def _short_day(on: date, language: str) -> str:
    """Return a day as a subject has room for it: `11月27日(金)`."""
    return (
        day(on, language) if language != "ja" else f"{on.month}月{on.day}日({WEEKDAYS[on.weekday()].ja[0]})"
    )
