"""How generated reports stand by their risk: how many a handler finds on top of the queue, and how many plain ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from triage.insight.risk.assess import assess
from triage.insight.risk.second_look import SecondLook, shipped_second_look
from triage.models.indicators import Assessment, RiskLevel
from triage.models.sdm import parse
from triage.training.reports import GeneratedReport, generate, payload
from triage.training.reports.kinds import BY_KEY

COUNTS = (57, 500)
"""A training ground's queue, and enough for the figures to be told from chance."""
_SEED, _MOMENT = 1, datetime(2026, 11, 29, 6, tzinfo=UTC)
_HIDDEN = "A serious risk is hidden"


def measure() -> dict[str, Any]:
    """For each count: reports that stand as High or are called an emergency, at intake and after the second look.

    "plain" are those of which the trainer's note names nothing, and nothing but words speaks for a risk: neither the
    sort of form, nor a "yes" on it, nor anybody's age.
    """
    return {str(count): _of(list(generate(count, _SEED, now=_MOMENT))) for count in COUNTS}


def _of(made: list[GeneratedReport]) -> dict[str, int]:
    reports = [parse(payload(one)) for one in made]
    found: dict[str, int] = {"reports": len(made)}
    looks: dict[str, SecondLook | None] = {"": shipped_second_look(), "_at_intake": None}
    for name, look in looks.items():
        told = [assess(report, now=_MOMENT, look=look) for report in reports]
        plain = [_is_plain(*pair) for pair in zip(made, told, strict=True)]
        found["plain"] = sum(plain)
        found |= {f"{key}{name}": value for key, value in _counted(told, plain).items()}
    return found


def _counted(told: list[Assessment], plain: list[bool]) -> dict[str, int]:
    high = [one.level is RiskLevel.HIGH for one in told]
    return {
        "high": sum(high),
        "emergency": sum(one.min_grade == "emergency" for one in told),
        "plain_high": sum(both for both, is_plain in zip(high, plain, strict=True) if is_plain),
    }


def _is_plain(made: GeneratedReport, told: Assessment) -> bool:
    nothing_named = made.note.startswith(BY_KEY[made.kind].title) and _HIDDEN not in made.note
    return nothing_named and all(hit.start >= 0 for hit in told.indicators)
