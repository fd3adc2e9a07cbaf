"""The two ways out for alarms: e-mail by [messages], and a signed POST."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from datetime import timedelta

import httpx

from triage.gateway.alarms.raising import Bulletin
from triage.gateway.config.alerts import WebhookConfig
from triage.gateway.messages.carrier import Carrier, Outgoing, Verdict
from triage.gateway.messages.tokens import new_token
from triage.models import codec
from triage.models.alarms import AlarmKind
from triage.models.clock import Clock, london
from triage.models.ids import ReportId
from triage.records.unreached import why

SIGNATURE = "Triage-Signature"
_WORDS = {"raised": "Alarm", "still": "Alarm, still", "over": "Over"}
_SUBJECTS = {
    AlarmKind.HIGH_UNSEEN: "high-risk reports that nobody has taken",
    AlarmKind.NOBODY: "nobody is signed in during staffed hours",
    AlarmKind.SILENT: "no report is arriving",
    AlarmKind.VIEW: "a view is over its limit",
}


class EmailTeller:
    def __init__(self, carrier: Carrier, sender: str, clock: Clock) -> None:
        self._carrier = carrier
        self._domain = sender.rpartition("@")[2]
        self._clock = clock

    async def tell(self, post: int, target: str, bulletin: Bulletin) -> str:
        message = Outgoing(
            report_id=ReportId(""), number=post, channel="email", template="", address=target,
            subject=subject_of(bulletin), body=body_of(bulletin), fields={}, token=new_token(),
            mime_id=f"alarm-{post}@{self._domain}", created_at=bulletin.at,
            try_until=self._clock.now() + timedelta(hours=1), tries=1,
        )  # fmt: skip
        outcome = await self._carrier.send(message)
        # One that may have arrived is told again: twice is better than never.
        return "" if outcome.verdict is Verdict.SENT else outcome.reason or outcome.verdict.value


class WebhookTeller:
    """``secret`` and ``bearer`` "": not used. A redirect is a failure: what is for one place goes to no other."""

    def __init__(self, config: WebhookConfig, context: ssl.SSLContext, secret: str, bearer: str, clock: Clock) -> None:
        self._config, self._context = config, context
        self._secret, self._bearer = secret, bearer
        self._clock = clock

    async def tell(self, post: int, target: str, bulletin: Bulletin) -> str:  # noqa: ARG002 - there is one webhook
        body = codec.encode(bulletin)
        try:
            async with httpx.AsyncClient(
                verify=self._context, timeout=self._config.timeout_seconds, follow_redirects=False
            ) as http:
                answer = await http.post(self._config.url, content=body, headers=self._headers(post, body))
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, TimeoutError, OSError) as error:
            return f"The webhook cannot be reached: {why(error)}."
        return "" if answer.is_success else f"The webhook answered {answer.status_code}."

    def _headers(self, post: int, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"triage-alarm-{post}"}
        if self._bearer:
            headers["Authorization"] = f"Bearer {self._bearer}"
        if self._secret:
            at = int(self._clock.now().timestamp())
            headers[SIGNATURE] = f"t={at},v1={signature(self._secret, at, body)}"
        return headers


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA-256 of the moment (seconds since 1970), a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()


def subject_of(bulletin: Bulletin) -> str:
    return f"Triage {bulletin.force}. {_WORDS[bulletin.word]}: {_SUBJECTS[bulletin.what]}"


def body_of(bulletin: Bulletin) -> str:
    """Plain lines: what, since when, how many, how old, which. Nothing of what anybody told us."""
    lines = [f"{_WORDS[bulletin.word]}: {_SUBJECTS[bulletin.what]}."]
    if bulletin.view:
        lines.append(f"View: {bulletin.view}")
    if bulletin.count:
        lines.append(f"Reports: {bulletin.count}")
    if bulletin.oldest_seconds:
        what = "Oldest" if bulletin.count else "Last heard"
        lines.append(f"{what}: {_age(bulletin.oldest_seconds)} ago")
    if bulletin.references:
        lines.append(f"References: {', '.join(bulletin.references)}")
    lines.append(f"Since: {london(bulletin.raised_at):%d/%m/%Y %H:%M}")
    lines.append(f"As of: {london(bulletin.at):%d/%m/%Y %H:%M}")
    return "\n".join([*lines, "", "Open Triage to see the reports. Nobody reads answers to this mail.", ""])


def _age(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
