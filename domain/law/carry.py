"""Carrying the card (ICRRA 23(2), 23(5); city page).

Mid- to long-term residents of 16 and over always carry it. One is 16 from the 16th birthday on.
"""

from datetime import date

from domain.duties.owing import ADULT_AGE
from domain.law.calendar import birthday


def old_enough_to_carry(birth: date, on: date) -> bool:
    """Whether the 16th birthday has been reached on a day."""
    return on >= birthday(birth, ADULT_AGE)
