"""A person at the running window, by keyboard, over a real gateway that writes letters."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.outside import Outside, outside
from tests.ui.hands import Hands, at_the_window
from triage.models.ids import ReportId
from triage.ui.theme import Theme

SHOTS = os.environ.get("TRIAGE_SHOTS", "")


@dataclass
class Correspondent(Hands):
    """Of whom reporters are asked and told."""

    there: Outside

    async def open(self, report_id: ReportId) -> None:
        self.window.commands.open(report_id)
        await self.until(lambda: self.window.report.report is not None, "the report is shown")

    async def shot(self, name: str) -> None:
        if SHOTS:
            await asyncio.sleep(0.2)
            self.window.shell.grab().save(f"{SHOTS}/{name}.png")


@asynccontextmanager
async def corresponding(home: Path, theme: Theme) -> AsyncIterator[Correspondent]:
    async with outside(home) as there, at_the_window(there.world, theme) as hands:
        yield Correspondent(hands.desk, hands.window, there)


def texts(widget: Any) -> list[str]:
    from triage.ui.report.field_row import FieldRow
    from triage.ui.widgets import PlainLabel
    from triage.ui.widgets.value_text import ValueText

    values = [one.text for one in widget.findChildren(ValueText)]
    values += [one.text for one in widget.findChildren(FieldRow)]
    return values + [one.text() for one in widget.findChildren(PlainLabel)]
