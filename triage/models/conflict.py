"""Two people's work on one report laid side by side: what differs, and the draft that a person makes of both.

Pure. Nothing is decided here: `merged` wants a choice for every field that differs and refuses anything less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from triage.models.conflict_slots import Slot, slots_of
from triage.models.draft import Draft
from triage.models.errors import FieldError, InputError
from triage.models.profile import Profile
from triage.models.report import Report


class Keep(StrEnum):
    """What a person keeps of a field that two wrote differently."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that two drafts say differently, in words to be read; "" where nothing was written.

    ``key`` names it for `merged`; ``part`` is the section it belongs to; ``both``: the two can stand together.
    """

    key: str
    part: str
    label: str
    mine: str
    theirs: str
    both: bool = False

    @property
    def options(self) -> tuple[Keep, ...]:
        return tuple(Keep) if self.both else (Keep.MINE, Keep.THEIRS)


def differences(mine: Draft, theirs: Draft, report: Report | None, profile: Profile) -> tuple[Difference, ...]:
    """What the two drafts say differently, in the order of the screen. ``report`` lends names to its people."""
    return tuple(_told(slot, mine, theirs) for slot in _differing(mine, theirs, report, profile))


def merged(mine: Draft, theirs: Draft, profile: Profile, choices: Mapping[str, Keep]) -> Draft:
    """My draft with what was chosen of theirs.

    Raises:
        InputError: names each field that differs and has no choice, or "both" where only one can stand.
    """
    made, undecided = mine, []
    for slot in _differing(mine, theirs, None, profile):
        choice = choices.get(slot.key)
        ours, other = slot.get(mine), slot.get(theirs)
        if choice is Keep.THEIRS:
            made = slot.put(made, other)
        elif choice is Keep.BOTH and slot.join is not None and slot.has(ours) and slot.has(other):
            made = slot.put(made, slot.join(ours, other))
        elif choice is not Keep.MINE:
            undecided.append(FieldError(slot.key, "needs a choice"))
    if undecided:
        fields = "1 field is" if len(undecided) == 1 else f"{len(undecided)} fields are"
        raise InputError(f"{fields} not decided yet.", tuple(undecided), "Choose for each what stands.")
    return made


def _differing(mine: Draft, theirs: Draft, report: Report | None, profile: Profile) -> tuple[Slot, ...]:
    every = slots_of(mine, theirs, report, profile)
    return tuple(slot for slot in every if not slot.same(slot.get(mine), slot.get(theirs)))


def _told(slot: Slot, mine: Draft, theirs: Draft) -> Difference:
    ours, other = slot.get(mine), slot.get(theirs)
    return Difference(
        key=slot.key,
        part=slot.part,
        label=slot.label,
        mine=slot.show(ours) if slot.has(ours) else "",
        theirs=slot.show(other) if slot.has(other) else "",
        both=slot.join is not None and slot.has(ours) and slot.has(other),
    )
