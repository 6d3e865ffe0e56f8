"""Who may do what: the one table. What is not in it is not allowed."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Action = Literal[
    "public",  # health, metrics, the description of this API
    "look-up",  # the desks and the rulebook: no resident in it
    "read",  # residents within one's reach, and lists of them
    "record",  # facts about residents in the own offices
    "correct",  # corrections and voids of what is not one's own slip of the day; requests for them
    "override",  # record what would be refused
    "merge",  # two files of one person, and take them apart again
    "follow",  # the whole log, by position
    "see-accesses",  # who looked at one resident
    "take-out",  # one resident's whole file, to keep or carry elsewhere
    "see-emergencies",  # who broke the glass, and how far the log is sealed
    "audit",  # who looked at whom, over all residents
    "administer",  # to whom the service sends what: webhooks, mail
    "erase",  # destroy a resident's file for good
]

Role = Literal["caseworker", "supervisor", "auditor", "integrator", "administrator", "development"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)

Reach = Literal["none", "current", "ever", "all"]
"""Whose files: residents of the own offices today, whoever was ever theirs, everybody."""

ALLOWED: Final[Mapping[Role, frozenset[Action]]] = {
    "caseworker": frozenset({"look-up", "read", "record"}),
    "supervisor": frozenset(
        (
            *("look-up", "read", "record", "correct", "override", "merge"),
            *("see-accesses", "see-emergencies", "take-out"),
        )
    ),
    "auditor": frozenset({"look-up", "read", "follow", "see-accesses", "see-emergencies", "audit"}),
    "integrator": frozenset({"look-up", "follow"}),
    "administrator": frozenset({"look-up", "administer", "erase"}),
    "development": frozenset(get_args(Action)),
}
"""The administrator says to whom what is sent, erases, makes tokens, and sees no resident's data."""

REACH: Final[Mapping[Role, Reach]] = {
    "caseworker": "current",
    "supervisor": "ever",
    "auditor": "all",
    "integrator": "all",
    "administrator": "none",
    "development": "all",
}


def allows(role: Role, action: Action) -> bool:
    """Return whether the role may do it."""
    return action == "public" or action in ALLOWED[role]
