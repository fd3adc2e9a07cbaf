"""Writing a message: who may, to whom, in which words, and whether it is safe; then it waits for the sender."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.config.messages import MessagesConfig
from triage.gateway.credentials import Role, Subject
from triage.gateway.leases import Leases, lost, own_lease
from triage.gateway.messages import guard, outbox, safety
from triage.gateway.messages.addresses import email_address, phone_number, same_address
from triage.gateway.messages.carrier import Carrier
from triage.gateway.messages.templates import TemplateBook, check_fields, fill
from triage.gateway.messages.tokens import in_subject, new_token
from triage.gateway.problems import Refusal, invalid
from triage.gateway.profiles import ProfileBook
from triage.gateway.state import ReportState
from triage.models.errors import FieldError
from triage.models.indicators import Assessment
from triage.models.messages import AGAIN, AgainRequest, Message, MessageRequest, MessageState, Posted
from triage.models.report import Report
from triage.models.stage import Stage, StageEvent, step

LONGEST_TEXT = 20_000
LONGEST_REASON = 500
_PLAIN_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/ -]{2,39}")
_FREE_SUBJECT = "About your report {reference}"
_AFTER_WORK = frozenset({Stage.CLOSED, Stage.AWAITING_REPORTER})
"""Stages in which the last holder may still write: the confirmation follows the closing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    subject: str
    body: str
    fields: dict[str, str]


class Posting:
    """Writes messages. Every method is called inside a write transaction."""

    def __init__(
        self,
        leases: Leases,
        config: MessagesConfig | None,
        carrier: Carrier | None,
        templates: TemplateBook,
        profiles: ProfileBook,
    ) -> None:
        self._leases = leases
        self._config = config
        self._carrier = carrier
        self._templates = templates
        self._profiles = profiles

    async def post(
        self,
        connection: AsyncConnection,
        report_id: str,
        who: Subject,
        wanted: MessageRequest,
        now: datetime,
        *,
        request_id: str = "",
    ) -> Posted:
        """Store a message to be sent, and set the report aside when it asks something.

        Raises:
            Refusal: switched-off, unknown-report, erased, not-holder, lease-lost, unsafe-channel; 422 naming the field.
        """
        config, carrier = self._switched_on()
        check_fields(wanted.fields)
        state = await states.load(connection, report_id, lock=True)
        self._check_holder(state, who, wanted, now)
        report, assessment = await _read(connection, report_id)
        address = _address(report, wanted)
        why = safety.reasons(report, assessment, address, config)
        _check_safe(why, wanted.confirmed_safe, wanted.safe_reason)
        if not carrier.takes(wanted.channel, wanted.template):
            raise invalid("/channel", f"{carrier.name} of this gateway cannot carry these words by {wanted.channel}")
        words = self._words(report, wanted)
        number = await outbox.next_number(connection, report_id)
        token = new_token()
        await connection.execute(
            insert(tables.messages).values(
                report_id=report_id, number=number, state=MessageState.QUEUED.value, channel=wanted.channel,
                template=wanted.template, person=wanted.person, address=address,
                subject=f"{words.subject} {in_subject(token)}", body=words.body, fields=words.fields,
                asks=wanted.ask, token=token, mime_id=_mime_id(config),
                confirmed_safe=wanted.safe_reason if why else "", safe_despite=list(why),
                author=who.id, created_at=now, next_at=now,
                try_until=now + timedelta(hours=config.give_up_hours), state_at=now,
            )
        )  # fmt: skip
        details = {"number": number, "channel": wanted.channel, "template": wanted.template, "asks": wanted.ask}
        await audit.record(
            connection, now, who, "message", report_id=report_id, request_id=request_id,
            details={**details, "confirmed_safe": bool(why)},
        )  # fmt: skip
        if wanted.ask:
            assert wanted.lease_id is not None
            await self._leases.end(connection, wanted.lease_id, "asked", now)
            stage = step(state.stage, StageEvent.ASK_REPORTER)
            await outbox.publish(
                connection, report_id, now, answer="", stage=stage, waiting_why="The reporter was asked", waiting_for=""
            )
        else:
            await outbox.publish(connection, report_id, now)
        return await _posted(connection, report_id, number, now)

    async def again(
        self,
        connection: AsyncConnection,
        report_id: str,
        number: int,
        who: Subject,
        wanted: AgainRequest,
        now: datetime,
        *,
        request_id: str = "",
    ) -> Posted:
        """Queue a message once more. One of which nobody knows keeps its Message-ID: twice, it can be told to be one.

        Raises:
            Refusal: switched-off, unknown-report, erased, unknown-message, not-holder, not-again, unsafe-channel.
        """
        config, _ = self._switched_on()
        state = await states.load(connection, report_id, lock=True)
        _check_may_write(state, who, now)
        message = await outbox.load(connection, report_id, number)
        if message.state not in AGAIN:
            raise Refusal("not-again", f"It is {message.state.value.replace('_', ' ')}.")
        values: dict[str, object] = {"try_until": now + timedelta(hours=config.give_up_hours), "next_at": now}
        if message.state is not MessageState.UNCERTAIN:
            values["mime_id"] = _mime_id(config)
        report, assessment = await _read(connection, report_id)
        why = safety.reasons(report, assessment, message.address, config)
        if why:  # asked anew: what was confirmed then may have changed since
            _check_safe(why, wanted.confirmed_safe, wanted.safe_reason)
            values["confirmed_safe"] = wanted.safe_reason
        values["safe_despite"] = list(why)
        await outbox.note(connection, message, [message.state], now, state=MessageState.QUEUED, reason="", **values)
        details = {"number": number, "confirmed_safe": bool(why)}
        await audit.record(
            connection, now, who, "message.again", report_id=report_id, request_id=request_id, details=details
        )
        await outbox.publish(connection, report_id, now)
        return await _posted(connection, report_id, number, now)

    def _switched_on(self) -> tuple[MessagesConfig, Carrier]:
        if self._config is None or self._carrier is None:
            raise Refusal("switched-off", "This gateway has no [messages] in its settings.")
        return self._config, self._carrier

    def _check_holder(self, state: ReportState, who: Subject, wanted: MessageRequest, now: datetime) -> None:
        if not wanted.ask:
            _check_may_write(state, who, now)
            return
        if wanted.lease_id is None:
            raise invalid("/lease_id", "must be given to ask the reporter: asking ends the lease")
        if own_lease(state, wanted.lease_id, who.id, now).fence != wanted.fence:
            raise lost(state, now)

    def _words(self, report: Report, wanted: MessageRequest) -> _Words:
        known = {"reference": reference_of(report), "force": self._profiles.current.force.name}
        if bool(wanted.template) == bool(wanted.text):
            raise invalid("/template", "give a template or text, one of the two")
        if wanted.template:
            template = self._templates.find(wanted.template, wanted.language)
            fields = {**wanted.fields, **known}
            return _Words(subject=fill(template.subject, fields), body=fill(template.body, fields), fields=fields)
        if len(wanted.text) > LONGEST_TEXT:
            raise invalid("/text", f"must have at most {LONGEST_TEXT} characters")
        body = wanted.text.replace("\r\n", "\n")
        if not body.replace("\n", "").replace("\t", "").isprintable() or not body.strip():
            raise invalid("/text", "must be words without control characters")
        return _Words(subject=fill(_FREE_SUBJECT, known), body=body.rstrip() + "\n", fields=known)


