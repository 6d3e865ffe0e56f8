"""The record of looks: what one request shows of residents is noted before its answer is sent."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from adapters.clock import Clock
from adapters.postgres.accesses import Accesses, Look, TooManyWaitingError
from api.edge import WIDE, header_text
from api.problems import Problem
from api.scope import Caller

TAKEN_AWAY: Final = "zairyu.taken-away"
"""Key of the ASGI scope under which stands the form, if a list is taken away as a file."""


class RecordOfLooks:
    """Notes what one caller sees in one request."""

    def __init__(self, scope: Any, caller: Caller, accesses: Accesses, clock: Clock) -> None:
        self._scope = scope
        self._caller = caller
        self._accesses = accesses
        self._clock = clock

    @property
    def purpose(self) -> str | None:
        """Why the caller looks, if they say so in `X-Purpose`; raises Problem `invalid-header`."""
        return header_text(self._scope, "x-purpose", longest=500)

    def note(
        self,
        residents: Sequence[UUID],
        *,
        on: date | None = None,
        known: str | None = None,
        purpose: str | None = None,
        nobody_too: bool = False,
        address_shown: bool = False,
    ) -> None:
        """Put a look on record; raises Problem `unavailable` when that is not possible.

        `purpose` None: what the caller says. `nobody_too`: also a question that found nobody.
        `address_shown`: a protected address was told.
        """
        purpose = purpose or self.purpose
        if len(residents) == 1:
            self._scope[WIDE]["resident_id"] = residents[0]
        if not residents and not nobody_too:
            return
        caller, scope = self._caller, self._scope
        route = " ".join([scope["method"], scope["path_template"], *filter(None, [scope.get(TAKEN_AWAY)])])
        try:
            self._accesses.look(
                Look(
                    looked_at=self._clock.now(), person=caller.person, role=caller.role, office=caller.office,
                    purpose=purpose, route=route,
                    asked_on=on, known=known, residents=tuple(residents), address_shown=address_shown,
                )
            )  # fmt: skip
        except TooManyWaitingError:
            raise Problem("unavailable", "Looks cannot be put on record now.") from None
