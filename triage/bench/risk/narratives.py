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


def read_part(folder: Path, part: str) -> list[Narrative]:
    """The narratives of "tuning" or "held_back"; raises KnownError when there are none."""
    decoder = msgspec.json.Decoder(Narrative)
    files = sorted((folder / part).glob("*.jsonl"))
    found = [decoder.decode(line) for file in files for line in file.read_bytes().splitlines() if line.strip()]
    if not found:
        raise KnownError(f"No narratives were found in {folder / part}.", "Name their folder with --narratives.")
    return found
