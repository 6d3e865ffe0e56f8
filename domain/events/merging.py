"""Two files of one person: merged, and taken apart again. Each of these events stands in both files."""

from typing import Literal
from uuid import UUID

from domain.events.types import Event, Text, Version

Role = Literal["surviving", "merged"]
"""Which of the two files this is: the one that goes on, or the one whose entries count there from now on."""


class FilesMerged(Event, frozen=True, kw_only=True):
    """This file and another are of one person. Of the merged one the first `entries` count in the other."""

    other: UUID
    role: Role
    entries: Version
    reason: Text


class FilesUnmerged(Event, frozen=True, kw_only=True):
    """The two files are of two persons after all: each counts for itself again, as if never merged."""

    other: UUID
    role: Role
    reason: Text


Merging = FilesMerged | FilesUnmerged
"""Events about two files; only a merge and its undoing record them, never a list of facts."""
