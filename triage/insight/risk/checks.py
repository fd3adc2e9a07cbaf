"""What to look up or ask for each kind of sign (resources/risk/checks.toml)."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from triage.models.codec import convert
from triage.models.indicators import Assessment
from triage.models.resources import read_resource


def checks_for(assessment: Assessment) -> tuple[str, ...]:
    """The checks that the signs of an assessment suggest, the strongest sign's first, each once."""
    listed = _listed()
    ordered = sorted(assessment.indicators, key=lambda hit: -hit.strength)
    return tuple(dict.fromkeys(check for hit in ordered for check in listed.get(hit.kind, ())))


@lru_cache(maxsize=1)
def _listed() -> dict[str, tuple[str, ...]]:
    told = tomllib.loads(read_resource("risk/checks.toml"))
    return convert(dict[str, tuple[str, ...]], told["checks"])
