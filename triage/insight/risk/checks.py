"""What to look up or ask for each kind of sign."""

from __future__ import annotations

from triage.insight.risk.pack import shipped_pack
from triage.models.indicators import Assessment


def checks_for(assessment: Assessment) -> tuple[str, ...]:
    """The checks that the signs of an assessment suggest, the strongest sign's first, each once."""
    kinds = shipped_pack().kinds
    ordered = sorted(assessment.indicators, key=lambda hit: -hit.strength)
    return tuple(dict.fromkeys(check for hit in ordered if hit.kind in kinds for check in kinds[hit.kind].checks))
