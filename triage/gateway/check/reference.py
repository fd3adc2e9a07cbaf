"""Whether the reference data that desktops fetch is there and whole, for `triage gateway check`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from triage.gateway.check.finding import Finding, Setup, good, warning
from triage.insight.reference.library import open_library

NAME = "refdata"


async def check_refdata(setup: Setup) -> Sequence[Finding]:
    """Nothing when no folder is set."""
    folder = setup.settings.config.refdata.folder
    return await asyncio.to_thread(_look, Path(folder)) if folder else []


def _look(folder: Path) -> Sequence[Finding]:
    if not folder.is_dir():
        do = "Import with “triage refdata import” into that folder, or correct [refdata] folder."
        return [warning(NAME, f"The folder {folder} is not there.", do)]
    library = open_library(folder)
    damaged = [warning(NAME, fault.what, fault.do) for fault in library.faults]
    if not library.sets:
        return [*damaged, warning(NAME, "Nothing is imported in its folder.", "See docs/reference-data.md.")]
    in_use = ", ".join(entry.words for entry in library.sets)
    return [*damaged, good(NAME, f"In use: {in_use}.")]
