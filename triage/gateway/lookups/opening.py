"""The look-up room put together from its settings."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from triage.gateway.config.lookups import LookupsConfig
from triage.gateway.lookups.neighbourhoods import Neighbourhoods
from triage.gateway.lookups.provider import Line, Provider
from triage.gateway.lookups.room import Lookups
from triage.gateway.lookups.vehicles import VehicleEnquiry
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError
from triage.models.lookup import About
from triage.records.http import LOOPBACK_HOSTS

LEAVING = (About.VEHICLE.value, About.PLACE.value)


@asynccontextmanager
async def open_lookups(config: LookupsConfig, clock: Clock) -> AsyncIterator[Lookups]:
    """The room for as long as the block lasts; without addresses it has no sources and costs nothing.

    Raises:
        InputError: an address, the key's file, the authorities or a word of ``may_leave`` cannot be used.
    """
    _check(config)
    if not (config.vehicle_url or config.neighbourhood_url):
        yield Lookups((), config, clock)
        return
    logging.getLogger("httpx").setLevel(
        logging.WARNING
    )  # at INFO it writes addresses, and a place's holds its position
    limits = httpx.Limits(max_connections=8, max_keepalive_connections=4)
    async with httpx.AsyncClient(
        timeout=config.timeout_seconds, limits=limits, verify=_tls(config), headers={"User-Agent": "triage-gateway"}
    ) as client:
        yield Lookups(tuple(_providers(config, client)), config, clock)


def _providers(config: LookupsConfig, client: httpx.AsyncClient) -> list[Provider]:
    made: list[Provider] = []
    if config.vehicle_url:
        line = Line(client, config.timeout_seconds, VehicleEnquiry.name)
        made.append(VehicleEnquiry(line, config.vehicle_url, _key(config)))
    if config.neighbourhood_url:
        made.append(Neighbourhoods(Line(client, config.timeout_seconds, Neighbourhoods.name), config.neighbourhood_url))
    return made


def _check(config: LookupsConfig) -> None:
    faults = [
        FieldError("lookups.may_leave", f"{word!r} is not one of {', '.join(LEAVING)}")
        for word in config.may_leave
        if word not in LEAVING
    ]
    for name, url in (("vehicle_url", config.vehicle_url), ("neighbourhood_url", config.neighbourhood_url)):
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)
        if url and not (safe and parts.hostname):
            faults.append(FieldError(f"lookups.{name}", "must be an https address (http only on this machine)"))
    if faults:
        raise InputError("The settings of look-ups cannot be used.", tuple(faults))


def _key(config: LookupsConfig) -> str:
    try:
        key = Path(config.vehicle_key_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        fault = FieldError("lookups.vehicle_key_file", f"{config.vehicle_key_file or 'no file'} cannot be read")
        raise InputError("The settings of look-ups cannot be used.", (fault,)) from error
    if not key.isascii() or not key.isprintable() or not key:
        fault = FieldError("lookups.vehicle_key_file", "holds no API key")
        raise InputError("The settings of look-ups cannot be used.", (fault,))
    return key


def _tls(config: LookupsConfig) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if config.ca_file:
        try:
            context.load_verify_locations(config.ca_file)
        except (OSError, ssl.SSLError) as error:
            fault = FieldError("lookups.ca_file", f"{config.ca_file} holds no certificates (PEM) or cannot be read")
            raise InputError("The settings of look-ups cannot be used.", (fault,)) from error
    return context
