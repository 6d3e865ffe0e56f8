"""From a form to the record: what was typed is tried out, shown with what it would change, and saved.

A form is one page at one path. Its buttons say how far it has come (`step`): `check` tries it out, `save`
records it, `edit` goes back to the fields, `forget` puts away what was kept of a form when its session ended.
"""

from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from adapters.postgres.sessions import UnsavedForms
from api.body import Recording, invalid_event
from api.console.addresses import see_other
from api.console.desk import Answer, ConsoleDesk, Refused
from api.console.filled import Typed
from api.console.forms import Form
from api.console.sheets import Faults, Sheet, faults_of, shown, unfilled
from api.console.view import View
from api.console.written import periods
from api.faults import Faulty, read_again
from api.problems import REFUSALS, ProblemDocument
from api.replies import Reply
from api.wording.changes import duty_sentences, standing_sentences
from domain.admissibility import NEVER_OVERRIDDEN

KEY: Final = "key"
"""The hidden field with the Idempotency-Key: sent twice, a form records once."""
VERSION: Final = "version"
"""The hidden field with the version of the file on which the effects shown rest."""
OVERRIDE: Final = "override"
"""The field with a supervisor's reason for recording what would be refused."""
_BEYOND: Final = frozenset({404, 410})
"""Refusals that no other words in the form would change."""
_NOTHING_WRONG: Final = Faults(fields={}, whole=(), code="")


