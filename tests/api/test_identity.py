"""Access tokens of a provider; the rate of requests."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

import api.oidc.keys
from adapters.postgres.accesses import Look
from api.oidc.provider import open_provider
from api.problems import Problem
from api.providers import ProviderAway
from api.ratelimit import COSTS, RateLimit, cost
from api.settings import WebSettings
from tests.api.office import Office, arrival, event, office
from tests.api.provider import AUDIENCE, Provider, provider
from tests.conftest import Dsns


@pytest.fixture
def issuer() -> Iterator[Provider]:
    """A provider of its own."""
    with provider() as found:
        yield found


def _settings(issuer: Provider) -> WebSettings:
    return WebSettings(oidc_issuer=issuer.issuer, oidc_audience=AUDIENCE)


async def _role(issuer: Provider, token: str) -> str | None:
    async with open_provider(_settings(issuer)) as found:
        caller = await found.access_tokens.caller(token)
        return None if caller is None else caller.role


async def test_a_token_of_the_provider_names_the_caller(
    database: Dsns, tmp_path: Path, issuer: Provider
) -> None:
    """Over HTTP, beside the tokens of this service."""
    async with office(database.application, tmp_path, web=_settings(issuer)) as found:
        assert (await found.get("/v1/events", token=issuer.token())).status_code == 200
        assert (
            await found.get("/v1/events", token=issuer.token(zairyu_role="caseworker"))
        ).status_code == 403
        assert (await found.get("/v1/events", token=await found.token("auditor"))).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"}, {"iss": "https://another.example"}, {"exp": 1_000_000_000}, {"nbf": 9_000_000_000},  # noqa: E501
        {"exp": None}, {"aud": None}, {"iss": None}, {"sub": None}, {"zairyu_role": None}, {"zairyu_role": "boss"},  # noqa: E501
        {"zairyu_role": "development"}, {"zairyu_role": {}}, {"zairyu_office": None}, {"zairyu_office": 1101},
        {"zairyu_office": ""}, {"zairyu_office": "0"}, {"zairyu_office": "01"}, {"zairyu_office": "01101\0"}, {"zairyu_office": "99999"},  # noqa: E501
        {"sub": ""}, {"sub": 1}, {"sub": "a\0"}, {"sub": "a\nb"}, {"sub": "\ud800"}, {"sub": "x" * 256},
        {"exp": 10**400}, {"exp": "1"}, {"exp": {}}, {"exp": float("inf")}, {"nbf": []},
    ],
    ids=str,
)  # fmt: skip
async def test_a_token_with_a_wrong_claim_is_none(issuer: Provider, claims: dict[str, Any]) -> None:
    """Audience, issuer, times, role, office."""
    assert await _role(issuer, issuer.token(**claims)) is None


async def test_a_token_signed_otherwise_is_none(issuer: Provider) -> None:
    """Another key, no signature, a part of the public key as a secret, another type, nonsense."""
    good = issuer.token()
    assert await _role(issuer, good) == "auditor"
    stranger = ECKey.generate_key("P-256", {"kid": str(issuer.key.kid)})
    public = OctKey.import_key({"kty": "oct", "k": issuer.key.as_dict(private=False)["x"]})
    hs256 = jwt.encode({"alg": "HS256", "kid": issuer.key.kid}, {"iss": issuer.issuer}, public)
    head, body, signature = good.split(".")
    unsigned = f"eyJhbGciOiJub25lIn0.{body}."
    bad = [issuer.token(key=stranger), hs256, unsigned, f"{head}.{body}.{signature[:-4]}AAAA", "a.b.c", "..",
           issuer.token(header={"typ": "id+jwt"}), issuer.token(header={"kid": "unknown"})]  # fmt: skip
    for token in bad:
        assert await _role(issuer, token) is None


async def test_keys_are_fetched_once_and_again_when_they_rotate(
    issuer: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown key asks the provider, at most every few seconds."""
    async with open_provider(_settings(issuer)) as found:
        oidc = found.access_tokens
        assert await oidc.caller(issuer.token()) is not None
        assert await oidc.caller(issuer.token(sub="2")) is not None
        assert issuer.asked == 1
        issuer.rotate()
        fresh = issuer.token(sub="3")
        assert await oidc.caller(fresh) is None
        assert issuer.asked == 1
        monkeypatch.setattr(api.oidc.keys, "_NOT_AGAIN_WITHIN", 0.0)
        assert await oidc.caller(fresh) is not None
        assert issuer.asked == 2


