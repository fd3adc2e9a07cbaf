"""The room of alarms as the gateway has it, put together from the settings."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from triage.gateway.alarms.posting import AlarmPosts, Teller
from triage.gateway.alarms.raising import WEBHOOK, look
from triage.gateway.alarms.tellers import EmailTeller, WebhookTeller
from triage.gateway.config import Config
from triage.gateway.config.alerts import AlertsConfig, WebhookConfig
from triage.gateway.credentials import load_secrets
from triage.gateway.database import Database
from triage.gateway.logs import say
from triage.gateway.messages.addresses import email_address
from triage.gateway.messages.room import carrier_of
from triage.gateway.problems import Refusal
from triage.gateway.profiles import ProfileBook
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError

_LEAST_MINUTES = {"high_unseen_minutes": 1, "nobody_minutes": 5, "silent_minutes": 5, "repeat_minutes": 5}
"""A desk is heard of each half minute, and noted within another quarter; one whose connection is slow or comes back is
silent for longer, and an alarm each minute is soon read by nobody."""
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRoom:
    """``targets``: who outside is told, addresses and "webhook"."""

    config: AlertsConfig
    targets: tuple[str, ...]
    posts: AlarmPosts
    database: Database
    clock: Clock
    profiles: ProfileBook

    @property
    def workers(self) -> list[Worker]:
        """One that looks, one that tells."""
        telling = Worker(name="alarm-posts", every=5, round=self.posts.round)

        async def looking() -> bool:
            if await self.look():
                telling.nudge()
            return False

        return [Worker(name="alarms", every=self.config.every_seconds, round=looking), telling]

    async def look(self) -> int:
        """One look at everything; gives how many words came of it."""
        told = await look(self.database, self.config, self.profiles.current, self.targets, self.clock.now())
        if told:
            say("alarms", words=told, targets=len(self.targets))
        return told


def open_alarms(config: Config, database: Database, clock: Clock, profiles: ProfileBook) -> AlarmRoom:
    """Raises InputError as `open_tellers` does."""
    tellers = open_tellers(config, clock)
    alerts = config.alerts
    return AlarmRoom(
        config=alerts,
        targets=(*alerts.addresses, *([WEBHOOK] if alerts.webhook else ())),
        posts=AlarmPosts(database, clock, tellers, alerts.give_up_hours, Random()),
        database=database,
        clock=clock,
        profiles=profiles,
    )


def open_tellers(config: Config, clock: Clock) -> dict[str, Teller]:
    """Who tells those outside, by its name; empty when nobody is to be told.

    Raises:
        InputError: a file cannot be read, or the settings contradict each other.
    """
    alerts = config.alerts
    faults = tuple(_faults(config))
    if faults:
        raise InputError("[alerts] cannot be used.", faults, "Correct the settings file and start again.")
    tellers: dict[str, Teller] = {}
    if alerts.addresses and config.messages is not None:
        tellers["email"] = EmailTeller(carrier_of(config.messages, clock), config.messages.sender, clock)
    if alerts.webhook is not None:
        tellers[WEBHOOK] = _webhook(alerts.webhook, clock)
    return tellers


def _webhook(config: WebhookConfig, clock: Clock) -> WebhookTeller:
    secret = load_secrets(Path(config.secret_file))[0] if config.secret_file else ""
    bearer = load_secrets(Path(config.bearer_file))[0] if config.bearer_file else ""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if config.ca_file:
        try:
            context.load_verify_locations(config.ca_file)
        except OSError as error:
            fault = FieldError("alerts.webhook.ca_file", f"{config.ca_file} holds no certificates (PEM)")
            raise InputError("[alerts.webhook] cannot be used.", (fault,)) from error
    return WebhookTeller(config, context, secret, bearer, clock)


def _faults(config: Config) -> Iterator[FieldError]:
    alerts = config.alerts
    for at, address in enumerate(alerts.addresses):
        try:
            email_address(address)
        except Refusal:
            yield FieldError(f"alerts.addresses[{at}]", "must be one e-mail address")
    if alerts.addresses and config.messages is None:
        yield FieldError("alerts.addresses", "needs [messages]: alarms leave by the same mail server")
    for name, least in _LEAST_MINUTES.items():
        told = getattr(alerts, name)
        if told and not least <= told <= 10_080:
            yield FieldError(f"alerts.{name}", f"must be 0 (off), or from {least} to 10080 minutes, a week")
    if not 5 <= alerts.every_seconds <= 3600:
        yield FieldError("alerts.every_seconds", "must be from 5 to 3600")
    if not 0 < alerts.give_up_hours <= 168:
        yield FieldError("alerts.give_up_hours", "must be more than 0 and at most 168, a week")
    if alerts.webhook is not None:
        yield from _webhook_faults(alerts.webhook)


def _webhook_faults(webhook: WebhookConfig) -> Iterator[FieldError]:
    try:
        told = urlsplit(webhook.url)
        secure = told.scheme == "https" or (told.scheme == "http" and told.hostname in _HERE)
    except ValueError:
        secure = False
    if not secure:
        yield FieldError("alerts.webhook.url", "must be an https address (http only on this machine)")
    if not (webhook.secret_file or webhook.bearer_file):
        yield FieldError("alerts.webhook", "needs secret_file, bearer_file or both: a receiver must know who speaks")
    if not 1 <= webhook.timeout_seconds <= 60:
        yield FieldError("alerts.webhook.timeout_seconds", "must be from 1 to 60")
