"""How a training records system misbehaves: settings of one system, drawn by a seeded generator."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, fields
from typing import Any

from triage.models import codec
from triage.models.errors import FieldError, InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What is wrong with a system. All off by default.

    ``slow_ms``: added to each answer. ``down``: 503 with Retry-After ``retry_after`` seconds. ``signed_out``: 401.
    ``refuse_field``: JSON pointer of a field that is refused with ``detail``; with ``refuse_value`` only while the
    field holds just that. ``refuse_media``: files whose media type begins so are refused (415).
    ``drop_before``/``drop_answer``: chance (0 to 1) that the connection is cut before the record or file is looked at,
    or after it was committed.
    """

    slow_ms: int = 0
    down: bool = False
    retry_after: int = 5
    signed_out: bool = False
    refuse_field: str = ""
    refuse_value: str = ""
    refuse_media: str = ""
    detail: str = "is not accepted by this system"
    drop_before: float = 0.0
    drop_answer: float = 0.0
    seed: int = 0


_MEMBERS = tuple(entry.name for entry in fields(Faults))


def read_faults(value: object) -> Faults:
    """Settings from JSON; members that are left out are off.

    Raises:
        InputError: an unknown member, a wrong type or a number out of range; names it and what is allowed.
    """
    if not isinstance(value, dict):
        raise InputError("Faults are a JSON object.")
    unknown = sorted(set(value) - set(_MEMBERS))
    if unknown:
        raise _wrong(str(unknown[0]), f"is not a fault; allowed are {', '.join(_MEMBERS)}")
    faults = codec.convert(Faults, value)
    for name in ("drop_before", "drop_answer"):
        if not 0 <= getattr(faults, name) <= 1:
            raise _wrong(name, "is a chance from 0 to 1")
    for name in ("slow_ms", "retry_after"):
        if not 0 <= getattr(faults, name) <= 600_000:
            raise _wrong(name, "is a whole number from 0 to 600000")
    if faults.refuse_field and not faults.refuse_field.startswith("/"):
        raise _wrong("refuse_field", "is a JSON pointer such as /people/0/surname")
    return faults


def _wrong(name: str, detail: str) -> InputError:
    return InputError(f"{name} {detail}.", (FieldError(name, detail),))


@dataclass(slots=True)
class FaultState:
    """The faults of one system now, the dice they are drawn with, and what was done so far."""

    faults: Faults = field(default_factory=Faults)
    counts: dict[str, int] = field(default_factory=dict)
    _dice: random.Random = field(default_factory=lambda: random.Random(0))

    def set(self, faults: Faults) -> None:
        """Change the faults; the dice start again from the seed so that a drill can be repeated."""
        self.faults = faults
        self._dice = random.Random(faults.seed)

    def drops_before(self) -> bool:
        return self._draw(self.faults.drop_before)

    def drops_answer(self) -> bool:
        return self._draw(self.faults.drop_answer)

    def refusal(self, document: Any) -> FieldError | None:
        """The refusal of the field that this system was told to refuse, if the document has it."""
        faults = self.faults
        if not faults.refuse_field:
            return None
        found, value = _at(document, faults.refuse_field)
        if not found or (faults.refuse_value and str(value) != faults.refuse_value):
            return None
        return FieldError(faults.refuse_field, faults.detail)

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def _draw(self, chance: float) -> bool:
        return chance > 0 and self._dice.random() < chance


def _at(document: Any, pointer: str) -> tuple[bool, Any]:
    """The value under a JSON pointer (RFC 6901) and whether there is one."""
    here = document
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(here, dict) and name in here:
            here = here[name]
        elif isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            return False, None
    return True, here
