"""The records systems, tried without making anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.models.checkup import Finding, Level
from triage.models.errors import KnownError
from triage.models.operation import GATEWAY
from triage.models.profile import Destination, Profile
from triage.records.build import connect
from triage.records.findings import Found, State
from triage.records.kit import Kit
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.doctor.here import NO_SETTINGS
from triage.services.doctor.patient import Patient, good, of_error, skipped
from triage.settings import DeskSettings

_LEVELS = {State.DIFFERS: Level.WARNING, State.WRONG: Level.FAULT}


async def check_records(patient: Patient) -> Sequence[Finding]:
    """Each destination of the force profile: does it answer, look up, and check a record without making one?"""
    if patient.settings is None:
        return [skipped("records", NO_SETTINGS)]
    profile = patient.profile or await _fetched(patient)
    if profile is None:
        return [skipped("records", "The force profile cannot be had, which names them.")]
    if profile.route == GATEWAY:
        return [good("records", "The gateway carries records; “triage gateway check” looks at them there.")]
    found: list[Finding] = []
    for place in profile.destinations:
        try:
            found += _told(place, await _tried(place, profile, patient.settings, patient))
        except KnownError as error:
            found.append(of_error("records", error))
    return found


async def _fetched(patient: Patient) -> Profile | None:
    if patient.client is None:
        return None
    try:
        got = await QueueApi(patient.client).profile()
    except ApiFailure:
        return None
    return got[0] if got else None


async def _tried(place: Destination, profile: Profile, settings: DeskSettings, patient: Patient) -> Found:
    system = connect(place, settings.records, settings.secrets, files=profile.files, clock=patient.clock)
    try:
        return await Kit(place, profile, system, clock=patient.clock, makes=False).run()
    finally:
        await system.aclose()


def _told(place: Destination, found: Found) -> Iterator[Finding]:
    """What is wrong or differs, line by line; what works in one."""
    works = [one.name for one in found.findings if one.state is State.WORKS]
    if works:
        yield good("records", f"{place.name}: {', '.join(works)} in order; nothing was made there.")
    for one in found.findings:
        if one.state in _LEVELS:
            yield Finding(check="records", level=_LEVELS[one.state], what=f"{place.name}, {one.name}:", do=one.words)
