"""What to look up or ask for each kind of sign."""

from __future__ import annotations

from triage.insight.risk.pack import Pack
from triage.models.indicators import Assessment


def checks_for(assessment: Assessment, pack: Pack) -> tuple[str, ...]:
    """The checks that the signs of an assessment suggest, the strongest sign's first, each once."""
    kinds = pack.kinds
    ordered = sorted(assessment.indicators, key=lambda hit: -hit.strength)
    return tuple(dict.fromkeys(check for hit in ordered if hit.kind in kinds for check in kinds[hit.kind].checks))
