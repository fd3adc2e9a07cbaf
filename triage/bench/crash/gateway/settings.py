"""How the gateways of this bench are set up: as a small force would, with rounds that wait for a word, not for time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from triage.bench.crash.points.scene import PEOPLE
from triage.bench.faults.outside import HUB, profile_for, token_of
from triage.gateway.config import (
    Config,
    IntakeConfig,
    LimitsConfig,
    LookupsConfig,
    MailboxConfig,
    MediaConfig,
    MessagesConfig,
    RelayConfig,
    RetentionConfig,
)
from triage.gateway.config.alerts import AlertsConfig
from triage.gateway.config.messages import SmtpConfig
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.settings import Address, GatewaySettings

ADA, BOB, IDA = "ada", "bob", "ida"
"""Who comes to the gateway from elsewhere: an auditor, a handler at another workstation, an administrator."""
LOOPBACK = "127.0.0.1"
PROFILE = "of-the-bench.toml"
RETENTION_DAYS = 30
SELDOM = 3600.0
"""Seconds: rounds come when they are asked for."""


NOBODY = 9
"""A port at which nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a gateway of a row that needs more than hub and desks, by the ports of loopback.

    ``records``: the address that it relays to, "" when desktops send; ``relay``: of mail; ``mailbox``, with the user,
    ``certificate`` and ``password`` file of it; ``hub``: of linked files; ``scanner``: clamd. ``most_mb`` of a file;
    ``files``: how many are worked on by itself; ``told``: who is written to about alarms.
    """

    records: str = ""
    relay: int = NOBODY
    mailbox: int = 0
    user: str = ""
    certificate: str = ""
    password: str = ""
    hub: int = 0
    scanner: int = 0
    most_mb: float = 200
    files: int = 4
    second_look: bool = False
    told: tuple[str, ...] = ()


def settings_of(folder: str, db: str, around: Surroundings) -> GatewaySettings:
    """A gateway on this database."""
    people = {**PEOPLE, ADA: Role.AUDITOR, BOB: Role.HANDLER, IDA: Role.ADMIN}
    return GatewaySettings(
        db=db,
        listen=Address(LOOPBACK, 0),
        profile=profile_for(careful=True, relayed=bool(around.records)),
        profile_path=Path(folder) / PROFILE,
        credentials=IntakeCredentials(HUB["client_id"], (HUB["client_secret"],)),
        tokens=TokenBook(tuple((token_of(who), Subject(who, role)) for who, role in people.items())),
        sweep_seconds=SELDOM,
        config=_config(around),
    )


def _config(around: Surroundings) -> Config:
    records = around.records
    addresses = {"CONTROL_URL": f"{records}/control", "CRIME_URL": f"{records}/crime"} if records else {}
    smtp = SmtpConfig(host=LOOPBACK, port=around.relay, tls="none")
    return Config(
        intake=IntakeConfig(second_look=around.second_look),
        limits=LimitsConfig(calls_per_minute=0),  # a minute of a clock that stands never ends
        messages=MessagesConfig(sender="desk@force.example", smtp=smtp),
        relay=RelayConfig(variables=addresses),
        retention=RetentionConfig(settled_days=RETENTION_DAYS),
        lookups=LookupsConfig(neighbourhood_url=f"http://{LOOPBACK}:{NOBODY}/api"),
        alerts=AlertsConfig(addresses=tuple(around.told)),
        media=MediaConfig(
            hosts=(f"http://{LOOPBACK}:{around.hub}",) if around.hub else (),
            clamd=f"{LOOPBACK}:{around.scanner}" if around.scanner else "",
            most_mb=around.most_mb,
            side_by_side=around.files,
        ),
        mailbox=MailboxConfig(
            host="localhost",
            port=around.mailbox,
            user=around.user,
            ca_file=around.certificate,
            password_file=around.password,
        )
        if around.mailbox
        else None,
    )
