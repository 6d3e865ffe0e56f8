"""An OpenID provider for tests: discovery, keys and its token endpoint over HTTP, tokens signed here."""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

AUDIENCE = "zairyu"
CLIENT = "zairyu-console"
SECRET = "known to both"


class _Escaping(json.JSONEncoder):
    """Writes lone surrogates as a provider can: escaped."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": True})


class Provider:
    """One issuer; `rotate` replaces its key, `asked` counts how often its keys were fetched."""

    def __init__(self) -> None:
        self.key = self._new_key("k1")
        self.keys = [self.key]
        self.strange: list[Any] = []
        self.asked = 0
        self.issuer = ""
        self.more: dict[str, Any] = {}
        self.given: dict[str, dict[str, Any]] = {}

    def rotate(self) -> None:
        """Sign with another key from now on; the old one stays published no longer."""
        self.key = self._new_key(f"k{len(self.keys) + 1}")
        self.keys = [self.key]

    def token(self, *, header: dict[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        """Return an access token of an auditor, changed as said; a claim given as None is left out."""
        found = {
            "iss": self.issuer, "aud": AUDIENCE, "sub": "1", "exp": int(time()) + 600, "iat": int(time()),
            "preferred_username": "Abe", "zairyu_role": "auditor", "zairyu_office": "01101", **claims,
        }  # fmt: skip
        head = {"alg": "ES256", "kid": self.key.kid, "typ": "at+jwt", **(header or {})}
        claims = {k: v for k, v in found.items() if v is not None}
        return jwt.encode(head, claims, key or self.key, encoder_cls=_Escaping)

    def signs_in(self, address: str, **claims: Any) -> dict[str, str]:
        """Let somebody sign in whose browser was sent to `address`; return what it comes back with.

        `claims` change what the id token will say; a claim given as None is left out.
        """
        asked = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(f"{self.issuer}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert (asked["scope"].split()[0], asked["code_challenge_method"]) == ("openid", "S256")
        code = f"code-{len(self.given)}"
        self.given[code] = {**asked, "claims": {"aud": CLIENT, "nonce": asked["nonce"], **claims}}
        return {"code": code, "state": asked["state"]}

    def exchanged(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Return the answer of the token endpoint: each code holds once, for who began, with the verifier."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        given = self.given.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if given is None or [given["code_challenge"], given["redirect_uri"]] != [
            challenge,
            form["redirect_uri"],
        ]:
            return 400, {"error": "invalid_grant"}
        token = self.token(header={"typ": "JWT"}, **given["claims"])
        return 200, {"access_token": "unused", "token_type": "Bearer", "expires_in": 60, "id_token": token}

    def document(self, path: str) -> dict[str, Any]:
        """Return what stands at a path."""
        if path == "/keys":
            self.asked += 1
            return {"keys": [*self.strange, *(key.as_dict(private=False) for key in self.keys)]}
        return {
            "issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys",
            "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
            **self.more,
        }  # fmt: skip

    @staticmethod
    def _new_key(kid: str) -> ECKey:
        return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


@contextmanager
def provider(name: str = "127.0.0.1") -> Iterator[Provider]:
    """Run a provider on a free port, under a name of this machine; it signs in every browser that comes."""
    found = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/authorize?"):
                self.answer(200, found.document(self.path))
                return
            address = found.issuer + self.path
            asked = dict(parse_qsl(urlsplit(address).query))
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(found.signs_in(address))}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*found.exchanged(dict(parse_qsl(form)), self.headers.get("Authorization", "")))

        def answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.issuer = f"http://{name}:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
