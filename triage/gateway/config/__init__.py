"""The gateway's settings file (TOML), one section for each room; every fault is named by its key.

Secrets are never in it: it names files that hold them (``…_file``).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from triage.gateway.config.alerts import AlertsConfig
from triage.gateway.config.database import LEAST_CONNECTIONS, DatabaseConfig
from triage.gateway.config.handoffs import HandoffsConfig
from triage.gateway.config.intake import IntakeConfig, Tls
from triage.gateway.config.limits import LimitsConfig
from triage.gateway.config.lookups import LookupsConfig
from triage.gateway.config.mailbox import MailboxConfig
from triage.gateway.config.media import MediaConfig
from triage.gateway.config.messages import MessagesConfig
from triage.gateway.config.queue import QueueConfig
from triage.gateway.config.refdata import RefdataConfig
from triage.gateway.config.relay import RelayConfig
from triage.gateway.config.retention import RetentionConfig
from triage.gateway.config.risk import RiskConfig
from triage.gateway.config.sign_in import SignInConfig
from triage.models import codec
from triage.models.errors import FieldError, InputError
from triage.models.shape import faults_of

__all__ = [
    "AlertsConfig",
    "Config",
    "DatabaseConfig",
    "HandoffsConfig",
    "IntakeConfig",
    "LimitsConfig",
    "LookupsConfig",
    "MailboxConfig",
    "MediaConfig",
    "MessagesConfig",
    "QueueConfig",
    "RefdataConfig",
    "RelayConfig",
    "RetentionConfig",
    "RiskConfig",
    "SignInConfig",
    "Tls",
    "load_config",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a force sets beside the options of the command line; a section that is None is switched off."""

    queue: QueueConfig = field(default_factory=QueueConfig)
    database: DatabaseConfig = field(default_factory=DatabaseConfig)
    intake: IntakeConfig = field(default_factory=IntakeConfig)
    tls: Tls | None = None
    sign_in: SignInConfig | None = None
    lookups: LookupsConfig = field(default_factory=LookupsConfig)
    media: MediaConfig = field(default_factory=MediaConfig)
    mailbox: MailboxConfig | None = None
    messages: MessagesConfig | None = None
    handoffs: HandoffsConfig = field(default_factory=HandoffsConfig)
    limits: LimitsConfig = field(default_factory=LimitsConfig)
    refdata: RefdataConfig = field(default_factory=RefdataConfig)
    relay: RelayConfig = field(default_factory=RelayConfig)
    retention: RetentionConfig = field(default_factory=RetentionConfig)
    risk: RiskConfig = field(default_factory=RiskConfig)
    alerts: AlertsConfig = field(default_factory=AlertsConfig)


def load_config(path: Path) -> Config:
    """Read a settings file.

    Raises:
        InputError: unreadable, not TOML, an unknown or missing key, a wrong type, a number out of range; names each
            key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read.", do="Check the path and who may read it.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not TOML: {error}.") from error
    faults = tuple(faults_of(Config, table, ""))
    config = Config() if faults else codec.convert(Config, table)
    if config.database.connections < LEAST_CONNECTIONS:
        faults = (FieldError("database.connections", f"must be at least {LEAST_CONNECTIONS}"),)
    if faults:
        raise InputError(f"{path} cannot be used.", faults, "Correct the file and start again.")
    return config
