"""Whether reference data and rules of risk are there and whole, for `triage gateway check`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from triage.gateway.check.finding import Finding, Setup, good, warning
from triage.gateway.knowledge.rules import load_rules
from triage.insight.reference.library import open_library

NAME, RISK = "refdata", "risk"


async def check_refdata(setup: Setup) -> Sequence[Finding]:
    """Nothing when no folder is set."""
    folder = setup.settings.config.refdata.folder
    return await asyncio.to_thread(_look, Path(folder)) if folder else []


async def check_rules(setup: Setup) -> Sequence[Finding]:
    """Which rules of risk are in force; a fault is told by the error of `load_rules`."""
    rules = await asyncio.to_thread(load_rules, setup.settings.config.risk)
    by = f"signed by key {rules.signed_by}" if rules.signed_by else "as shipped"
    return [good(RISK, f"Rules “{rules.pack.file.pack}”, {by}, SHA-256 {rules.pack.sha256}.")]


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
