"""Who gets in: people by a token, the hub by its certificate, id and secret; each only so often."""

from __future__ import annotations

from starlette.requests import Request

from triage.gateway.config import Config
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.jsonapi import IntakeRefusal
from triage.gateway.jwks import ProviderAway
from triage.gateway.presence import Presence
from triage.gateway.problems import Refusal
from triage.gateway.proxied import CertificateHeader
from triage.gateway.rates import Rates, network_of
from triage.gateway.settings import GatewaySettings
from triage.gateway.sign_in import NoRole, SignIn
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.tokens.proof import Unproved

_HUB = "hub"
_REALM = 'Bearer realm="triage"'


class Door:
    """Checks callers. Holds the provider's keys and the counts of this process; `close` it at the end."""

    def __init__(self, settings: GatewaySettings, clock: Clock) -> None:
        """Check the settings of the door.

        Raises:
            InputError: names each key of [sign_in] or [intake.proxy] that cannot be used.
        """
        config = settings.config
        self._tokens: TokenBook = settings.tokens
        self._credentials: IntakeCredentials = settings.credentials
        self._id_header = settings.client_id_header
        self._secret_header = settings.client_secret_header
        self._certificate = certificate_header(config)
        self._rates = Rates(config.limits, clock)
        self.presence: Presence | None = None
        self.sign_in = SignIn(config.sign_in, clock) if config.sign_in else None

    async def person(self, request: Request, allowed: frozenset[Role]) -> Subject:
        """Who is calling the queue API, acting in one of the allowed roles.

        Raises:
            Refusal: 401, 403, 429, or 503 when the provider's keys were never heard.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Refusal("unauthorised", headers={"WWW-Authenticate": _REALM})
        subject = await self._subject(token.strip(), _peer(request))
        _not_too_many(self._rates.calls.hit(subject.id))
        acting = subject.acting(allowed)
        if acting is None:
            raise Refusal("forbidden", f"This call is for: {', '.join(sorted(allowed))}.")
        if self.presence is not None:
            self.presence.heard(subject)
        return acting

    def hub(self, request: Request) -> None:
        """Let the hub pass.

        Raises:
            IntakeRefusal: 401, 403 or 429.
        """
        if self._certificate:
            self._certificate.check(request)
        peer = _peer(request)
        # Whoever has guessed too often is not told whether the next guess is right.
        _not_too_often(self._rates.wrong_hub.spent(peer))
        told_id = request.headers.get(self._id_header, "")
        told_secret = request.headers.get(self._secret_header, "")
        if not self._credentials.match(told_id, told_secret):
            self._rates.wrong_hub.hit(peer)
            detail = f"The headers {self._id_header} and {self._secret_header} are not right."
            raise IntakeRefusal(401, "unauthorised", detail)
        _not_too_often(self._rates.intake.hit(_HUB))

    def workers(self) -> list[Worker]:
        return self.sign_in.workers() if self.sign_in else []

    async def close(self) -> None:
        if self.sign_in:
            await self.sign_in.keys.close()

    async def _subject(self, token: str, peer: str) -> Subject:
        # A provider's token cannot be guessed, so it is looked at even from an address that others guess from.
        wait = self._rates.wrong.spent(peer)
        subject = None if wait else self._tokens.find(token)
        if subject is None and self.sign_in and token.count(".") == 2:
            subject = await self._signed(self.sign_in, token, peer)
        if subject is not None:
            return subject
        if not wait:
            self._rates.wrong.hit(peer)
        _not_too_many(wait)
        raise Refusal("unauthorised", headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'})

    async def _signed(self, sign_in: SignIn, token: str, peer: str) -> Subject:
        try:
            return await sign_in.subject(token)
        except Unproved as error:
            if not error.expired:  # an old token is no guess
                _not_too_many(self._rates.wrong.hit(peer))
            headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
            raise Refusal("unauthorised", error.what, headers=headers) from error
        except NoRole as error:
            raise Refusal("no-role", f"{error.what} {error.do}") from error
        except ProviderAway as error:
            raise Refusal("sign-in-down", "Try again shortly.", headers={"Retry-After": "10"}) from error


def certificate_header(config: Config) -> CertificateHeader | None:
    """What [intake.proxy] asks for; raises InputError as `CertificateHeader` does."""
    proxy, tls = config.intake.proxy, config.intake.tls
    return CertificateHeader(proxy, own=bool(tls and tls.client_ca)) if proxy else None


def _peer(request: Request) -> str:
    return network_of(request.client.host) if request.client else ""


def _not_too_many(wait: int) -> None:
    if wait:
        raise Refusal("too-many-calls", headers={"Retry-After": str(wait)})


def _not_too_often(wait: int) -> None:
    if wait:
        detail = "Too many calls in this minute. Send the report again after Retry-After."
        raise IntakeRefusal(429, "too-many-calls", detail, headers={"Retry-After": str(wait)})
