"""Notices in words: what an office was told, and why it was taken back."""

from collections.abc import Mapping
from typing import Final

from adapters.exchange.languages import LetterLanguage
from api.wording.obligations import rule_title
from api.wording.text import said
from domain.law.provision import Text
from projections.notices import NoticeState, Reason

NOTICE_STATES: Final[Mapping[NoticeState, Text]] = {
    "raised": Text("told", "通知済み"),
    "acknowledged": Text("taken note of", "確認済み"),
    "superseded": Text("followed by a later notice", "後の通知に引継ぎ"),
    "settled": Text("settled", "完了"),
    "withdrawn": Text("taken back", "取消し"),
}
REASONS: Final[Mapping[Reason, Text]] = {
    "not-owed": Text("There is no such duty.", "この義務はありません。"),
    "due-day-moved": Text("The last day is another.", "期限が変わりました。"),
    "not-reached": Text("That day has not been reached.", "その段階の日に達していません。"),
    "already-done": Text("It had been done before.", "通知の前に済んでいました。"),
    "already-cancelled": Text("It had ended before.", "通知の前に義務がなくなっていました。"),
}


def stage_words(stage: int, language: str) -> str:
    """Return how far a duty is from its last day: `due in 7 days`, `overdue`."""
    if stage < 0:
        return said(Text(f"due in {-stage} days", f"期限の{-stage}日前"), language)
    if stage == 0:
        return said(Text("due today", "本日が期限"), language)
    if stage == 1:
        return said(Text("overdue", "期限超過"), language)
    return said(Text(f"overdue for {stage} days", f"{stage}日超過"), language)


def notice_title(rule: str, stage: int, state: NoticeState, language: str) -> str:
    """Return the title of a notice on a timeline: what the office was told, and whether it was taken back."""
    words = f"{rule_title(rule, language)}: {stage_words(stage, language)}"
    if language == "ja":
        words = f"{rule_title(rule, language)}({stage_words(stage, language)})"
    if state == "withdrawn":
        return f"取り消された通知:{words}" if language == "ja" else f"Office told, and taken back: {words}"
    return f"通知:{words}" if language == "ja" else f"Office told: {words}"


LETTER_LANGUAGES: Final[Mapping[LetterLanguage, Text]] = {
    "ja": Text("Japanese", "日本語"),
    "easy-ja": Text("plain Japanese", "やさしい日本語"),
    "en": Text("English", "英語"),
}


def letter_title(rule: str, written_in: LetterLanguage, language: str) -> str:
    """Return the title of a letter on a timeline: what the resident was told, in which language."""
    title, written = rule_title(rule, language), said(LETTER_LANGUAGES[written_in], language)
    return f"お知らせ文書:{title}({written})" if language == "ja" else f"Letter sent: {title} ({written})"


def reason_sentence(reason: Reason, language: str) -> str:
    """Return why a notice was taken back."""
    return said(REASONS[reason], language)
