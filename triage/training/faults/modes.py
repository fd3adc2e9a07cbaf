"""How a link misbehaves, and reading it from JSON."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.models import codec
from triage.models.errors import FieldError, InputError


class Fault(StrEnum):
    OPEN = "open"
    """Everything passes."""
    CUT = "cut"
    """New connections are refused, existing ones were reset."""
    SLOW = "slow"
    """Each piece of data waits on its way, in both directions."""
    FLAKY = "flaky"
    """Some connections are reset somewhere on their way."""
    BLACKHOLE = "blackhole"
    """Connections are accepted, nothing passes, nothing is answered."""
    DRIP = "drip"
    """Answers come one byte at a time, so that no time-out for silence ever ends them (a slow loris)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A fault with its numbers: ``delay`` seconds each way (slow) or between bytes (drip), ``probability`` 0 to 1 and
    ``seed`` (flaky)."""

    mode: Fault = Fault.OPEN
    delay: float = 1.0
    probability: float = 0.3
    seed: int = 0


MAX_DELAY = 120.0
_ALLOWED = ", ".join(Fault)


def read_mode(value: object) -> Mode:
    """A mode from JSON such as {"mode": "slow", "delay": 2}.

    Raises:
        InputError: names the member that is wrong and what is allowed.
    """
    if not isinstance(value, dict) or value.get("mode") not in list(Fault):
        raise _wrong("mode", f"is one of {_ALLOWED}")
    unknown = sorted(str(name) for name in set(value) - {"mode", "delay", "probability", "seed"})
    if unknown:
        raise _wrong(unknown[0], "is not known; allowed are mode, delay, probability, seed")
    mode: Mode = codec.convert(Mode, value)
    if not 0 <= mode.delay <= MAX_DELAY:
        raise _wrong("delay", f"is a number of seconds from 0 to {MAX_DELAY:.0f}")
    if not 0 <= mode.probability <= 1:
        raise _wrong("probability", "is a chance from 0 to 1")
    return mode


def _wrong(name: str, detail: str) -> InputError:
    return InputError(f"{name} {detail}.", (FieldError(name, detail),))


@dataclass(slots=True)
class LinkStats:
    """What a link has seen since it was started. ``up`` bytes went to the system, ``down`` came from it."""

    accepted: int = 0
    open: int = 0
    aborted: int = 0
    unreachable: int = 0
    up: int = 0
    down: int = 0
