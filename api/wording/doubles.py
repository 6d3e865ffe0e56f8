"""Why two files may be of one person, in words."""

from collections.abc import Mapping

from msgspec import Struct

from api.wording.text import said
from domain.law.provision import Text
from projections.likeness import Why

REASONS: Mapping[Why, Text] = {
    "same-card-number": Text(
        "A card number of this file is, or was, recorded in the other one too.",
        "同じ在留カード番号が双方の記録にあるか、過去にありました。",
    ),
    "same-birth": Text("Born on the same day.", "生年月日が同じです。"),
    "possible-birth": Text(
        "Possibly born on the same day: one birth is known by its year or month only.",
        "一方の生年月日が年又は年月までしか分からず、同じ日である可能性があります。",
    ),
    "same-name": Text("The same name.", "氏名が同じです。"),
    "like-name": Text(
        "A like name: read alike, one letter apart, or one a part of the other.",
        "氏名が似ています(読みが同じ、一字違い、又は一方が他方の一部)。",
    ),
}


class WhyView(Struct, frozen=True, kw_only=True):
    """A reason as answered: code and sentence."""

    code: str
    detail: str


def why_views(reasons: tuple[Why, ...], language: str) -> tuple[WhyView, ...]:
    """Return reasons as answered."""
    return tuple(WhyView(code=why, detail=said(REASONS[why], language)) for why in reasons)
