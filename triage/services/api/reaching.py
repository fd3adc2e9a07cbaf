"""One try at an https address as the program itself would make it: what answers, its time, its certificate."""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from triage.records.http import is_loopback, machine_trust
from triage.records.unreached import distrust, why

SECONDS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the other side showed. ``issuer`` and ``subject``: their common names, else whatever they are called by."""

    subject: str
    issuer: str
    ends: datetime
    own: bool
    """Signed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """``status`` 0: no answer, and ``why`` says how that ended. ``distrust``: why its certificate is not believed.
    ``date``: its Date header.
    """

    status: int = 0
    why: str = ""
    milliseconds: float = 0.0
    date: datetime | None = None
    certificate: Certificate | None = None
    distrust: str = ""


async def reach(url: str) -> Reached:
    """GET this address, following nothing. Never raises for what the network or the other side does."""
    trust = await asyncio.to_thread(machine_trust) if url.startswith("https:") else None
    told = await _try(url, trust)
    if told.distrust:
        shown = await _try(url, _blind())
        return replace(told, certificate=shown.certificate)
    return told


async def _try(url: str, trust: ssl.SSLContext | None) -> Reached:
    timeout = httpx.Timeout(SECONDS, connect=SECONDS / 2)
    verify: Any = trust if trust is not None else False
    try:
        async with httpx.AsyncClient(timeout=timeout, verify=verify, trust_env=not is_loopback(url)) as client:
            started = time.perf_counter()
            async with client.stream("GET", url) as answer:
                took = (time.perf_counter() - started) * 1000
                return Reached(
                    status=answer.status_code,
                    milliseconds=took,
                    date=_date(answer.headers.get("date", "")),
                    certificate=_shown(answer.extensions.get("network_stream")),
                )
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Reached(why=why(error), distrust=distrust(error))


def _blind() -> ssl.SSLContext:
    """Only to look at a certificate that is not believed; nothing is sent but a bare request."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _shown(stream: Any) -> Certificate | None:
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    content = tls.getpeercert(binary_form=True) if tls is not None else None
    return read_certificate(content) if content else None


def read_certificate(content: bytes) -> Certificate:
    """What a certificate (DER) says of itself."""
    from cryptography import x509

    found = x509.load_der_x509_certificate(content)
    return Certificate(
        subject=_name(found.subject),
        issuer=_name(found.issuer),
        ends=found.not_valid_after_utc.astimezone(UTC),
        own=found.subject == found.issuer,
    )


def _name(name: Any) -> str:
    from cryptography.x509.oid import NameOID

    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(kind):
            return str(found[0].value)
    return str(name.rfc4514_string())


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
