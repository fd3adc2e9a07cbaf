"""Sending by SMTP (RFC 5321), step by step, because what a failure means depends on the step it came at."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException

from triage.gateway.config.messages import MessagesConfig, SmtpConfig
from triage.gateway.messages.carrier import Fate, Outcome, Outgoing, Verdict
from triage.gateway.messages.letter import envelope_sender, letter
from triage.models.errors import InputError
from triage.records.unreached import why

STEPS = 6
"""Steps of a conversation, each with its own time-out."""
_TROUBLE = (SMTPException, OSError, TimeoutError, ValueError)


class SmtpCarrier:
    """A relay of the force's own. The password is read from its file once, when the gateway starts."""

    name = "smtp"
    knows = False
    channels = frozenset({"email"})

    def __init__(self, config: MessagesConfig, smtp: SmtpConfig, password: str) -> None:
        self._config = config
        self._smtp = smtp
        self._password = password
        self._tls = _context(smtp)
        self.longest_seconds = smtp.timeout_seconds * STEPS

    async def send(self, message: Outgoing) -> Outcome:
        mail = letter(self._config, message)
        outcome = None
        try:
            async with asyncio.timeout(self.longest_seconds), self._connected() as relay:
                await relay.mail(envelope_sender(self._config, message))
                await relay.rcpt(message.address)
                outcome = Outcome(
                    verdict=Verdict.UNCERTAIN, reason="The mail server went away while it took the message."
                )
                response = await relay.data(mail)
                outcome = Outcome(verdict=Verdict.SENT, reference=response.message[:200])
        except SMTPResponseException as error:
            return _answered(error)
        except _TROUBLE as error:
            reason = f"The mail server cannot be used: {_why(error)}."
            return outcome or Outcome(verdict=Verdict.AGAIN, reason=reason)
        return outcome

    async def fate(self, message: Outgoing) -> Fate:  # noqa: ARG002 - SMTP tells it by bounces only
        return Fate()

    def takes(self, channel: str, template: str) -> bool:  # noqa: ARG002 - SMTP carries any words
        return channel in self.channels

    async def check(self) -> tuple[str, ...]:
        where = f"{self._smtp.host}:{self._smtp.port}"
        try:
            async with asyncio.timeout(self.longest_seconds), self._connected():
                return ()
        except ssl.SSLError as error:
            return (f"The certificate of the mail server {where} is not trusted ({error.reason}).",)
        except SMTPResponseException as error:
            return (f"The mail server {where} refuses us: {error.code} {error.message}",)
        except _TROUBLE as error:
            return (f"The mail server {where} cannot be reached: {why(error)}.",)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        """A conversation after TLS and sign-in; its end never changes what was said in it."""
        smtp = self._smtp
        relay = SMTP(
            hostname=smtp.host,
            port=smtp.port,
            use_tls=smtp.tls == "tls",
            start_tls=smtp.tls == "starttls",
            tls_context=self._tls,
            timeout=smtp.timeout_seconds,
            username=smtp.user or None,
            password=self._password or None,
        )
        try:
            await relay.connect()
            yield relay
            await _quit(relay)
        finally:
            relay.close()


async def _quit(relay: SMTP) -> None:
    try:
        await relay.quit(timeout=2)
    except _TROUBLE:
        return


def _answered(error: SMTPResponseException) -> Outcome:
    """4xx is for now, 5xx for ever (RFC 5321 §4.2.1); a refused sign-in or sender is the set-up's fault, not the
    message's, and is tried until somebody mends it.
    """
    words = f"{error.code} {error.message}"[:500]
    ours = isinstance(
        error, (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPConnectError, aiosmtplib.SMTPHeloError)
    )
    if error.code >= 500 and not ours:
        kind = "address" if isinstance(error, SMTPRecipientRefused) else "message"
        return Outcome(verdict=Verdict.REFUSED, reason=f"The mail server refused the {kind}: {words}")
    return Outcome(verdict=Verdict.AGAIN, reason=f"The mail server said: {words}")


def _context(smtp: SmtpConfig) -> ssl.SSLContext | None:
    """Certificates are always verified; raises InputError for an authority's file that cannot be read."""
    if smtp.tls == "none":
        return None
    try:
        context = ssl.create_default_context(cafile=smtp.ca_file or None)
    except OSError as error:
        path = Path(smtp.ca_file)
        raise InputError(
            f"{path} cannot be used as an authority's certificate.", do="It must be a PEM file."
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why(error: BaseException) -> str:
    return f"it answers {error.code}" if isinstance(error, SMTPResponseException) else why(error)
