"""The sign-in provider's public keys: found by its discovery document, kept, and asked again when they change.

OpenID Connect Discovery 1.0 §4 (the issuer in the document must be the one we asked), RFC 7517 (the key set).
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from triage.gateway.config import SignInConfig
from triage.gateway.logs import say
from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.records.unreached import why
from triage.tokens.keys import PublicKey, pick, safe, usable

MOST_BYTES = 512 * 1024
TIMEOUT_SECONDS = 5.0
ASK_AGAIN = timedelta(seconds=30)
"""Between two questions at least, whoever asks: a made-up key id must not turn us against the provider."""
AGED = timedelta(hours=1)


class ProviderAway(KnownError):
    """The provider cannot be asked, or what it says cannot be used."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The sign-in provider cannot be asked ({why}).", "Check [sign_in] and the way to it.")


class Keys:
    """The keys as last heard. They are kept when the provider is away, and replaced as a whole when it answers."""

    def __init__(self, config: SignInConfig, clock: Clock, context: ssl.SSLContext) -> None:
        self._config = config
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: dict[str, PublicKey] = {}
        self._asked: datetime | None = None
        self._heard: datetime | None = None
        self._http = httpx.AsyncClient(
            verify=context,
            proxy=config.proxy or None,
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    async def find(self, key_id: str | None, algorithm: str) -> PublicKey | None:
        """The key that a token names (None: it names none, then the only one that fits); None when there is no such.

        Raises:
            ProviderAway: no key was ever heard.
        """
        found = pick(self._keys, key_id, algorithm)
        if found is None:
            await self._ask_again(key_id, algorithm)
            found = pick(self._keys, key_id, algorithm)
        if found is None and self._heard is None:
            raise ProviderAway("no keys yet")
        return found

    def holds(self, key: PublicKey) -> bool:
        """Whether this very key is one of those last heard."""
        return any(known is key for known in self._keys.values())

    async def fetch(self) -> int:
        """Ask the provider now; gives how many keys can be used.

        Raises:
            ProviderAway: it cannot be reached, or its answer cannot be used; the keys stay as they were.
        """
        self._asked = self._clock.now()
        url = self._config.jwks_url or await self._discover()
        keys = usable(await self._get(url))
        if not keys:
            raise ProviderAway("it offers no key that can be used")
        self._keys = keys
        self._heard = self._clock.now()
        return len(keys)

    async def refresh(self) -> None:
        """Ask again when the keys have aged; a provider that is away is told and the keys stay."""
        now = self._clock.now()
        if self._heard is not None and now - self._heard < AGED:
            return
        await self._try()

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask_again(self, key_id: str | None, algorithm: str) -> None:
        async with self._lock:
            if pick(self._keys, key_id, algorithm) is None and self._may_ask():
                await self._try()

    def _may_ask(self) -> bool:
        return self._asked is None or self._clock.now() - self._asked >= ASK_AGAIN

    async def _try(self) -> None:
        try:
            count = await self.fetch()
        except ProviderAway as error:
            say("sign-in-provider-away", logging.WARNING, why=error.what, keys=len(self._keys))
        else:
            say("sign-in-keys", keys=count)

    async def _discover(self) -> str:
        issuer = self._config.issuer
        told = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer:
            raise ProviderAway("its discovery document names another issuer")
        url = told.get("jwks_uri")
        if not isinstance(url, str) or not safe(url):
            raise ProviderAway("its discovery document names no https address for keys")
        return url

    async def _get(self, url: str) -> dict[str, Any]:
        """A JSON object; never more than `MOST_BYTES`, no redirect, never longer than the time-out in all."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS * 2), self._http.stream("GET", url) as answer:
                if answer.status_code != 200:
                    raise ProviderAway(f"it answers {answer.status_code}")
                declared = answer.headers.get("content-length", "")
                if declared.isdigit() and int(declared) > MOST_BYTES:
                    raise ProviderAway("its answer is too large")
                content = bytearray()
                async for piece in answer.aiter_bytes(16_384):
                    content += piece
                    if len(content) > MOST_BYTES:
                        break
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ssl.SSLError) as error:
            raise ProviderAway(f"{urlsplit(url).hostname}: {why(error)}") from error
        if len(content) > MOST_BYTES:
            raise ProviderAway("its answer is too large")
        try:
            made = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ProviderAway("its answer is not JSON") from error
        if not isinstance(made, dict):
            raise ProviderAway("its answer is not a JSON object")
        return made
