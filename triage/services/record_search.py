"""Finding records by the reference that people know, at every destination side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from triage.models.outcome_draft import AttachTo
from triage.models.profile import Destination, Profile
from triage.models.verdict import Reply
from triage.records.connector import Found, RecordsSystem


async def find_records(
    profile: Profile, systems: Mapping[str, RecordsSystem], reference: str
) -> tuple[tuple[AttachTo, ...], tuple[str, ...]]:
    """The records found, and the names of destinations that did not answer; nothing is raised for either."""
    places = [place for place in profile.destinations if place.key in systems]
    answers = await asyncio.gather(*(systems[place.key].find_by_reference(reference) for place in places))
    away = tuple(place.name for place, told in zip(places, answers, strict=True) if not _answered(told))
    found = tuple(one for place, told in zip(places, answers, strict=True) for one in _records(place, told))
    return found, away


def _answered(told: Found) -> bool:
    """A destination that has no such look-up (404, 405, 501) has answered: it knows nothing."""
    outcome = told.outcome
    return isinstance(outcome, Reply) and outcome.expected_type and (outcome.status < 500 or outcome.status == 501)


def _records(place: Destination, told: Found) -> list[AttachTo]:
    return [
        AttachTo(
            destination=place.key,
            reference=receipt.references[0].reference if receipt.references else receipt.record_id,
            record_id=receipt.record_id,
            title=f"{place.name}: {', '.join(entry.reference for entry in receipt.references)}",
        )
        for receipt in told.receipts
    ]