async def test_without_the_provider_nobody_is_let_in(issuer: Provider) -> None:
    """503, not 401: the caller is not at fault."""
    settings = WebSettings(
        oidc_issuer=issuer.issuer, oidc_audience=AUDIENCE, oidc_jwks_url="http://127.0.0.1:9/keys"
    )
    async with open_provider(settings) as found:
        with pytest.raises(ProviderAway):
            await found.access_tokens.caller(issuer.token())


def test_a_bucket_empties_and_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Retry-After` says when."""
    now = 0.0
    monkeypatch.setattr("api.ratelimit.monotonic", lambda: now)
    limit = RateLimit(rate=2, burst=3)
    for _ in range(3):
        limit.take("a")
    with pytest.raises(Problem) as refused:
        limit.take("a")
    assert (refused.value.code, refused.value.headers) == ("too-many-requests", {"Retry-After": "1"})
    limit.take("b")
    now = 0.5
    limit.take("a")
    with pytest.raises(Problem):
        limit.take("a")


def test_what_costs_much_takes_more_of_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a whole bucket takes the whole bucket; `Retry-After` counts what is lacking."""
    now = 0.0
    monkeypatch.setattr("api.ratelimit.monotonic", lambda: now)
    limit = RateLimit(rate=10, burst=100)
    limit.take("a", 400)
    with pytest.raises(Problem) as refused:
        limit.take("a", 75)
    assert refused.value.headers == {"Retry-After": "8"}
    now = 7.5
    limit.take("a", 75)


async def test_a_search_costs_by_its_words_and_every_priced_route_exists(hall: Office) -> None:
    """However its words are parted and written."""
    assert cost("GET", "/v1/residents", b"") == 10
    assert cost("GET", "/v1/residents", b"limit=5&q=tanaka") == 30
    assert cost("GET", "/v1/residents", b"q=tanaka+yuki%20x%E3%80%80y") == 90
    assert cost("GET", "/v1/residents", b"q=" + b"a+" * 20_000) == 10 + 20 * 100
    assert cost("POST", "/v1/residents", b"q=a+b") == 1
    litestar: Any = hall.parts.app._app
    routes = {(method, route.path_format) for route in litestar.routes for method in route.methods}
    assert {tuple(known.split(" ")) for known in COSTS} <= routes


def test_whoever_asked_much_is_remembered_among_ten_thousand_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no place left, the bucket goes that is full first."""
    now = 0.0
    monkeypatch.setattr("api.ratelimit.monotonic", lambda: now)
    limit = RateLimit(rate=1, burst=10)
    limit.take("greedy", 10)
    for number in range(100_000):
        limit.take(str(number))
    with pytest.raises(Problem):
        limit.take("greedy")
    limit.take("99999", 9)
    with pytest.raises(Problem):
        limit.take("99999")
    now = 10.0
    limit.take("greedy", 10)


def test_units_that_are_given_back_can_be_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never more than a bucket holds, and nothing to whoever has taken nothing."""
    monkeypatch.setattr("api.ratelimit.monotonic", lambda: 5.0)
    limit = RateLimit(rate=1, burst=2)
    limit.give_back("a")
    for _ in range(3):
        limit.take("a", 2)
        limit.give_back("a", 2)
    limit.take("a", 2)
    with pytest.raises(Problem):
        limit.take("a")


async def test_too_many_requests_with_one_token(database: Dsns, tmp_path: Path) -> None:
    """429 for this token, not for others."""
    web = WebSettings(rate_limit=0.001, rate_burst=2)
    async with office(database.application, tmp_path, web=web) as found:
        token = await found.token("auditor")
        answers = [await found.get("/v1/rules/ADR-1", token=token) for _ in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 429]
        assert int(answers[2].headers["retry-after"]) >= 1
        assert (await found.get("/v1/rules/ADR-1")).status_code == 200


HEADS: list[dict[str, Any]] = [
    {"kid": {}}, {"kid": []}, {"kid": 1}, {"kid": "\0"}, {"typ": {}}, {"typ": 1}, {"crit": ["x"]},
    {"crit": 1}, {"b64": False}, {"alg": "none"}, {"jwk": {}}, {"zip": "DEF"},
]  # fmt: skip


def _forged(head: Any, body: Any) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, body)
    ]
    return ".".join([*parts, "AAAA"])


async def test_no_token_is_answered_by_500(database: Dsns, tmp_path: Path, issuer: Provider) -> None:
    """Whatever stands in it: 401."""
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    tokens = [_forged({"alg": "ES256", **head}, {}) for head in HEADS]
    heads: list[Any] = [[], 1, None, "x", {"alg": ["ES256"]}, {"alg": "ES256", "x": deep}]
    tokens += [_forged(head, {}) for head in heads]
    tokens += ["ü.ü.ü", "a..b", "....", "=.=.=", issuer.token(deep=deep, zairyu_office="0")]
    async with office(database.application, tmp_path, web=_settings(issuer)) as found:
        for token in tokens:
            answer = await found.client.get(
                "/v1/rules/ADR-1", headers={b"Authorization": b"Bearer " + token.encode()}
            )
            assert answer.status_code == 401, token[:80]


async def test_a_key_of_an_unknown_kind_does_not_shut_out_the_others(issuer: Provider) -> None:
    """A curve nobody here knows, a key for encryption, nonsense."""
    strange: list[Any] = [
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA", "kid": "a"}, {"kty": "AKP", "kid": "b"}, {}, 1,
        None, {**issuer.key.as_dict(private=False), "use": "enc", "kid": "c"}, {"kty": [], "kid": {}},
    ]  # fmt: skip
    issuer.strange = strange
    assert await _role(issuer, issuer.token()) == "auditor"


async def test_a_person_is_a_subject_of_the_issuer_whatever_name_is_shown(
    database: Dsns, tmp_path: Path, issuer: Provider
) -> None:
    """Names with NUL, surrogates, lines; two subjects with one name: two people, two sets of keys."""
    async with office(database.application, tmp_path, web=_settings(issuer)) as found:
        resident = await found.open(*arrival())
        path = f"/v1/residents/{resident}"
        names = ["Abe", "Abe", "A\0", "\ud800", "x\n2026-01-01 forged (auditor)", {"a": 1}, "y" * 10_000]
        for number, name in enumerate(names):
            token = issuer.token(sub=str(number), preferred_username=name)
            assert (await found.get(path, token=token)).status_code == 200
        looks = (await found.get(f"{path}/access")).json()["items"]
        people = {look["person"] for look in looks if look["role"] == "auditor"}
        assert people == {f"{issuer.issuer}#{number}" for number in range(len(names))}
        writers = [issuer.token(sub=sub, zairyu_role="caseworker") for sub in ("1", "2")]
        body = {"events": [event("NoteAdded", "2026-05-01", text="x")]}
        answers = [
            await found.post(f"{path}/events", body, token=token, headers={"Idempotency-Key": "one"})
            for token in writers
        ]
        assert [a.json()["version"] for a in answers] == [5, 6]


async def test_a_look_that_cannot_be_written_keeps_no_other_back(database: Dsns, tmp_path: Path) -> None:
    async with office(database.application, tmp_path) as found:
        resident = await found.open(*arrival())
        accesses = found.parts.services.accesses
        good = Look(
            looked_at=datetime(2026, 5, 1, tzinfo=UTC), person="good", role="auditor", office="01101",
            purpose=None, route="x", asked_on=None, known=None, residents=(UUID(resident),),
        )  # fmt: skip
        for person in ("good", "bad\0", "bad\ud800", "good"):
            accesses.look(msgspec.structs.replace(good, person=person))
        items = (await found.get(f"/v1/residents/{resident}/access")).json()["items"]
        assert [look["person"] for look in items].count("good") == 2
        assert (accesses.unwritable, accesses.waiting) == (2, 0)
