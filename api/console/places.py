"""Municipalities as people write them: by Japanese name, by code, or as a desk is called in English."""

import unicodedata
from typing import Final

from api.scope import Caller, is_office
from domain.events.written import municipality_code
from domain.law.municipalities import codes_called, known_municipality
from domain.law.offices import BUREAUS, SAPPORO_WARDS

_IN_ENGLISH: Final = {
    written.casefold(): desk.id
    for desk in SAPPORO_WARDS
    for written in (desk.name, desk.name.removesuffix(" Office"), desk.name.removesuffix(" Ward Office"))
}

_BUREAUS: Final = {name.casefold(): desk.id for desk in BUREAUS for name in (desk.name, desk.name_ja)}


def places_called(text: str, caller: Caller | None = None) -> tuple[str, ...]:
    """Return the codes of the municipalities that a text may mean, none for an unknown name.

    Where several are called so and only one belongs to the caller's offices, it is that one.
    """
    code = municipality_code(text)
    if known_municipality(code):
        return (code,)
    plain = unicodedata.normalize("NFKC", text)
    ward = _IN_ENGLISH.get(plain.partition(",")[0].strip().casefold())
    if ward is not None:
        return (ward,)
    found = codes_called(plain.replace(" ", "").removesuffix("役所").removesuffix("役場"))
    own = tuple(code for code in found if caller is not None and caller.own(code))
    return own if len(own) == 1 else found


def office_called(text: str) -> tuple[str, str]:
    """Return the code of the office that a text means, and the key of words for what is wrong where none."""
    typed = text.strip()
    if is_office(typed):
        return typed, ""
    bureau = _BUREAUS.get(typed.casefold())
    if bureau is not None:
        return bureau, ""
    places = places_called(typed) if typed else ()
    if len(places) == 1:
        return places[0], ""
    return "", "lists.which-place" if places else "lists.no-such-place"
