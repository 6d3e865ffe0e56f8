"""The address: settling, moving, leaving, notifying (ICRRA 19-7 to 19-9), and protecting it (支援措置)."""

from domain.events.types import Address, Day, Event, ProtectionCause


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


class AddressProtected(Event, frozen=True, kw_only=True):
    """The address is kept from others: support measures for victims of violence or stalking (支援措置).

    Recorded again, they are renewed. That `valid_until` has passed ends nothing: a day that nobody looked at
    must not give an address away.
    """

    cause: ProtectionCause | None = None
    valid_until: Day | None = None


class AddressProtectionEnded(Event, frozen=True, kw_only=True):
    """The support measures ended: the address shows again."""
