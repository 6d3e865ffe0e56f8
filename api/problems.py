"""Refusals of the HTTP surface as problem documents (RFC 9457); HTTP numbers of errors stand here alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from api.wording import problem_sentence, problem_title, remedy, request_detail
from api.wording.merging import merged_into
from api.wording.words import ERASURES
from domain.law.provision import Text

MEDIA_TYPE: Final = "application/problem+json"

REFUSALS: Final[frozenset[str]] = frozenset({
    "case-already-open", "case-not-open", "before-birth", "after-death", "not-abroad", "not-in-japan",
    "card-not-issued", "no-status", "application-not-pending", "card-number-taken",
    "reentry-permit-too-long", "status-lost", "unknown-version", "case-opening-not-voidable",
    "not-correctable", "already-voided", "no-permit", "contradicts-later-event",
    "history-too-long", "correction-request-decided", "correction-request-overtaken",
    "file-merged", "holds-merged-files", "files-contradict", "files-not-merged",
    "version-conflict",
})  # fmt: skip
"""What the history refuses; 409 all of them (readings, section Codes)."""

STATUS: Final[Mapping[str, int]] = {
    "invalid-event": 400,
    "future-date": 400,
    "malformed-body": 400,
    "invalid-query": 400,
    "invalid-header": 400,
    "unknown-host": 400,
    "malformed-request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not-found": 404,
    "resident-not-found": 404,
    "rule-not-found": 404,
    "correction-request-not-found": 404,
    "notice-not-found": 404,
    "office-not-found": 404,
    "calendar-not-found": 404,
    "webhook-not-found": 404,
    "duty-not-found": 404,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    **dict.fromkeys(REFUSALS, 409),
    "address-protected": 409,
    "no-mail-server": 409,
    "too-many-calendars": 409,
    "duty-ended": 409,
    "resident-erased": 410,
    "request-too-slow": 408,
    "version-mismatch": 412,
    "body-too-large": 413,
    "unsupported-media-type": 415,
    "idempotency-key-reused": 422,
    "too-many-requests": 429,
    "too-many-emergencies": 429,
    "header-too-large": 431,
    "client-gone": 499,
    "internal-error": 500,
    "mail-not-taken": 502,
    "unavailable": 503,
    "projection-behind": 503,
    "timed-out": 503,
    "too-many-connections": 503,
}
"""Every problem code with its HTTP status."""


Sentence = str | Text
"""In both languages, or in English as `api.wording.details` knows it."""


class Fault(Struct, frozen=True, kw_only=True):
    """One place that is wrong: a JSON pointer into the body, or `?name` of a query parameter."""

    pointer: str
    detail: Sentence
    version: int | UnsetType = UNSET
    resident_id: UUID | UnsetType = UNSET


class FaultView(Struct, frozen=True, kw_only=True):
    """One place that is wrong, as answered: what is wrong there, and what is right instead.

    `version` of the same file, or `resident_id` of another one within reach, with which it is at odds.
    """

    pointer: str
    detail: str
    version: int | UnsetType = UNSET
    resident_id: UUID | UnsetType = UNSET


class EntryOfFile(Struct, frozen=True, kw_only=True):
    """An entry of one of two files: its version there, what happened, and on which day."""

    resident_id: UUID
    version: int
    on: date
    title: str


class ContradictionView(Struct, frozen=True, kw_only=True):
    """Two entries of two files that cannot be of one person; `code` and `detail` say what is impossible."""

    code: str
    detail: str
    surviving: EntryOfFile
    merged: EntryOfFile


class ProblemDocument(Struct, frozen=True, kw_only=True):
    """What is sent: `type` is `/problems/<code>`; never personal data, never a stack trace.

    `detail` says what is wrong, and what to do about it. `contradictions` only with `files-contradict`.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FaultView, ...] = ()
    contradictions: tuple[ContradictionView, ...] | UnsetType = UNSET


class Problem(Exception):
    """An answer that refuses: code, places, headers; a sentence where the code's title says too little."""

    def __init__(
        self,
        code: str,
        detail: Sentence | None = None,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        contradictions: Sequence[ContradictionView] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.contradictions = tuple(contradictions)

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return STATUS[self.code]

    def document(self, language: str) -> bytes:
        """Return the problem document in a language, encoded."""
        what = (
            problem_sentence(self.code, language)
            if self.detail is None
            else request_detail(self.detail, language)
        )
        return msgspec.json.encode(
            ProblemDocument(
                type=f"/problems/{self.code}",
                title=problem_title(self.code, language),
                status=self.status,
                detail=f"{what}{'' if language == 'ja' else ' '}{remedy(self.code, language)}",
                errors=tuple(
                    FaultView(
                        pointer=wrong.pointer,
                        detail=request_detail(wrong.detail, language),
                        version=wrong.version,
                        resident_id=wrong.resident_id,
                    )
                    for wrong in self.errors
                ),
                contradictions=self.contradictions or UNSET,
            )
        )


def not_found() -> Problem:
    """Return the answer about a resident who does not exist, or not for this caller: one and the same."""
    return Problem("resident-not-found")


def file_merged(into: UUID) -> Problem:
    """Return the refusal of what a file that was merged into another does not take."""
    return Problem("file-merged", merged_into(into))


def not_opened_yet() -> Problem:
    """Return the answer about a resident whose file was opened after the moment asked about."""
    return Problem("resident-not-found", "The file of this resident was not opened yet at that moment.")


def erased(reason: str) -> Problem:
    """Return the answer about a resident who was erased, with the code of the reason."""
    why = ERASURES.get(reason, Text(reason, reason))
    return Problem(
        "resident-erased",
        Text(f"The file of this resident was erased: {reason}.", f"この方の記録は消去されました({why.ja})。"),
    )


def invalid_query(name: str, detail: Sentence) -> Problem:
    """Return the refusal of one query parameter."""
    return Problem("invalid-query", errors=[Fault(pointer=f"?{name}", detail=detail)])
