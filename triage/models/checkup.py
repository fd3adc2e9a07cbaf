"""What a check of this workstation says, for people and for programs. Never a name, a token or a word of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    SKIPPED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line. ``check``: the check it belongs to, its key; ``what``: how it is; ``do``: what to do about it."""

    check: str
    level: Level
    what: str
    do: str = ""

    @property
    def words(self) -> str:
        return f"{self.what} {self.do}".strip()


TITLES = {
    "versions": "Versions",
    "settings": "Settings and policy",
    "disk": "Disk",
    "key": "Key of the store",
    "store": "Local store",
    "proxy": "Proxy",
    "gateway": "Gateway",
    "clock": "Clock",
    "certificates": "Certificates",
    "sign_in": "Sign-in",
    "records": "Records systems",
}
"""Key of a check → its name, in the order in which they are told."""
_SIGNS = {Level.OK: "OK  ", Level.WARNING: "WARN", Level.FAULT: "FAIL", Level.SKIPPED: "-   "}


def worst_of(findings: Sequence[Finding]) -> Level:
    """The most serious level; OK when there is none."""
    order = (Level.FAULT, Level.WARNING, Level.OK)
    levels = {finding.level for finding in findings}
    return next((level for level in order if level in levels), Level.SKIPPED if levels else Level.OK)


def status_of(findings: Sequence[Finding]) -> int:
    """Exit status. 0: all is well, 1: warnings, 2: faults."""
    return {Level.FAULT: 2, Level.WARNING: 1}.get(worst_of(findings), 0)


def as_text(findings: Sequence[Finding]) -> str:
    """One line for each, as a support desk reads it."""
    width = max(len(title) for title in TITLES.values())
    return "\n".join(f"{_SIGNS[one.level]}  {TITLES[one.check]:<{width}}  {one.words}" for one in findings)


def as_data(findings: Sequence[Finding]) -> dict[str, Any]:
    """For programs."""
    told = [{"check": one.check, "level": one.level.value, "what": one.what, "do": one.do} for one in findings]
    return {"status": status_of(findings), "findings": told}
