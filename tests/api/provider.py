"""An OpenID provider for tests: discovery and keys over HTTP, tokens signed here."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

AUDIENCE = "zairyu"


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

    def document(self, path: str) -> dict[str, Any]:
        """Return what stands at a path."""
        if path == "/keys":
            self.asked += 1
            return {"keys": [*self.strange, *(key.as_dict(private=False) for key in self.keys)]}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}

    @staticmethod
    def _new_key(kid: str) -> ECKey:
        return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider on a free port."""
    found = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(found.document(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
