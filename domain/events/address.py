"""The address: settling, moving, leaving, notifying (ICRRA 19-7 to 19-9)."""

from domain.events.types import Address, Event


class Settled(Event, frozen=True, kw_only=True):
    """The first place of residence was settled."""

    address: Address


class Moved(Event, frozen=True, kw_only=True):
    """The resident moved into a new place."""

    address: Address


class ResidenceLeft(Event, frozen=True, kw_only=True):
    """The registered place was left without a new one."""


class AddressNotified(Event, frozen=True, kw_only=True):
    """The address was notified at the municipality; counts only with the card presented."""

    card_presented: bool = True
