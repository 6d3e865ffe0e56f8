"""Somebody whose address is protected, the words that would give it away, and where they must not stand."""

import base64
import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import pypdfium2
from msgspec import Struct

from tests.api.office import Office, arrival, event

FORMER, OWN, BUREAU = "34101", "40132", "risb-fukuoka"
"""Naka-ku in Hiroshima, Hakata-ku in Fukuoka, where she fled to, and the bureau of that district."""
LINES = ("Zzyzxcho-7", "Qwghlmcho-9", "Xylophonecho-3")
"""Where she lived, where she lives, and what was typed for that by mistake."""
PLACES = ("34101", "341011", "広島市中区", "40132", "401323", "福岡市博多区", "Fukuoka", "福岡")
WHY = {"X-Purpose": "she asked for her certificate"}
TODAY = "2029-12-31"
CALLERS = [
    ("caseworker", OWN), ("supervisor", OWN), ("caseworker", FORMER), ("supervisor", FORMER),
    ("supervisor", BUREAU), ("auditor", "13101"), ("integrator", "13101"), ("administrator", "13101"),
    ("caseworker", "13101"),
]  # fmt: skip
MEASURES = event("AddressProtected", TODAY, cause="stalking", valid_until="2030-12-31")


def life() -> list[dict[str, Any]]:
    """Return the life of somebody who moved away three weeks ago, and whose new street was mistyped."""
    facts = arrival(family="Okonkwo", given="Chidera", code=FORMER, on="2029-04-06")
    facts[1]["expires_on"] = facts[2]["valid_until"] = "2031-04-06"
    facts[3]["address"]["line"] = LINES[0]
    old = event("Moved", "2029-12-10", address={"municipality_code": OWN, "line": LINES[2]}, note=LINES[2])
    new = {**old, "address": {"municipality_code": OWN, "line": LINES[1]}, "note": LINES[1]}
    return [
        *facts,
        event("CardLost", "2029-12-20", cause="stolen"),
        old,
        event("EventCorrected", "2029-12-11", corrects=6, replacement=new, reason=f"not {LINES[2]}"),
        event("NoteAdded", "2029-12-12", text=f"lives at {LINES[1]}"),
    ]


class Protected(Struct, frozen=True, kw_only=True):
    """The resident; `before` is the moment before the address was protected."""

    resident: str
    before: str
    position: int

    @property
    def path(self) -> str:
        return f"/v1/residents/{self.resident}"


async def protected_in(hall: Office) -> Protected:
    """Record her life, all that may come with it, and that her address is protected."""
    clerk, boss = [await hall.token(role, OWN, person="Sato") for role in ("caseworker", "supervisor")]
    resident = await hall.open(*life())
    path = f"/v1/residents/{resident}"
    moved = event("Moved", "2029-12-10", address={"municipality_code": OWN, "line": LINES[2]})
    wanted = event("EventCorrected", TODAY, corrects=6, replacement=moved, reason=LINES[2])
    assert (await hall.post(f"{path}/correction-requests", wanted, token=clerk)).status_code == 201
    letter = {"rule": "ADR-3", "language": "ja"}
    assert (await hall.post(f"{path}/letters", letter, token=boss)).status_code == 201
    before = (await hall.get(f"{path}/events")).json()["items"][-1]["recorded_at"]
    position = (await hall.record(resident, MEASURES, token=clerk))["position"]
    notices = (await hall.get("/v1/notices", resident_id=resident, wait_for=position)).json()["items"]
    note = {"note": f"called at {LINES[1]}"}
    taken = await hall.post(f"/v1/notices/{notices[0]['notice_id']}/acknowledge", note, token=clerk)
    assert taken.status_code == 200
    return Protected(resident=resident, before=before, position=position)


def words_in(answer: httpx.Response) -> str:
    """Return what an answer says, of a file or a letter as its reader has it, and what a cursor holds."""
    kind = answer.headers.get("content-type", "")
    if kind == "application/pdf":
        pages = pypdfium2.PdfDocument(answer.content)
        return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in pages))
    if kind == "application/zip" or "spreadsheetml" in kind:
        with ZipFile(BytesIO(answer.content)) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    cursors = re.findall(r'"next":"([\w=-]+)"', answer.text)
    opened = "".join(base64.urlsafe_b64decode(c + "==").decode("utf-8", "replace") for c in cursors)
    return f"{answer.headers}{answer.text}{opened}"


def told_in(text: str, office: str) -> list[str]:
    """Return what of the address a text tells to an office, which knows its own name."""
    words = [*LINES, *PLACES]
    if office == OWN:
        words = [*LINES, *PLACES[:3]]
    elif office == FORMER:
        words = [*LINES, *PLACES[3:]]
    elif office == BUREAU:
        words = [*LINES, *PLACES[:-2]]
    return [word for word in words if re.search(_alone(word), text)]


def _alone(word: str) -> str:
    """Return what finds a word; of digits not such as stand by chance in an id or a moment."""
    return rf"(?<![0-9A-Za-z.]){word}(?![0-9A-Za-z])" if word.isdecimal() else word
