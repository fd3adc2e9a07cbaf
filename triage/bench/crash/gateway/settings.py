"""How the gateways of this bench are set up: as a small force would, with rounds that wait for a word, not for time."""

from __future__ import annotations

from pathlib import Path

from triage.bench.crash.points.scene import PEOPLE
from triage.bench.faults.outside import HUB, profile_for, token_of
from triage.gateway.config import Config, IntakeConfig, LimitsConfig, MessagesConfig, RelayConfig, RetentionConfig
from triage.gateway.config.messages import SmtpConfig
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.settings import Address, GatewaySettings

ADA, BOB = "ada", "bob"
"""Who comes to the gateway from elsewhere: an auditor, and a handler at another workstation."""
LOOPBACK = "127.0.0.1"
PROFILE = "of-the-bench.toml"
RETENTION_DAYS = 30
SELDOM = 3600.0
"""Seconds: rounds come when they are asked for."""


def settings_of(folder: str, db: str, records: str) -> GatewaySettings:
    """A gateway on this database; ``records``: the address of what it relays to."""
    addresses = {"CONTROL_URL": f"{records}/control", "CRIME_URL": f"{records}/crime"} if records else {}
    people = {**PEOPLE, ADA: Role.AUDITOR, BOB: Role.HANDLER}
    letters = MessagesConfig(sender="desk@force.example", smtp=SmtpConfig(host=LOOPBACK, port=9, tls="none"))
    return GatewaySettings(
        db=db,
        listen=Address(LOOPBACK, 0),
        profile=profile_for(careful=True, relayed=bool(records)),
        profile_path=Path(folder) / PROFILE,
        credentials=IntakeCredentials(HUB["client_id"], (HUB["client_secret"],)),
        tokens=TokenBook(tuple((token_of(who), Subject(who, role)) for who, role in people.items())),
        sweep_seconds=SELDOM,
        config=Config(
            intake=IntakeConfig(second_look=False),
            limits=LimitsConfig(calls_per_minute=0),  # a minute of a clock that stands never ends
            messages=letters,
            relay=RelayConfig(variables=addresses),
            retention=RetentionConfig(settled_days=RETENTION_DAYS),
        ),
    )
