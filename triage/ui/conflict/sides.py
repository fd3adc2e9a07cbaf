"""What is laid side by side, and what can be done with it: plain values for the sheet. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.models.conflict import Difference, Keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What is laid side by side. ``others``: whose the other side is; ``told``: how it came to this, in a sentence.

    ``done``: what the main button does; ``aside``: what the other one does; ``ask``: what is asked for before either,
    ``needed``: whether the main button needs the words too.
    """

    title: str
    others: str
    told: str
    words: str = ""
    done: str
    aside: str
    ask: str
    needed: bool
    differences: tuple[Difference, ...]
    choices: Mapping[str, Keep]
