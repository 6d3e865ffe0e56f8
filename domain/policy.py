"""The switches of contested points (rulebook section 17), with the defaults stated there."""

from typing import Literal, get_args

from msgspec import Struct


class Policy(Struct, frozen=True, kw_only=True):
    """Which reading this server applies where page, statute and practice differ, the default first."""

    reentry_bound: Literal["BOTH", "STATUTE", "CITY_CARD"] = "BOTH"
    damaged_card: Literal["CITY_14D", "STATUTE"] = "CITY_14D"
    month_end: Literal["BOTH", "CLAMP", "CIVIL"] = "BOTH"
    roll_90: Literal["OFF", "ON"] = "OFF"
    pr7_day: Literal["SAME_DAY", "MINUS_1"] = "SAME_DAY"
    abroad_clock: Literal["RUN", "PAUSE"] = "RUN"
    midnight_start: Literal["OFF", "ON"] = "OFF"
    filing_grace: Literal["ON", "OFF"] = "ON"


DEFAULT = Policy()


def values(switch: str) -> tuple[str, ...]:
    """Return what a switch may be set to, the default first."""
    return get_args(Policy.__annotations__[switch])
