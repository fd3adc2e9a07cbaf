"""`triage bench matching`: quality on files, beside Splink."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.bench.matching import ours, splink_beside
from triage.bench.matching.people_file import read_people, read_truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    people: Path
    labels: Path | None
    seed: int


def measure_file(plan: Plan) -> dict[str, Any]:
    """Our figures and Splink's on one file.

    Raises:
        InputError: the file cannot be used.
    """
    file = read_people(plan.people)
    truth = read_truth(file, plan.labels)
    return {
        "file": plan.people.name,
        "truth": plan.labels.name if plan.labels else "ids or clusters",
        **ours.measure(file, truth, plan.seed),
        "splink": splink_beside.measure(file, truth),
    }
