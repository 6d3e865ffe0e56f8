"""An office for tests: the whole application in this process, on its own database, and people who call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct

from adapters.keys import new_key
from adapters.settings import Settings
from api.serving import Running, running
from api.settings import WebSettings

TODAY = date(2029, 12, 31)
DAY_AFTER = date(2026, 4, 21)
"""The day after the last one on which to notify the address of an `arrival`."""
DEVELOPMENT = "development-token-of-the-tests"
_numbers = count()


class Office(Struct, frozen=True, kw_only=True):
    """The running application and a client to it."""

    parts: Running
    client: httpx.AsyncClient
    database: str

    async def token(
        self, role: str, office: str = "01101", *, person: str | None = None, expires: timedelta | None = None
    ) -> str:
        """Return a new token."""
        ends = None if expires is None else datetime.now(UTC) + expires
        return await self.parts.tokens.create(
            person=person or f"{role} of {office}", role=role, office=office, expires_at=ends
        )

    async def get(
        self, path: str, *, token: str = DEVELOPMENT, headers: dict[str, str] | None = None, **query: Any
    ) -> httpx.Response:
        """Ask, by default with the development token."""
        return await self.client.get(path, params=query or None, headers=_headers(token, headers))

    async def post(
        self, path: str, body: Any, *, token: str = DEVELOPMENT, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a body, by default with the development token."""
        return await self.client.post(path, json=body, headers=_headers(token, headers))

    async def open(self, *events: dict[str, Any], token: str = DEVELOPMENT) -> str:
        """Open a file with these events and return the resident's id."""
        answer = await self.post("/v1/residents", {"events": list(events)}, token=token)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["resident_id"])

    async def record(
        self, resident: str, *events: dict[str, Any], token: str = DEVELOPMENT
    ) -> dict[str, Any]:
        """Record events and return the answer."""
        answer = await self.post(f"/v1/residents/{resident}/events", {"events": list(events)}, token=token)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


def _headers(token: str, more: dict[str, str] | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **(more or {})} if token else dict(more or {})


@asynccontextmanager
async def office(
    dsn: str,
    folder: Path,
    *,
    web: WebSettings | None = None,
    host: str = "127.0.0.1",
    today: date = TODAY,
    key: str | None = None,
    **more: Any,
) -> AsyncIterator[Office]:
    """Run the application over a migrated database; `more` are further settings."""
    settings = Settings(
        today=today, token=DEVELOPMENT, data=folder, key=key or new_key(), host=host, pool_size=4,
        seal_every=0, **more,
    )  # fmt: skip
    async with running(dsn, settings, web or WebSettings()) as parts:
        transport = httpx.ASGITransport(app=parts.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield Office(parts=parts, client=client, database=dsn)


def event(kind: str, on: str, **fields: Any) -> dict[str, Any]:
    """Return an event as it is sent."""
    return {"type": kind, "occurred_on": on, **fields}


def arrival(
    *,
    family: str = "Sharma",
    given: str = "Priya",
    card: str | None = None,
    code: str = "01101",
    on: str = "2026-04-06",
) -> list[dict[str, Any]]:
    """Return the first four facts of a student's life in Sapporo, with a card number of its own."""
    number = card or f"AB{next(_numbers):08}CD"
    return [
        event(
            "CaseOpened",
            on,
            name={"family": family, "given": given},
            date_of_birth="2001-08-02",
            nationality="NP",
        ),
        event(
            "Landed", on, port="New Chitose", status="student", period_of_stay="P2Y", expires_on="2028-04-06"
        ),
        event("CardIssued", on, number=number, valid_until="2028-04-06", route="port", reason="landing"),
        event("Settled", on, address={"municipality_code": code, "line": "Minami 1 Nishi 2"}),
    ]
