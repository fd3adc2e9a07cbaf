"""Samples on disk, for looking at and for tests of other parts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from triage.training.reports.generate import generate
from triage.training.reports.report import payload

MOMENT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""The fixed present of samples, so that they are the same everywhere."""


def write_samples(directory: Path, count: int, seed: int, *, now: datetime = MOMENT) -> list[Path]:
    """Write ``count`` payloads as 00000-kind.json and so on; returns the paths in order. May raise OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, report in enumerate(generate(count, seed, now=now)):
        path = directory / f"{number:05d}-{report.kind}.json"
        path.write_bytes(payload(report))
        paths.append(path)
    return paths
