"""The force's OpenID provider as a desktop meets it: discovery, keys, codes and refresh tokens for tokens, sign-out.

OpenID Connect Core and Discovery 1.0, RFC 6749 (code, refresh), RFC 7636 (PKCE), RFC 7009 (revocation), RFC 8707
(resource). Nothing of an answer is believed before it is checked: see `triage.services.sign_in`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from triage.models.errors import KnownError
from triage.models.sign_in import SignInSettings
from triage.records.http import Pool
from triage.tokens.keys import PublicKey, safe, usable

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 512 * 1024
SECONDS = 10.0


class ProviderAway(KnownError):
    """The provider cannot be asked now; trying again later may help. ``why``: half a sentence. ``answered``: it was
    reached, and something is wrong with what it says. ``distrusted``: its certificate is not believed.
    """

    def __init__(self, host: str, why: str, *, answered: bool = False, distrusted: bool = False) -> None:
        ended = "does not answer as it should" if answered else "cannot be reached"
        super().__init__(f"The sign-in service {host} {ended}: {why}.", "Check the network; then try again.")
        self.answered, self.distrusted = answered, distrusted


class ProviderRefused(KnownError):
    """The provider answered, and the answer is no. ``code`` is its error code (RFC 6749 §5.2), "" when it gave none."""

    def __init__(self, what: str, code: str = "") -> None:
        super().__init__(what, "Sign in again. If it happens twice, tell support.")
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """What the discovery document says. ``tells_issuer``: its answers name it (RFC 9207). "": no such address."""

    issuer: str
    authorization: str
    token: str
    keys: str
    end_session: str = ""
    revocation: str = ""
    tells_issuer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAnswer:
    """What the provider gave for a code or a refresh token. ``seconds``: how long the access token holds."""

    access: str = field(repr=False)
    seconds: float
    refresh: str = field(default="", repr=False)
    identity: str = field(default="", repr=False)


class OpenId:
    """One provider. The first call makes the connection pool; `aclose` closes it."""

    def __init__(self, settings: SignInSettings) -> None:
        self._settings = settings
        self._pool = Pool(settings.issuer, SECONDS)
        self._endpoints: Endpoints | None = None
        self._keys: dict[str, PublicKey] = {}

    @property
    def host(self) -> str:
        """What the provider is called where people read about it."""
        return urlsplit(self._settings.issuer).hostname or self._settings.issuer

    async def endpoints(self) -> Endpoints:
        """Where the provider's doors are; asked once.

        Raises:
            ProviderAway: it cannot be reached.
            ProviderRefused: its document names another issuer or an address that is not safe.
        """
        if self._endpoints is None:
            issuer = self._settings.issuer
            told = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            self._endpoints = _endpoints(told, issuer)
        return self._endpoints

    async def keys(self, *, anew: bool = False) -> Mapping[str, PublicKey]:
        """The provider's public keys; ``anew``: as they are now, because a token names one that we do not know."""
        if anew or not self._keys:
            self._keys = usable(await self._get((await self.endpoints()).keys))
        return self._keys

    async def redeem(self, code: str, verifier: str, redirect: str) -> TokenAnswer:
        """Tokens for a code, which works once and only with its verifier; raises ProviderAway or ProviderRefused."""
        told = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect}
        return await self._tokens(told)

    async def refresh(self, token: str) -> TokenAnswer:
        """New tokens for a refresh token, which may be used up by it; raises as `redeem` does."""
        return await self._tokens({"grant_type": "refresh_token", "refresh_token": token})

    async def revoke(self, token: str) -> None:
        """Make a refresh token worthless, where the provider offers that; raises ProviderAway or ProviderRefused."""
        where = (await self.endpoints()).revocation
        if where:
            told = {"token": token, "token_type_hint": "refresh_token", "client_id": self._settings.client_id}
            status, _ = await self._send("POST", where, told)
            if status >= 400:
                raise ProviderRefused("The sign-in service did not end the session.")

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _tokens(self, told: dict[str, str]) -> TokenAnswer:
        told["client_id"] = self._settings.client_id
        if self._settings.resource:
            told["resource"] = self._settings.resource
        status, content = await self._send("POST", (await self.endpoints()).token, told)
        answer = _object(content)
        if status != 200:
            code = str(answer.get("error", "")) if status in (400, 401, 403) else ""
            if not code:
                raise self._odd(f"it answers {status}")
            raise ProviderRefused("The sign-in service does not accept this sign-in any more.", code[:60])
        access, kind = answer.get("access_token"), answer.get("token_type", "")
        if not isinstance(access, str) or not access or str(kind).lower() != "bearer":
            raise ProviderRefused("The sign-in service gave no access token.")
        seconds, refresh, identity = answer.get("expires_in"), answer.get("refresh_token"), answer.get("id_token")
        return TokenAnswer(
            access=access,
            seconds=float(seconds) if isinstance(seconds, int | float) and seconds > 0 else 300.0,
            refresh=refresh if isinstance(refresh, str) else "",
            identity=identity if isinstance(identity, str) else "",
        )

    async def _get(self, url: str) -> dict[str, Any]:
        status, content = await self._send("GET", url)
        if status != 200:
            raise self._odd(f"it answers {status}")
        told = _object(content)
        if not told:
            raise self._odd("its answer cannot be read")
        return told

    async def _send(self, method: str, url: str, form: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of one exchange: no redirect, at most `MOST_BYTES`, within one deadline."""
        client = await self._pool.client()
        import httpx

        try:
            request = client.build_request(method, url, data=form, headers={"Accept": "application/json"})
            async with asyncio.timeout(SECONDS * 2):
                status, content = await _read(client, request)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            from triage.records.unreached import distrust, why

            # A provider may keep its keys on a host of their own.
            host = urlsplit(url).hostname or self.host
            raise ProviderAway(host, why(error), distrusted=bool(distrust(error))) from error
        if content is None:
            raise self._odd("its answer is too large")
        return status, content

    def _odd(self, why: str) -> ProviderAway:
        return ProviderAway(self.host, why, answered=True)


async def _read(client: httpx.AsyncClient, request: httpx.Request) -> tuple[int, bytes | None]:
    """Status and body, None of one that is too long: read to its end and thrown away, because one left half read is
    closed by the loop later, in a task of nobody."""
    answer = await client.send(request, stream=True, follow_redirects=False)
    try:
        content, size = bytearray(), 0
        async for piece in answer.aiter_bytes():
            size += len(piece)
            if size <= MOST_BYTES:
                content += piece
        return answer.status_code, bytes(content) if size <= MOST_BYTES else None
    finally:
        await answer.aclose()


def _object(content: bytes) -> dict[str, Any]:
    """A JSON object; empty when it is none."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _endpoints(told: Mapping[str, Any], issuer: str) -> Endpoints:
    if told.get("issuer") != issuer:
        raise ProviderRefused("The sign-in service calls itself by another name than the settings do.")

    def address(name: str, *, needed: bool = False) -> str:
        url = told.get(name, "")
        if (needed or url) and not (isinstance(url, str) and safe(url)):
            raise ProviderRefused(f"The sign-in service tells no safe address for {name}.")
        return str(url)

    methods = told.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise ProviderRefused("The sign-in service does not offer PKCE with S256.")
    return Endpoints(
        issuer=issuer,
        authorization=address("authorization_endpoint", needed=True),
        token=address("token_endpoint", needed=True),
        keys=address("jwks_uri", needed=True),
        end_session=address("end_session_endpoint"),
        revocation=address("revocation_endpoint"),
        tells_issuer=told.get("authorization_response_iss_parameter_supported") is True,
    )
