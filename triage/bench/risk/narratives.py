"""The labelled narratives to learn from and to measure by (tests/insight/narratives)."""

from __future__ import annotations

from pathlib import Path

import msgspec

from triage.models.errors import KnownError


class Writer(msgspec.Struct, frozen=True):
    length: str = ""
    spelling: str = ""
    dialect: str = ""
    language: str = ""


class Narrative(msgspec.Struct, frozen=True, kw_only=True):
    """One labelled narrative; its README tells what each field means."""

    id: str
    text: str
    type: str = ""
    kinds: tuple[str, ...] = ()
    min_grade: str = "none"
    writer: Writer = Writer()
    trap: str = ""


def read_part(folder: Path, part: str, until: int = 99) -> list[Narrative]:
    """The narratives of "tuning", "held_back" or "unseen", of files up to ``until``; KnownError when there are none."""
    decoder = msgspec.json.Decoder(Narrative)
    files = sorted((folder / part).glob("*.jsonl"))
    read = [file for file in files if int(file.name[:2]) <= until]
    found = [decoder.decode(line) for file in read for line in file.read_bytes().splitlines() if line.strip()]
    if not found:
        raise KnownError(f"No narratives were found in {folder / part}.", "Name their folder with --narratives.")
    return found


FOLDS, UNSEEN = 5, 4
"""Parts of the narratives, and the one of them that the second look is not taught."""
BLOCK = 36
"""Narratives of a file that stay together when a part is kept apart."""


def fold_of(one_id: str, many: int) -> int:
    """Which of ``many`` parts a narrative belongs to, by its file and the place in it.

    Neighbours stay together: many were written as pairs that differ in the one thing that matters, and a part that is
    kept from the learning must not hold the other half of what was learned. New narratives leave the others' parts.
    """
    file, _, line = one_id[1:].partition("-")
    return (int(file) + (int(line) - 1) // BLOCK) % many
