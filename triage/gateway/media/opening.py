"""The media room put together from its settings."""

from __future__ import annotations

import random
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from triage.gateway.config.media import MediaConfig
from triage.gateway.database import Database
from triage.gateway.media import allow
from triage.gateway.media.fetch import Fetcher, Limits, Resolve, system_resolve
from triage.gateway.media.scan import Clamd
from triage.gateway.media.worker import Media
from triage.gateway.pressure import Pressure
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError

MEGABYTE = 1024 * 1024


def open_media(
    config: MediaConfig,
    database: Database,
    clock: Clock,
    pool: ThreadPoolExecutor,
    pressure: Pressure,
    *,
    resolve: Resolve = system_resolve,
    dice: random.Random | None = None,
) -> Media:
    """The room, ready to work.

    Raises:
        InputError: a host, a network, the CA file or the address of clamd is not usable.
    """
    fetcher = open_fetcher(config, clock, resolve=resolve)
    return Media(database, clock, pool, config, fetcher, scanner_of(config), dice or random.Random(), pressure)


def open_fetcher(config: MediaConfig, clock: Clock, *, resolve: Resolve = system_resolve) -> Fetcher:
    """What follows links; raises InputError as `open_media` does."""
    limits = Limits(
        most=int(config.most_mb * MEGABYTE),
        connect=config.connect_seconds,
        read=config.read_seconds,
        whole=config.whole_seconds,
    )
    # Reading the system's authorities takes a tenth of a second: not where no host may be asked.
    tls = _tls(config.ca_file) if config.hosts or config.ca_file else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return Fetcher(allow.read(config.hosts, config.networks), limits, tls, clock, resolve)


def scanner_of(config: MediaConfig) -> Clamd | None:
    """None: files are not scanned."""
    return Clamd(config.clamd, seconds=config.clamd_seconds) if config.clamd else None


def _tls(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(Path(ca_file))
        except (OSError, ssl.SSLError) as error:
            fault = FieldError("media.ca_file", f"{ca_file} holds no certificates (PEM) or cannot be read")
            raise InputError("The settings of media cannot be used.", (fault,)) from error
    return context
