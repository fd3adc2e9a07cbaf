"""Every check side by side, each with a time limit; what is found is told as it comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from triage.models.checkup import TITLES, Finding
from triage.models.errors import KnownError
from triage.services.doctor import here, outside, records
from triage.services.doctor.patient import Check, Health, Patient, fault, of_error

LONGEST_SECONDS = 30.0
CHECKS: dict[str, Check] = {
    "versions": here.check_versions,
    "settings": here.check_settings,
    "disk": here.check_disk,
    "key": here.check_key,
    "store": here.check_store,
    "proxy": outside.check_proxy,
    "gateway": outside.check_gateway,
    "clock": outside.check_clock,
    "certificates": outside.check_certificates,
    "sign_in": outside.check_sign_in,
    "records": records.check_records,
}
"""In the order of `TITLES`."""
Told = Callable[[str, Sequence[Finding]], None]
"""Told of each check as it ends: its key and its findings."""


async def examine(
    patient: Patient,
    told: Told = lambda _check, _findings: None,
    checks: dict[str, Check] = CHECKS,
    longest: float = LONGEST_SECONDS,
) -> tuple[Finding, ...]:
    """All findings in the order of the checks. Cancelling it ends every check that still runs."""
    patient = replace(patient, health=Health())

    async def one(name: str) -> Sequence[Finding]:
        found = await _one(name, checks[name], patient, longest)
        told(name, found)
        return found

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one(name)) for name in TITLES if name in checks]
    return tuple(finding for task in running for finding in task.result())


async def _one(name: str, check: Check, patient: Patient, longest: float) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(longest):
            return await check(patient)
    except KnownError as error:
        return [of_error(name, error)]
    except TimeoutError:
        return [fault(name, f"No answer within {longest:g} s.", "Check the network, then check again.")]
    except Exception as error:
        logging.getLogger("triage.doctor").exception("check-bug %s", name)
        what = f"The check itself failed ({type(error).__name__}): a mistake of this program."
        return [fault(name, what, "Send support a support bundle.")]
