"""What an office is told of one resident, the naive way: look at every duty, every notice, every day anew.

It knows neither rows nor differences. A notice is a plain dictionary in a list; what the duties are on a day,
as known at a version, is asked of the naive walk. It shares nothing with `projections/notices.py`.
"""

from datetime import date, timedelta
from typing import Any

from tests.naive import law
from tests.naive.answers import ADVISORY, state_of
from tests.naive.life import Stream, Words, facts_of, walk
from tests.naive.refusals import check

WRONG: set[str | None] = {"not-owed", "due-day-moved", "not-reached", "already-done", "already-cancelled"}
KEY = ("rule", "trigger", "subject", "due_on", "stage")


class Office:
    """What has been told of one resident, and what the file of the resident says on every day of a year."""

    def __init__(self, first: date, last: date, stages: tuple[int, ...], advisory: bool) -> None:
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.stages = stages
        self.advisory = advisory
        self.notices: list[Words] = []
        self.file: list[dict[date, list[Words]]] = [{}]

    def record(self, stream: Stream, today: date) -> None:
        """Take a stream with one event more; what it says of each day to come is looked up once."""
        ahead = [day for day in self.days if day >= today]
        self.file.append({day: listed(state, day) for day, state in walk(facts_of(stream), ahead, check)})

    def acknowledge(self, number: int) -> None:
        self.notices[number]["acknowledged"] = True
        if self.notices[number]["state"] == "raised":
            self.notices[number]["state"] = "acknowledged"

    def look(self, day: date) -> None:
        """What the office is told, and told otherwise, on a day, with the file as it is now."""
        version = len(self.file) - 1
        for duty in self.file[version][day]:
            for stage in self.stages:
                if self.to_be_told(duty, stage, day):
                    self.notices.append(
                        {**{k: duty.get(k) for k in KEY}, "stage": stage, "told_on": day, "state": None}
                        | {"rests_on": version, "acknowledged": False, "cause": None, "reason": None}
                    )
        words = [self.reason(n, version, day) for n in self.notices]
        for notice, reason in zip(self.notices, words, strict=True):
            later = [
                n
                for n, why in zip(self.notices, words, strict=True)
                if why in {None, "ended"}
                and all(n[k] == notice[k] for k in KEY[:4])
                and n["stage"] > notice["stage"]
            ]
            if reason not in {None, "ended"}:
                since = self.since(notice, version, day, WRONG)
                cause = since if since and since > notice["rests_on"] else None
                self.turn(notice, "withdrawn", reason, cause, notice["told_on"])
            elif later:
                self.turn(notice, "superseded", None, self.back(notice, version, day), day)
            elif reason == "ended":
                settled_by = (self.duty_of(notice, version, day) or {}).get("settled_by")
                self.turn(notice, "settled", None, settled_by, day)
            else:
                state = "acknowledged" if notice["acknowledged"] else "raised"
                self.turn(notice, state, None, self.back(notice, version, day), day)

    def to_be_told(self, duty: Words, stage: int, day: date) -> bool:
        if duty["due_on"] is None or duty["word"] not in {"open", "overdue"}:
            return False
        if duty["rule"] in ADVISORY and not self.advisory:
            return False
        reached = duty["due_on"] + timedelta(days=stage)
        if reached > day or reached < duty["opens_on"]:
            return False
        return not any(all(n[k] == {**duty, "stage": stage}[k] for k in KEY) for n in self.notices)

    def duty_of(self, notice: Words, version: int, day: date) -> Words | None:
        for duty in self.file[version].get(day, []):
            if all(duty[k] == notice[k] for k in ("rule", "trigger", "subject")):
                return duty
        return None

    def reason(self, notice: Words, version: int, day: date) -> str | None:
        """Why a notice is wrong; "ended" when it is right and the duty has ended since, else None."""
        duty = self.duty_of(notice, version, day)
        if duty is None:
            return "not-owed"
        if duty["due_on"] != notice["due_on"]:
            return "due-day-moved"
        reached = notice["due_on"] + timedelta(days=notice["stage"])
        if duty["opens_on"] is None or reached < duty["opens_on"] or reached > day:
            return "not-reached"
        for field, word in (("settled_on", "already-done"), ("cancelled_on", "already-cancelled")):
            if duty[field]:
                return word if duty[field] < notice["told_on"] else "ended"
        return None

    def back(self, notice: Words, version: int, day: date) -> int | None:
        """The version that made it right again, if it was taken back, or its duty owed again, if settled."""
        if notice["state"] == "withdrawn":
            return self.since(notice, version, day, {None, "ended"})
        return self.since(notice, version, day, {None}) if notice["state"] == "settled" else None

    def since(self, notice: Words, version: int, day: date, reasons: set[str | None]) -> int | None:
        """The version from which on one of these has been said of the notice."""
        start = None
        for v in range(version + 1):
            if self.reason(notice, v, day) not in reasons:
                start = None
            elif start is None:
                start = v
        return start

    def turn(self, notice: Words, state: str, reason: str | None, cause: int | None, day: date) -> None:
        if notice["state"] != state:
            notice |= {"state": state, "reason": reason, "cause": cause}
            notice["told_on"] = min(notice["told_on"], day)  # on an earlier day only if a clock was ahead


def listed(state: Words, day: date) -> list[Words]:
    return [
        {
            **{k: made[k] for k in ("rule", "trigger", "opens_on", "due_on", "settled_by")},
            "subject": subject_of(made["subject"]),
            "settled_on": made["settled_on"],
            "cancelled_on": made["cancelled_on"],
            "word": state_of(made, day),
        }
        for made in state["duties"]
        if (made["raw_due_on"] if made["rule"] == "EXT" else made["raised_on"]) >= law.CARDS_SINCE
    ]


def subject_of(subject: Any) -> Any:
    return None if subject is None else {k: str(v) for k, v in subject.items() if v is not None}
