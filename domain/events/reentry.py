"""Leaving and coming back: permits, departure, re-entry (ICRRA 26, 26-2, SPRA 23)."""

from domain.events.types import Day, Event, Reentry, Text


class ReentryPermitted(Event, frozen=True, kw_only=True):
    """Re-entry permit; without `valid_until` it is the longest allowed."""

    valid_until: Day | None = None
    multiple: bool = False


class ReentryPermitExtended(Event, frozen=True, kw_only=True):
    """The permit was extended at a mission abroad (ICRRA 26(5))."""

    valid_until: Day


class Departed(Event, frozen=True, kw_only=True):
    """The resident left Japan."""

    reentry: Reentry
    port: Text | None = None


class Reentered(Event, frozen=True, kw_only=True):
    """The resident landed again with the status kept."""

    port: Text | None = None