def reference_of(report: Report) -> str:
    """What the public knows their report by; the first of our own id's letters when the form gave nothing plain."""
    told = report.submission.customer_reference.strip()
    return told if _PLAIN_REFERENCE.fullmatch(told) else str(report.report_id)[:8].upper()


def _mime_id(config: MessagesConfig) -> str:
    return f"{uuid.uuid4()}@{config.sender.rpartition('@')[2]}"


def _check_may_write(state: ReportState, who: Subject, now: datetime) -> None:
    """The holder, a supervisor, or after the work whoever held it last."""
    last = state.lease.subject if state.lease and state.stage in _AFTER_WORK else ""
    if who.role is not Role.SUPERVISOR and who.id not in (state.holder_at(now), last):
        raise Refusal("not-holder", held_by=state.holder_at(now))


def _check_safe(why: tuple[str, ...], confirmed: bool, reason: str) -> None:
    if not why:
        return
    if not confirmed:
        raise Refusal(
            "unsafe-channel",
            "Make sure that only the right person reads it; then send confirmed_safe with a safe_reason.",
            errors=tuple(FieldError("/address", one) for one in why),
        )
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise invalid("/safe_reason", f"must say in one line, at most {LONGEST_REASON} characters, how you know")


def _address(report: Report, wanted: MessageRequest) -> str:
    """One of the person's addresses, or the typed one."""
    checked = email_address if wanted.channel == "email" else phone_number
    if not wanted.person:
        return checked(wanted.address)
    person = report.person(wanted.person)
    if person is None:
        raise invalid("/person", "must be the key of a person in this report")
    kind = "email" if wanted.channel == "email" else "phone"
    theirs = [contact.value for contact in person.contacts if contact.kind == kind]
    chosen = [value for value in theirs if not wanted.address or same_address(value, wanted.address)]
    if not chosen:
        raise invalid("/address", "must be an address of that person")
    return checked(chosen[0])


async def _read(connection: AsyncConnection, report_id: str) -> tuple[Report, Assessment]:
    told = await guard.told_of(connection, report_id)
    if told is None:
        raise Refusal("erased")
    return told


async def _posted(connection: AsyncConnection, report_id: str, number: int, now: datetime) -> Posted:
    after = await states.load(connection, report_id)
    message: Message = await outbox.load(connection, report_id, number)
    return Posted(message=message, etag=after.etag_at(now), stage=after.stage_at(now))
