"""Runs every check side by side and tells what was found, for people and for programs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from triage.gateway.check import access, listeners, neighbours, reference, store
from triage.gateway.check.finding import Check, Finding, Level, Setup, fault, faults_of_error, good
from triage.gateway.settings import gather, told_by
from triage.models import codec
from triage.models.clock import Clock
from triage.models.errors import InputError, KnownError

LONGEST_SECONDS = 60.0
CHECKS: tuple[tuple[str, Check], ...] = (
    ("database", store.check),
    ("address", listeners.check_addresses),
    ("certificates", listeners.check_certificates),
    ("secrets", access.check_secrets),
    ("sign_in", access.check_sign_in),
    ("mailbox", neighbours.check_mailbox),
    ("messages", neighbours.check_messages),
    ("alerts", neighbours.check_alerts),
    ("media", neighbours.check_scanner),
    ("lookups", neighbours.check_lookups),
    ("relay", neighbours.check_relay),
    (reference.NAME, reference.check_refdata),
    (reference.RISK, reference.check_rules),
)
"""A room adds its check here: a name for its findings and an asynchronous function over a `Setup`."""


async def examine(
    arguments: Mapping[str, str | None],
    environment: Mapping[str, str],
    clock: Clock,
    checks: Sequence[tuple[str, Check]],
) -> tuple[Finding, ...]:
    """Everything found, settings first; with wrong settings there is nothing else to look at."""
    try:
        settings = gather(arguments, environment)
    except InputError as error:
        return tuple(faults_of_error("settings", error))
    setup = Setup(settings=settings, told=told_by(arguments, environment), clock=clock)
    found = await asyncio.gather(*(_one(name, check, setup) for name, check in checks))
    first = (
        good("settings", "They can be read."),
        good("profile", f"The force profile {settings.profile.version} is valid."),
    )
    return (*first, *(finding for part in found for finding in part))


async def _one(name: str, check: Check, setup: Setup) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await check(setup)
    except KnownError as error:
        return faults_of_error(name, error)
    except TimeoutError:
        return [fault(name, f"It gave no answer in {LONGEST_SECONDS:g} s.")]
    except Exception:
        logging.getLogger("triage.gateway").exception("check-bug")
        return [fault(name, "The check itself failed: a mistake of this program.", "Send us its log line.")]


def status_of(findings: Sequence[Finding]) -> int:
    """0: all is well, 1: warnings, 2: faults."""
    levels = {finding.level for finding in findings}
    return 2 if Level.FAULT in levels else 1 if Level.WARNING in levels else 0


def as_text(findings: Sequence[Finding]) -> str:
    width = max(len(finding.name) for finding in findings)
    return "\n".join(
        f"{finding.level.value:<7}  {finding.name:<{width}}  {f'{finding.what} {finding.do}'.rstrip()}"
        for finding in findings
    )


def as_json(findings: Sequence[Finding]) -> str:
    return codec.encode({"status": status_of(findings), "findings": findings}).decode()
