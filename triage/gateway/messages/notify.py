"""Sending by GOV.UK Notify (REST API v2, docs.notifications.service.gov.uk/rest-api.html).

Every message carries our Message-ID as ``reference``: before a second try Notify is asked whether it has that message,
so that a crash leaves no doubt.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from triage.gateway.config.messages import NotifyConfig
from triage.gateway.messages.carrier import Fate, Outcome, Outgoing, Verdict
from triage.models.clock import Clock
from triage.models.errors import InputError
from triage.records.unreached import why

ANY = "any"
"""The key of the template for words that have none of their own."""
_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_KEY = re.compile(rf"(?:.*-)?(?P<service>{_UUID})-(?P<secret>{_UUID})")
_UNDER_WAY = frozenset({"created", "sending", "pending", "sent", "accepted"})
_FATES: Mapping[str, Fate] = {
    "delivered": Fate(state="delivered"),
    "permanent-failure": Fate(state="bounced", reason="GOV.UK Notify: the address or number does not exist."),
    "temporary-failure": Fate(state="bounced", reason="GOV.UK Notify: the box was full or the phone was off too long."),
    "technical-failure": Fate(state="failed", reason="GOV.UK Notify had a fault and did not send it."),
}


class NotifyCarrier:
    """``key`` is the API key: its last 36 characters are the secret, the 36 before a hyphen the service's id."""

    name = "notify"
    knows = True
    channels = frozenset({"email", "sms"})

    def __init__(self, notify: NotifyConfig, key: str, clock: Clock) -> None:
        found = _KEY.fullmatch(key.strip())
        if not found:
            raise InputError(
                f"{notify.key_file} holds no GOV.UK Notify API key.",
                do="It is name-serviceid-secret, as the service shows it once when the key is made.",
            )
        self._notify = notify
        self._service = found["service"]
        self._secret = OctKey.import_key(found["secret"])
        self._clock = clock
        self._tls = ssl.create_default_context(cafile=notify.ca_file or None)
        self.longest_seconds = notify.timeout_seconds * 3

    def takes(self, channel: str, template: str) -> bool:
        return bool(self._template(channel, template))

    async def send(self, message: Outgoing) -> Outcome:
        try:
            async with asyncio.timeout(self.longest_seconds), self._http() as http:
                if message.tries > 1:
                    known = await self._find(http, message)
                    if known:
                        return Outcome(verdict=Verdict.SENT, reference=known)
                answer = await http.post(f"/v2/notifications/{message.channel}", json=self._body(message))
        except (httpx.HTTPError, TimeoutError, _Unusable) as error:
            # Not uncertain: the next try asks first whether Notify has it.
            words = str(error) if isinstance(error, _Unusable) else why(error)
            return Outcome(verdict=Verdict.AGAIN, reason=f"GOV.UK Notify cannot be used: {words}.")
        return _answered(answer)

    async def fate(self, message: Outgoing) -> Fate:
        try:
            async with asyncio.timeout(self.longest_seconds), self._http() as http:
                answer = await http.get(f"/v2/notifications/{message.carrier_reference}")
                status = str(_json(answer).get("status", ""))
        except (httpx.HTTPError, TimeoutError, _Unusable):
            return Fate()
        return Fate() if status in _UNDER_WAY else _FATES.get(status, Fate())

    async def check(self) -> tuple[str, ...]:
        try:
            async with asyncio.timeout(self.longest_seconds), self._http() as http:
                answer = await http.get("/v2/notifications", params={"reference": "triage-gateway-check"})
                _json(answer)
        except (httpx.HTTPError, TimeoutError) as error:
            return (f"GOV.UK Notify at {self._notify.url} cannot be reached: {why(error)}.",)
        except _Unusable as error:
            return (f"GOV.UK Notify refuses us: {error}",)
        missing = ANY not in self._notify.templates
        return ('[messages.notify.templates] has no "any": free words cannot be sent.',) if missing else ()

    def _template(self, channel: str, template: str) -> str:
        known = self._notify.templates if channel == "email" else self._notify.text_templates
        return known.get(template, "") or known.get(ANY, "")

    def _body(self, message: Outgoing) -> dict[str, object]:
        to = "email_address" if message.channel == "email" else "phone_number"
        return {
            to: message.address,
            "template_id": self._template(message.channel, message.template),
            "personalisation": {**message.fields, "subject": message.subject, "body": message.body},
            "reference": message.mime_id,
        }

    async def _find(self, http: httpx.AsyncClient, message: Outgoing) -> str:
        """Notify's id for this message, "" when it has none."""
        told = _json(await http.get("/v2/notifications", params={"reference": message.mime_id})).get("notifications")
        found = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
        return str(found.get("id", ""))

    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self._notify.url,
            headers={"Authorization": f"Bearer {self._token()}", "User-Agent": "triage-gateway"},
            timeout=self._notify.timeout_seconds,
            verify=self._tls,
            follow_redirects=False,
        )

    def _token(self) -> str:
        claims = {"iss": self._service, "iat": int(self._clock.now().timestamp())}
        return jwt.encode({"typ": "JWT", "alg": "HS256"}, claims, self._secret)


class _Unusable(Exception):
    """An answer that is not what the API says it answers."""


def _json(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise _Unusable(f"{answer.status_code} {_reason(answer)}")
    try:
        told = answer.json()
    except ValueError as error:
        raise _Unusable("no JSON") from error
    if not isinstance(told, dict):
        raise _Unusable("no object")
    return told


def _answered(answer: httpx.Response) -> Outcome:
    """201 has it; 400 is wrong for ever; 403 (key or clock), 429 and 5xx are tried again."""
    if answer.status_code == 201:
        try:
            return Outcome(verdict=Verdict.SENT, reference=str(answer.json()["id"]))
        except (ValueError, KeyError, TypeError):
            return Outcome(verdict=Verdict.AGAIN, reason="GOV.UK Notify answered 201 without an id.")
    words = f"GOV.UK Notify: {answer.status_code} {_reason(answer)}"[:500]
    if answer.status_code in (400, 404, 413, 422):
        return Outcome(verdict=Verdict.REFUSED, reason=words)
    told = answer.headers.get("retry-after", "")
    return Outcome(verdict=Verdict.AGAIN, reason=words, after_seconds=float(told) if told.isdigit() else 0)


def _reason(answer: httpx.Response) -> str:
    """``{"errors": [{"error": "BadRequestError", "message": "…"}]}`` as words."""
    try:
        entries = answer.json()["errors"]
        return "; ".join(f"{entry['error']}: {entry['message']}" for entry in entries)[:400]
    except (ValueError, KeyError, TypeError):
        return ""
