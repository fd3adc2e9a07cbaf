"""A sign-in provider of the tests' own: a small HTTP server with a discovery document and keys, and its tokens."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.gateway.authority import Pair
from triage.gateway.config import SignInConfig
from triage.gateway.sign_in import SignIn
from triage.models.clock import ManualClock
from triage.tokens.proof import Unproved

AUDIENCE = "api://triage"
ROLES = {"Triage.Handlers": "handler", "Triage.Supervisors": "supervisor", "Triage.Auditors": "auditor"}
SigningKey = RSAKey | ECKey


def rsa(key_id: str = "rsa-1", bits: int = 2048) -> RSAKey:
    return RSAKey.generate_key(bits, {"kid": key_id, "use": "sig"})


@dataclass
class Provider:
    """What it says can be changed while it runs. ``asked``: the paths that were asked."""

    issuer: str = ""
    keys: list[SigningKey] = field(default_factory=lambda: [rsa()])
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    discovery: dict[str, object] | None = None
    body: bytes | None = None
    asked: list[str] = field(default_factory=list)

    def config(self, **changes: Any) -> SignInConfig:
        told: dict[str, Any] = {"issuer": self.issuer, "audience": AUDIENCE, "roles": ROLES, **changes}
        return SignInConfig(**told)

    def token(
        self,
        clock: ManualClock,
        *,
        key: SigningKey | None = None,
        alg: str = "RS256",
        drop: str = "",
        typ: str = "at+jwt",
        **claims: Any,
    ) -> str:
        """A token as this provider gives it, but for what is told otherwise."""
        signing = key or self.keys[0]
        now = int(clock.now().timestamp())
        told = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "ann@force.example",
            "iat": now,
            "exp": now + 600,
            "roles": ["Triage.Handlers"],
            **claims,
        }
        told.pop(drop, None)
        return jwt.encode({"alg": alg, "kid": signing.kid, "typ": typ}, told, signing, algorithms=[alg])

    def answer(self, path: str) -> bytes:
        if self.body is not None:
            return self.body
        if path.endswith("/openid-configuration"):
            return json.dumps(self.discovery or {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}).encode()
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()


@contextlib.contextmanager
def provider(shows: Pair | None = None) -> Iterator[Provider]:
    """The provider on a free port; with a certificate to show it speaks TLS."""
    told = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            content = told.answer(self.path)
            self.send_response(told.status)
            for name, value in {"Content-Length": str(len(content)), **told.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if shows:
        server.socket = shows.serving().wrap_socket(server.socket, server_side=True)
    told.issuer = f"http{'s' if shows else ''}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def turned_away(sign_in: SignIn, token: str) -> str:
    """The token proves nothing; gives what is said about it."""
    with pytest.raises(Unproved) as caught:
        await sign_in.subject(token)
    return caught.value.what
