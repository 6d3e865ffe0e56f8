"""The organisation: its changes and their notices (ICRRA 19-16(i), (ii))."""

from domain.events.types import Event, OrganisationChange, Text


class OrganisationChanged(Event, frozen=True, kw_only=True):
    """Something about the school, employer or contract changed."""

    change: OrganisationChange
    organisation: Text | None = None
    contract_in_japan: bool = True


class OrganisationNotified(Event, frozen=True, kw_only=True):
    """Changes were notified; no `changes` means all of them."""

    changes: tuple[OrganisationChange, ...] = ()
