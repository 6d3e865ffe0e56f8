"""The municipalities of Japan by their codes of JIS X 0402, with the days from and to which they were there.

The data holds every code since the numbers were given out, 1 April 1970: cities, towns, villages, the special
wards of Tokyo, and in a designated city its wards, which keep the registers of residents, but not the city.

A merger, a new name or a new ward is one line more in `municipalities.json`, by code and day, and a last day
in the line before: `["22131","浜松市中区","2007-04-01","2023-12-31"]`. No line is taken out.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Literal

import msgspec
from msgspec import Struct

from domain.law.prefectures import PREFECTURES
from domain.law.provision import Provision

MUNICIPALITIES = Provision("JIS X 0402", "codes of municipalities", "B:77", "secondary")


class Municipality(Struct, array_like=True, frozen=True, gc=False):
    """A municipality under one name, from the day `since` to the day `until`, both inclusive.

    `since` None: before the numbers were given out; `until` None: it is there today.
    """

    code: str
    name_ja: str
    since: date | None = None
    until: date | None = None


def municipality(code: str, on: date) -> Municipality | Literal["unknown", "abolished", "not-yet"]:
    """Return the municipality of a code on a day, or why there was none.

    Cities that are divided into wards are unknown, like prefectures: nobody is registered there.
    """
    names = _by_code().get(code)
    if names is None:
        return "unknown"
    for found in names:
        if found.until is None or on <= found.until:
            return found if found.since is None or found.since <= on else "not-yet"
    return "abolished"


def known_municipality(code: str) -> bool:
    """Return whether a code is, or ever was, that of a municipality."""
    return code in _by_code()


def last_name(code: str) -> str | None:
    """Return the Japanese name a municipality has or had last, without the prefecture; None if unknown."""
    names = _by_code().get(code)
    return None if names is None else names[-1].name_ja


def codes_called(name: str) -> tuple[str, ...]:
    """Return the codes of municipalities that have or had a name, in their order; none for an unknown one.

    With its prefecture or without, a ward with its city or alone: 北海道江別市, 札幌市西区, 西区.
    """
    return _by_name().get(name, ())


def full_name(code: str) -> str | None:
    """Return the last Japanese name of a municipality with its prefecture; None if unknown.

    Wards of designated cities stand without it, as they are written everywhere: 札幌市西区.
    """
    name = last_name(code)
    if name is None or ("市" in name and name.endswith("区")):
        return name
    return f"{PREFECTURES[code[:2]][1]}{name}"


def newest() -> Iterator[Municipality]:
    """Yield each code that is, or ever was, that of a municipality, under its last name, in their order."""
    return (names[-1] for names in _by_code().values())


@cache
def _by_code() -> Mapping[str, tuple[Municipality, ...]]:
    """Return the names of each code, oldest first; read when first asked for."""
    raw = (files("domain.law") / "municipalities.json").read_bytes()
    rows = msgspec.json.decode(raw, type=tuple[Municipality, ...])
    return {code: tuple(names) for code, names in groupby(rows, lambda row: row.code)}


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    """Return the codes under each name that people write; made when first asked for."""
    found: dict[str, dict[str, None]] = {}
    for code, names in _by_code().items():
        for each in names:
            city, _, ward = each.name_ja.partition("市")
            written = {each.name_ja, f"{PREFECTURES[code[:2]][1]}{each.name_ja}"}
            if city and ward.endswith("区"):
                written.add(ward)
            for name in written:
                found.setdefault(name, {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()}
