"""The person: the file opened, particulars, marriage, death, naturalisation, notes."""

from msgspec import UNSET, UnsetType

from domain.events.types import BirthDay, Event, MarriageEndCause, Name, Nationality, Sex, Text


class CaseOpened(Event, frozen=True, kw_only=True):
    """The file was opened: first event of every stream, once."""

    name: Name
    date_of_birth: BirthDay
    nationality: Nationality
    sex: Sex | None = None


class ParticularsChanged(Event, frozen=True, kw_only=True):
    """Name, date of birth, sex or nationality became another; `name` replaces the whole name."""

    name: Name | UnsetType = UNSET
    date_of_birth: BirthDay | UnsetType = UNSET
    sex: Sex | UnsetType = UNSET
    nationality: Nationality | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.name is self.date_of_birth is self.sex is self.nationality is UNSET:
            message = "At least one of `name`, `date_of_birth`, `sex`, `nationality` is required."
            raise ValueError(message)


class ParticularsNotified(Event, frozen=True, kw_only=True):
    """The change of particulars was notified (ICRRA 19-10, SPRA 11)."""


class MarriageEnded(Event, frozen=True, kw_only=True):
    """The resident's own marriage ended."""

    cause: MarriageEndCause


class SpouseNotified(Event, frozen=True, kw_only=True):
    """The end of the marriage was notified (ICRRA 19-16(iii))."""


class Died(Event, frozen=True, kw_only=True):
    """The resident died."""


class Naturalised(Event, frozen=True, kw_only=True):
    """The resident became a Japanese national."""


class NoteAdded(Event, frozen=True, kw_only=True):
    """A remark for the file; no effect on any answer but history."""

    text: Text
