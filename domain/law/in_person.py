"""Acting, and carrying the card, in person (ICRRA 23(2), 23(5), 61-9-3; city page).

Whoever is under 16 is acted for by a relative who lives with them, and need not carry the card. One is
16 from the 16th birthday on.
"""

from datetime import date

from domain.law.calendar import birthday
from domain.law.provision import Text, icrra
from domain.law.rule import years

IN_PERSON_AGE = years(16, icrra("23(5), 61-9-3", "A:53; B:59"), name=Text("age in years", "年齢"))


def in_person_from(birth: date, on: date) -> date:
    """Return the birthday from which someone acts in person, by the law of a day."""
    return birthday(birth, IN_PERSON_AGE.on(on))


def acts_in_person(birth: date, on: date) -> bool:
    """Whether someone acts in person on a day: from that birthday on."""
    return on.year - birth.year > IN_PERSON_AGE.on(on) or on >= in_person_from(birth, on)


def carries_card(birth: date, on: date) -> bool:
    """Whether someone is old enough to carry the card on a day: from the 16th birthday on."""
    return acts_in_person(birth, on)