class Saving:
    """One request about a form: for whom, through which desk, and what was kept of it."""

    def __init__(
        self,
        view: View,
        desk: ConsoleDesk,
        unsaved: UnsavedForms,
        sheet: Sheet,
        *,
        doubles: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._view = view
        self._desk = desk
        self._unsaved = unsaved
        self._sheet = sheet
        self._doubles = doubles

    async def show(self) -> Reply:
        """Return the form: empty, or with what was typed into it when the session had ended."""
        kept = await self._unsaved.find(self._view.signed_in.person, self._sheet.path)
        if kept is None:
            return await self._form(unfilled(self._sheet))
        return await self._form(Form(kept).fields, kept=True)

    async def take(self, form: Form) -> Reply:
        """Do what the button says with what was typed."""
        match form["step"]:
            case "forget":
                await self._forget()
                return see_other(self._sheet.path)
            case "edit" | "":  # without a step: one more entry is wanted on the form
                return await self._form(form.fields)
            case "save":
                return await self._saved(form)
            case "ask":
                return await self._asked(form)
            case _:
                return await self._checked(form)

    async def _checked(self, form: Form, *, moved_on: bool = False) -> Reply:
        """Return what the form would change, or the form again with what is wrong."""
        try:
            tried = await self._tried(form)
        except Refused as refused:
            if self._must_ask(refused):
                return await self._page(
                    "record-check.html", **self._carried(form), ask=True, version=None, moved_on=False
                )
            return await self._refused(form, refused.problem)
        return await self._page(
            "record-check.html",
            **self._carried(form),
            ask=False,
            version=None if tried is None else tried.headers["etag"].strip('"'),
            standing_effects=() if tried is None else self._standing_effects(tried),
            duty_effects=() if tried is None else self._duty_effects(tried),
            moved_on=moved_on,
        )

    def _must_ask(self, refused: Refused) -> bool:
        """Whether the person may not set this right, but may ask a supervisor to."""
        return self._sheet.changes_record and refused.code == "forbidden" and not self._view.may("correct")

    def _carried(self, form: Form) -> dict[str, Any]:
        recorded = shown(self._sheet, form.fields, self._view)
        return {"typed": form.fields, "recorded": recorded, "doubles": self._doubles}

    async def _tried(self, form: Form) -> Answer | None:
        """Return what recording would change, None for a file that is not open yet; raises Refused."""
        body = self._body(form)
        if self._sheet.resident_id is None:
            try:
                read_again(body, Recording, today=self._view.today)
            except Faulty as faulty:
                document = invalid_event(faulty).document(self._view.language)
                raise Refused(msgspec.json.decode(document, type=ProblemDocument)) from None
            return None
        return await self._desk.post(f"/v1/residents/{self._sheet.resident_id}/preview", body)

    async def _saved(self, form: Form) -> Reply:
        """Record it once, and go on to what was recorded; if the file has changed, show the effects anew."""
        about = self._sheet.resident_id
        path = "/v1/residents" if about is None else f"/v1/residents/{about}/events"
        headers = {"Idempotency-Key": form[KEY]} if form[KEY] else {}
        if form[VERSION]:
            headers["If-Match"] = f'"{form[VERSION]}"'
        try:
            done = await self._desk.post(path, self._body(form), headers)
        except Refused as refused:
            if refused.code == "version-mismatch":
                return await self._checked(form, moved_on=True)
            return await self._refused(form, refused.problem)
        versions = [event["version"] for event in done.content["events"]]
        said = "?said=similar" if "similar" in done.content else ""
        return await self._done(done.content["resident_id"], versions[0], versions[-1], said)

    async def _asked(self, form: Form) -> Reply:
        """Ask a supervisor to record it, and go on to the request, which stands in the history."""
        path = f"/v1/residents/{self._sheet.resident_id}/correction-requests"
        (wanted,) = self._sheet.events(form.fields).values()
        headers = {"Idempotency-Key": form[KEY]} if form[KEY] else {}
        try:
            done = await self._desk.post(path, wanted, headers)
        except Refused as refused:
            return await self._refused(form, refused.problem)
        version = done.content["request"]
        return await self._done(done.content["resident_id"], version, version)

    async def _done(self, resident_id: str, first: int, last: int, said: str = "") -> Reply:
        """Go on to what was recorded, or say that it led the file out of the person's reach."""
        await self._forget()
        try:
            await self._desk.get(f"/v1/residents/{resident_id}")
        except Refused as refused:
            if refused.code == "resident-not-found":
                return replace(self._view, dates=()).page("record-gone.html")
        return see_other(f"/residents/{resident_id}/recorded/{first}-{last}{said}")

    async def _refused(self, form: Form, problem: ProblemDocument) -> Reply:
        if problem.status in _BEYOND:
            raise Refused(problem)
        faults = faults_of(self._sheet, form.fields, problem, self._view)
        typed = form.fields
        if faults.code == "idempotency-key-reused":
            # Saved before, and then changed: with a key of its own it is something else to record.
            typed = {name: values for name, values in typed.items() if name != KEY}
            faults = Faults(fields={}, whole=(self._view.say("record.saved-before"),), code=faults.code)
        return await self._form(typed, faults=faults, status=problem.status)

    async def _form(
        self, typed: Typed, *, faults: Faults = _NOTHING_WRONG, kept: bool = False, status: int = 200
    ) -> Reply:
        overridable = faults.code in REFUSALS - NEVER_OVERRIDDEN or any(typed.get(OVERRIDE, ()))
        return await self._page(
            "record-form.html",
            status=status,
            typed={KEY: [token_urlsafe(24)], **typed},
            faults=faults,
            kept=kept,
            override=overridable and self._view.may("override"),
            rules=[await self._desk.get(f"/v1/rules/{rule}") for rule in self._sheet.rules],
            periods=periods(self._view.language),
        )

    async def _page(self, template: str, *, status: int = 200, **content: Any) -> Reply:
        about = self._sheet.resident_id
        standing = None if about is None else await self._desk.get(f"/v1/residents/{about}")
        return replace(self._view, dates=()).page(
            template, status=status, sheet=self._sheet, standing=standing, resident_id=about, **content
        )

    def _body(self, form: Form) -> dict[str, Any]:
        override = form[OVERRIDE].strip()
        return {
            "events": list(self._sheet.events(form.fields).values()),
            **({"override": override} if override else {}),
        }

    def _standing_effects(self, tried: Answer) -> list[str]:
        return list(standing_sentences(tried.content["changes"], self._view.language))

    def _duty_effects(self, tried: Answer) -> list[Any]:
        return list(duty_sentences(tried.content["changes"], self._view.language))

    async def _forget(self) -> None:
        await self._unsaved.forget(self._view.signed_in.person, self._sheet.path)
