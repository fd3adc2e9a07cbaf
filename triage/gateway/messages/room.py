"""The room of messages as the gateway has it: everything of it, put together from the settings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from triage.gateway.config.messages import MessagesConfig
from triage.gateway.credentials import load_secrets
from triage.gateway.database import Database
from triage.gateway.intake import Intake
from triage.gateway.leases import Leases
from triage.gateway.mailbox.replies import NoReplies, Replies
from triage.gateway.messages.addresses import email_address
from triage.gateway.messages.alerts import Alerts
from triage.gateway.messages.carrier import Carrier
from triage.gateway.messages.notify import NotifyCarrier
from triage.gateway.messages.posting import Posting
from triage.gateway.messages.replies import MessageReplies
from triage.gateway.messages.sender import Sender
from triage.gateway.messages.smtp import SmtpCarrier
from triage.gateway.messages.templates import TemplateBook, load_templates
from triage.gateway.problems import Refusal
from triage.gateway.profiles import ProfileBook
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """``sender`` None: this gateway sends nothing; the contact log and the templates work all the same. ``replies``:
    whom the mailbox asks first.
    """

    templates: TemplateBook
    posting: Posting
    alerts: Alerts
    sender: Sender | None
    replies: Replies

    @property
    def workers(self) -> list[Worker]:
        return [self.sender.worker] if self.sender else []

    def nudge(self) -> None:
        """Something was queued: send it now."""
        if self.sender:
            self.sender.worker.nudge()


def open_messages(
    config: MessagesConfig | None,
    database: Database,
    clock: Clock,
    leases: Leases,
    intake: Intake,
    profiles: ProfileBook,
    pool: ThreadPoolExecutor,
) -> Messages:
    """Raises InputError: a file cannot be read, or the settings contradict each other."""
    templates = load_templates(config.templates_file if config else "")
    carrier = carrier_of(config, clock) if config else None
    return Messages(
        templates=templates,
        posting=Posting(leases, config, carrier, templates, profiles),
        alerts=Alerts(config, carrier),
        sender=Sender(database, clock, carrier, config, Random()) if config and carrier else None,
        replies=MessageReplies(config, database, clock, intake, profiles, pool) if config else NoReplies(),
    )


def carrier_of(config: MessagesConfig, clock: Clock) -> Carrier:
    """The way out that the settings name; raises InputError."""
    _check(config)
    if config.notify is not None:
        return NotifyCarrier(config.notify, load_secrets(Path(config.notify.key_file))[0], clock)
    assert config.smtp is not None
    password = load_secrets(Path(config.smtp.password_file))[0] if config.smtp.password_file else ""
    return SmtpCarrier(config, config.smtp, password)


def _check(config: MessagesConfig) -> None:
    faults = []
    if (config.smtp is None) == (config.notify is None):
        faults.append(FieldError("messages", "needs just one of [messages.smtp] and [messages.notify]"))
    try:
        email_address(config.sender)
    except Refusal:
        faults.append(FieldError("messages.sender", "must be one e-mail address"))
    if not config.sender_name.isprintable():
        faults.append(FieldError("messages.sender_name", "must be one line"))
    smtp = config.smtp
    if smtp and smtp.tls == "none" and smtp.host not in ("localhost", "127.0.0.1", "::1"):
        faults.append(FieldError("messages.smtp.tls", "may be none only for a relay on this machine"))
    if faults:
        raise InputError("[messages] cannot be used.", tuple(faults), "Correct the settings file and start again.")
