"""Whether somebody may record about a resident: decided on the history that the facts are recorded on."""

from collections.abc import Sequence
from datetime import date

from adapters.recording import NoSuchResidentError, NotRecordedError, Permit, Wish, anything
from api.scope import Caller, HandedOverError, handed_over, may_record, may_see_address, places
from domain.history import Recorded, effective
from domain.protection import address_protected, concerns_address


class ProtectedElsewhereError(NotRecordedError):
    """What would tell a protected address to somebody who may not see it, by making the file theirs."""


def reaching(caller: Caller, today: date) -> Permit:
    """Return what lets the caller record about residents within reach."""
    if caller.reaches_all:
        return anything

    def permit(history: Sequence[Recorded], wish: Wish) -> None:
        where = places(history, effective(history))
        if not history:
            return
        if may_record(caller, where, today=today):
            told = may_see_address(caller, where, today=today)
            if not told and address_protected(history) and _moves(history, wish):
                raise ProtectedElsewhereError
            return
        move = handed_over(caller, where, today=today)
        if move is not None and address_protected(history):
            move = move.without_place()
        raise NoSuchResidentError if move is None else HandedOverError(move)

    return permit


def seeing_addresses(permit: Permit, caller: Caller, today: date) -> Permit:
    """Return what permits the same, but for residents whose protected address the caller may not see."""

    def permitted(history: Sequence[Recorded], wish: Wish) -> None:
        permit(history, wish)
        if address_protected(history):
            where = places(history, effective(history))
            if not may_see_address(caller, where, today=today):
                raise ProtectedElsewhereError

    return permitted


def _moves(history: Sequence[Recorded], wish: Wish) -> bool:
    return any(concerns_address(history, event) for event in wish.events)
