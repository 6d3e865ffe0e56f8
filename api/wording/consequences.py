"""What a write caused, in sentences: duties that opened, moved, were settled or ended; oddities."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from api.wording.obligations import rule_title
from api.wording.problems import anomaly_detail
from api.wording.text import day, said
from domain.consequences import Consequences
from domain.duties.duty import Duty, State
from domain.law.provision import Text

_NOW: Mapping[State, Text] = {
    "pending": Text("To come: {duty}{last}.", "{duty}が今後必要になります{last}。"),
    "open": Text("Now owed: {duty}{last}.", "{duty}が必要になりました{last}。"),
    "overdue": Text("Overdue: {duty}{last}.", "{duty}の期限が過ぎています{last}。"),
    "done": Text("Done: {duty}.", "{duty}は済みました。"),
    "done-late": Text("Done after its last day: {duty}{last}.", "{duty}は期限後に済みました{last}。"),
    "cancelled": Text("No longer owed: {duty}.", "{duty}は不要になりました。"),
}
_MOVED = Text("Last day moved: {duty}{last}.", "{duty}の期限が変わりました{last}。")
_ARISEN = Text("Noticed in version {version}: {detail}", "記録番号{version}の注意:{detail}")
_ENDED = Text("No longer noticed in version {version}: {detail}", "記録番号{version}の注意の解消:{detail}")


def caused_sentences(found: Consequences, on: date, language: str) -> Iterator[str]:
    """Yield what a write caused on a day, a sentence each: first about duties, then about oddities.

    Of a duty that only changed its desk nothing is said.
    """
    for was, is_ in found.duties:
        duty = is_ or was
        assert duty is not None
        became = duty_sentence(duty.rule, _seen(was, on), _seen(is_, on), language)
        if became is not None:
            yield became
    for sentence, anomalies in ((_ARISEN, found.arose), (_ENDED, found.ended)):
        for anomaly in anomalies:
            detail = anomaly_detail(anomaly.code, language)
            yield said(sentence, language).format(version=anomaly.version, detail=detail)


class DutySeen(NamedTuple):
    """A duty as it shows on a day: its state, and its last day, if it has one."""

    state: State
    due_on: date | None


def duty_sentence(
    rule: str, was: DutySeen | None, is_: DutySeen | None, language: str, *, basis: str | None = None
) -> str | None:
    """Return what became of a duty in a sentence, None when state and last day stayed; `basis`: article."""
    sentence = _sentence(was, is_)
    if sentence is None:
        return None
    title, ja = rule_title(rule, language), language == "ja"
    where = rule if basis is None else f"{rule}、{basis}" if ja else f"{rule}, {basis}"
    name = f"「{title}」({where})" if ja else f"{title} ({where})"
    return said(sentence, language).format(duty=name, last=_last(was, is_ or was, language))


def _seen(duty: Duty | None, on: date) -> DutySeen | None:
    return None if duty is None else DutySeen(duty.state(on), duty.due_on)


def _sentence(was: DutySeen | None, is_: DutySeen | None) -> Text | None:
    """Return the sentence about a duty that is other than it was, None when state and last day stayed."""
    if is_ is None:
        return _NOW["cancelled"]
    if was is None or was.state != is_.state:
        return _NOW[is_.state]
    return None if was.due_on == is_.due_on else _MOVED


def _last(was: DutySeen | None, duty: DutySeen | None, language: str) -> str:
    """Return the last day, and the former one when it moved, as the end of a sentence."""
    ja = language == "ja"
    if duty is None or duty.due_on is None:
        return "(期限の定めなし)" if ja else ", no fixed day"
    last = day(duty.due_on, language)
    if was is not None and was.due_on is not None and was.due_on != duty.due_on:
        before = day(was.due_on, language)
        return f"(期限:{last}、変更前:{before})" if ja else f", last day {last}, before {before}"
    return f"(期限:{last})" if ja else f", last day {last}"
