"""Other servers that a gateway may have been told of: mailbox, way out for messages, virus scanner, look-ups."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from triage.gateway.alarms.room import open_tellers
from triage.gateway.check.finding import Finding, Setup, fault, good, warning
from triage.gateway.config.relay import secrets_of
from triage.gateway.lookups.opening import open_lookups
from triage.gateway.mailbox import check as mailbox
from triage.gateway.media.opening import scanner_of
from triage.gateway.media.scan import ScanFailure
from triage.gateway.messages.room import carrier_of
from triage.gateway.relay.room import GATEWAY_ROUTE
from triage.models.errors import KnownError
from triage.models.verdict import Reply
from triage.records.build import connect


async def check_mailbox(setup: Setup) -> Sequence[Finding]:
    config = setup.settings.config.mailbox
    if config is None:
        return []
    found = [good("mailbox", await mailbox.check(config))]
    if not config.hub_senders:
        do = "Set mailbox.hub_senders to the hub's addresses or domains."
        found.append(warning("mailbox", "JSON in anybody's mail is taken as the hub's.", do))
    return found


async def check_messages(setup: Setup) -> Sequence[Finding]:
    config = setup.settings.config.messages
    if config is None:
        return []
    wrong = await carrier_of(config, setup.clock).check()
    return [fault("messages", what) for what in wrong] or [good("messages", "A message could be sent now.")]


async def check_alerts(setup: Setup) -> Sequence[Finding]:
    """Whether the gateway would start with these alarms; nobody is called."""
    told = sorted(await asyncio.to_thread(open_tellers, setup.settings.config, setup.clock))
    return [good("alerts", f"Alarms leave by {' and '.join(told)}; that they arrive was not tried.")] if told else []


async def check_scanner(setup: Setup) -> Sequence[Finding]:
    config = setup.settings.config.media
    scanner = scanner_of(config)
    if scanner is None:
        if not config.hosts:
            return []
        return [warning("media", "Files are fetched but not scanned.", "Set media.clamd.")]
    try:
        await scanner.ping()
    except ScanFailure as failure:
        return [fault("media", f"clamd gives no answer ({failure.reason}).", "Start it, or check media.clamd.")]
    return [good("media", "clamd answers.")]


async def check_relay(setup: Setup) -> Sequence[Finding]:
    """Where records go through this gateway: whether each system is there and knows it."""
    profile = setup.settings.profile
    if profile.route != GATEWAY_ROUTE:
        return []
    found: list[Finding] = []
    for place in profile.destinations:
        try:
            secrets = secrets_of(setup.settings.config.relay)
            system = connect(place, setup.settings.config.relay.variables, secrets, files=profile.files)
        except KnownError as error:
            found.append(fault("relay", error.what, error.do))
            continue
        told = (await system.ping()).outcome
        await system.aclose()
        if isinstance(told, Reply) and told.status < 300 and told.expected_type:
            found.append(good("relay", f"{place.name} answers."))
        else:
            found.append(fault("relay", f"{place.name} does not answer as it should.", "Try “triage records check”."))
    return found


async def check_lookups(setup: Setup) -> Sequence[Finding]:
    """What is set can be used, and something may leave; nobody is asked about anything for a check."""
    config = setup.settings.config.lookups
    async with open_lookups(config, setup.clock) as lookups:
        return [
            good("lookups", f"{one.name} is asked.")
            if one.asks in config.may_leave
            else warning("lookups", f"{one.name} is set and never asked.", f'Add "{one.asks}" to lookups.may_leave.')
            for one in lookups.providers
        ]
