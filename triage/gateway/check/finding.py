"""What a check says, and what it is given to look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from triage.gateway.settings import GatewaySettings
from triage.models.clock import Clock
from triage.models.errors import InputError, KnownError


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: what was looked at, how it is, and what to do when it is not right. Never a secret."""

    name: str
    level: Level
    what: str
    do: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is looked at. ``told``: options and environment by the option's name, for what is only a path there."""

    settings: GatewaySettings
    told: Mapping[str, str]
    clock: Clock


Check = Callable[[Setup], Awaitable[Sequence[Finding]]]
"""A room's own check: gives its findings (none when the room is switched off). A `KnownError` counts as a fault."""


def good(name: str, what: str) -> Finding:
    return Finding(name=name, level=Level.OK, what=what)


def warning(name: str, what: str, do: str = "") -> Finding:
    return Finding(name=name, level=Level.WARNING, what=what, do=do)


def fault(name: str, what: str, do: str = "") -> Finding:
    return Finding(name=name, level=Level.FAULT, what=what, do=do)


def faults_of_error(name: str, error: KnownError) -> list[Finding]:
    """A fault for each field that an error names, or for the error as a whole."""
    if isinstance(error, InputError) and error.errors:
        return [fault(name, f"{entry.pointer}: {entry.detail.rstrip('.')}.", error.do) for entry in error.errors]
    return [fault(name, error.what, error.do)]
