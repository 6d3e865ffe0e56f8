"""The words that events are made of: text, numbers, closed vocabularies, value objects.

These names are stored and public: add to them, never rename. `format` names what a pattern asks for: whoever
types something else is told by that name how it is written.
"""

from datetime import date
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

Text = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]*\Z", extra={"format": "text"})]
"""Free text as people write it. PostgreSQL cannot store NUL, so nobody may send it."""

EARLIEST: Final = date(1868, 1, 1)
LATEST: Final = date(2199, 12, 31)

Day = Annotated[
    date,
    Meta(
        description=f"A civil day in Asia/Tokyo, {EARLIEST} through {LATEST}",
        extra_json_schema={"formatMinimum": str(EARLIEST), "formatMaximum": str(LATEST)},
    ),
]
"""A day inside an event: from the first year of Meiji on; what lies outside was mistyped.

`domain.events.days` holds what is recorded to it; decoding does not.
"""

BirthDay = Annotated[
    str,
    Meta(
        description=(
            f"A civil day, {EARLIEST} through {LATEST}, or as much of it as is known:"
            " 2011-05-14, 2011-05 or 2011"
        ),
        pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?\Z",
        extra={"format": "birth-day"},
    ),
]
"""A day of birth, or the year and month, or the year of it, where no more is known (`domain.events.birth`).

That there is such a day is asked where it is recorded, as of days (`domain.events.days`)."""

CardNumber = Annotated[str, Meta(pattern=r"^[A-Z]{2}[0-9]{8}[A-Z]{2}\Z", extra={"format": "card-number"})]
"""Number of a residence card or special permanent resident certificate; another at every issue."""

MunicipalityCode = Annotated[
    str, Meta(pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7])[0-9]{3}\Z", extra={"format": "municipality-code"})
]
"""JIS X 0402: two digits of prefecture (01 to 47), three of municipality or ward.

Whether it names one is asked where it is recorded: codes come and go (`domain.law.municipalities`)."""

Nationality = Annotated[str, Meta(pattern=r"^([A-Z]{2}|XXA|XXX|PSE)\Z", extra={"format": "nationality"})]
"""ISO 3166-1 alpha-2; stateless `XXA`, unknown `XXX`, and `PSE`, as the agency writes them."""

PeriodOfStay = Annotated[
    str,
    Meta(
        pattern=r"^P(?=[0-9])([1-9][0-9]?Y)?([1-9][0-9]?M)?([1-9][0-9]{0,3}D)?\Z",
        extra={"format": "period-of-stay"},
    ),
]
"""ISO 8601 duration of years, months, days: P1Y, P4M, P1Y3M, P30D."""

Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
"""Place of an event in its stream, from 1."""

HoursPerWeek = Annotated[int, Meta(ge=0, le=168)]

Sex = Literal["F", "M", "X"]
Grounds = Literal["birth", "nationality-lost", "other"]
Outcome = Literal["refused", "withdrawn"]
LossReason = Literal["revoked", "deported", "other"]
Activity = Literal["status", "spousal"]
SideActivityScope = Literal["blanket-28h", "individual"]
CardIssueRoute = Literal["port", "post", "bureau", "municipality"]
CardIssueReason = Literal["landing", "status", "renewal", "reissue", "particulars", "replacement"]
CardLossCause = Literal["lost", "stolen", "destroyed"]
CardDamageCause = Literal["damaged", "soiled"]
CardReturnRoute = Literal["port", "bureau", "post", "counter"]
MarriageEndCause = Literal["divorce", "death"]
ProtectionCause = Literal["domestic-violence", "stalking", "child-abuse", "other"]
Reentry = Literal["none", "special", "permit"]
OrganisationChange = Literal[
    "renamed", "relocated", "ceased", "left", "joined", "contract-ended", "contract-started"
]
Procedure = Literal[
    "extension",
    "change",
    "permanent-residence",
    "acquisition",
    "special-permanent-residence",
    "side-activity",
    "reentry-permit",
    "card-renewal",
    "card-reissue",
    "card-replacement",
]
StatusCode = Literal[
    "diplomat",
    "official",
    "professor",
    "artist",
    "religious-activities",
    "journalist",
    "hsp-1a",
    "hsp-1b",
    "hsp-1c",
    "hsp-2",
    "business-manager",
    "legal-accounting",
    "medical",
    "researcher",
    "instructor",
    "engineer-humanities-international",
    "intra-company-transferee",
    "intra-company-transferee-2",
    "nursing-care",
    "entertainer",
    "skilled-labor",
    "ssw-1",
    "ssw-2",
    "skill-development",
    "technical-intern-1",
    "technical-intern-2",
    "technical-intern-3",
    "cultural-activities",
    "temporary-visitor",
    "student",
    "trainee",
    "dependent",
    "designated-activities",
    "permanent-resident",
    "spouse-of-japanese",
    "spouse-of-permanent-resident",
    "long-term-resident",
    "special-permanent-resident",
]
Detail = Literal[
    "taiwan-office",
    "palestine-mission",
    "digital-nomad",
    "researcher-spouse",
    "refugee-applicant",
    "other",
    "a",
    "b",
    "c",
]

DESIGNATED_ACTIVITIES_DETAILS = frozenset(
    {
        "taiwan-office",
        "palestine-mission",
        "digital-nomad",
        "researcher-spouse",
        "refugee-applicant",
        "other",
    }
)
HSP_2_DETAILS = frozenset({"a", "b", "c"})


class Name(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A person's name as on the card, with kanji and kana where they are known; some have but one part.

    `alias` is the registered alias (通称), `printed` the name as the card prints it.
    """

    family: Text | None = None
    given: Text | None = None
    family_kanji: Text | None = None
    given_kanji: Text | None = None
    family_kana: Text | None = None
    given_kana: Text | None = None
    alias: Text | None = None
    printed: Text | None = None

    def __post_init__(self) -> None:
        if self.family is None and self.given is None:
            message = "At least one of `family`, `given` is required."
            raise ValueError(message)


class Address(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A place of residence: the municipality or ward, and the rest of the address."""

    municipality_code: MunicipalityCode
    line: Text


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Where the recorder took the fact from: a document, a notice, a telephone call."""

    kind: Text
    reference: Text


class Event(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="type",
    gc=False,
):
    """A fact that happened to one resident on one civil day in Asia/Tokyo.

    Nothing in an event refers back to it, so the garbage collector need not look (`gc=False`).
    """

    occurred_on: Day
    note: Text | None = None
    source: Source | None = None


Why = Literal[
    "day-out-of-bounds",
    "no-such-day",
    "last-day-before-event",
    "blank-text",
    "turned-text",
    "no-such-municipality",
    "no-such-nationality",
]
"""What is wrong with a part of an event that no event can mean."""


class Malformed(Struct, frozen=True):
    """A part of an event that no event can mean: the fields that lead to it, and what is wrong with it."""

    path: tuple[str, ...]
    why: Why


def check_detail(status: StatusCode, detail: Detail | None) -> None:
    """Raise ValueError unless the detail belongs to the status (contract, section 2)."""
    allowed: frozenset[str] = frozenset()
    if status == "designated-activities":
        allowed = DESIGNATED_ACTIVITIES_DETAILS
    elif status == "hsp-2":
        allowed = HSP_2_DETAILS
    if detail is not None and detail not in allowed:
        instead = f"use {', '.join(f'`{word}`' for word in sorted(allowed))}." if allowed else "leave it out."
        message = f"`detail` `{detail}` does not belong to status `{status}`; {instead}"
        raise ValueError(message)
