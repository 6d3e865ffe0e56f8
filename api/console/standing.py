"""How a resident stands, in sentences, out of the answer of `/v1/residents/{id}`."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from api.console.view import View
from api.console.words import WORDS
from api.wording import words
from api.wording.looks import place_name
from api.wording.text import day, period_of_stay, said

Answer = Mapping[str, Any]

_WITHOUT_PRESENCE: Final = frozenset({"abroad-protected", "departed", "deceased", "naturalised", "none"})
"""Words that tell by themselves where somebody is."""


def sentences(standing: Answer, view: View) -> list[Markup]:
    """Return who somebody is to the law on a day: stay, presence, card, address, what is awaited and owed."""
    return [
        *_stay(standing, view),
        *_presence(standing, view),
        _card(standing["card"], view),
        _address(standing, view),
        *(
            _say(view, "pending-application", day=_day(each["filed_on"], view),
                 procedure=said(words.PROCEDURES[each["procedure"]], view.language))
            for each in standing["pending_applications"]
        ),
        *_owed(standing["obligations"], view),
    ]  # fmt: skip


def _stay(standing: Answer, view: View) -> Iterator[Markup]:
    status = standing["status"]
    if status is not None:
        name = status["name_ja"] if view.language == "ja" else status["name"]
        period = period_of_stay(status["period_of_stay"], view.language)
        yield _say(view, "status", status=name, period=period)
        if status["as_spouse"]:
            yield _say(view, "as-spouse")
    yield _say(view, standing["stay"])
    if standing["stay_until"] is not None:
        yield _say(view, "until", day=_day(standing["stay_until"], view))
    elif standing["stay_since"] is not None:
        yield _say(view, "since", day=_day(standing["stay_since"], view))


def _presence(standing: Answer, view: View) -> Iterator[Markup]:
    if standing["presence"] is not None and standing["stay"] not in _WITHOUT_PRESENCE:
        yield _say(view, standing["presence"])
    for name in ("must_return_by", "status_lost_after"):
        if standing[name] is not None:
            yield _say(view, name.replace("_", "-"), day=_day(standing[name], view))


def _card(card: Answer, view: View) -> Markup:
    if card["number"] is None or card["valid_until"] is None:
        return _say(view, "card-none")
    return _say(view, f"card-{card['state']}", number=card["number"], day=_day(card["valid_until"], view))


def _address(standing: Answer, view: View) -> Markup:
    address = standing["address"]
    if address is None and standing.get("address_protected"):
        return Markup(view.say("protected.sentence"))  # noqa: S704 our own words
    if address is None:
        return _say(view, "address-none")
    return _say(
        view,
        "address" if standing["address_notified"] else "address-not-notified",
        place=place_name(address["municipality_code"], view.language),
        line=Markup("<bdi>{}</bdi>").format(address["line"]),
    )


def _owed(counts: Answer, view: View) -> Iterator[Markup]:
    for state in ("overdue", "open"):
        if counts[state]:
            yield _say(view, state, number=counts[state])
    if not counts["overdue"] and not counts["open"]:
        yield _say(view, "nothing-due")


def _say(view: View, key: str, **values: object) -> Markup:
    """Return a sentence with its values escaped: names and lines are typed by people."""
    words_ = Markup(said(WORDS[f"standing.{key}"], view.language))  # noqa: S704 our own, without markup
    return words_.format(**values)


def _day(written: str, view: View) -> str:
    return day(date.fromisoformat(written), view.language)
