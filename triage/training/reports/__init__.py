"""Synthetic reports: seeded, invented submissions in the hub's data model, for training, tests and benchmarks.

Everything is made up: names are joined by draw, towns and postcodes ("EB…" is no postcode area) belong to no place,
registrations begin with Q or Z, phone numbers and e-mail addresses lie in ranges kept for fiction.
"""

from __future__ import annotations

from triage.training.reports.generate import generate
from triage.training.reports.kinds import KINDS, Kind
from triage.training.reports.report import GeneratedReport, payload
from triage.training.reports.samples import write_samples

__all__ = ["KINDS", "GeneratedReport", "Kind", "generate", "payload", "write_samples"]
