"""What the words mention is listed where the report lacks it, taken in by one key, and undone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.report.stage import Stage, stage
from triage.ui.theme import Theme

TOLD = (
    "A silver golf, reg wx07 abc, was outside from 7.15pm on 18 November 2026. His number is 07700 900123. "
    "Your reference was 42/12345/26. I paid £80."
)


async def listed(on: Stage) -> list[str]:
    await on.until(lambda: on.window.report.body.mentions.rows, "mentions are listed")
    return [row.accessibleName().partition(",")[0] for row in on.window.report.body.mentions.rows]


async def test_a_registration_is_taken_in_and_undone(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TOLD) as on:
        before = await listed(on)
        assert before[0].startswith("WX07 ABC")
        await on.press("Z")
        draft = on.window.decide.draft
        assert draft is not None
        assert [(one.room, one.role, one.source.quote) for one in draft.additions] == [
            ("vehicles", "involved", "wx07 abc")
        ]
        assert not any(row.startswith("WX07") for row in await listed(on))
        await on.press("Ctrl+Z")
        assert on.window.decide.draft is not None
        assert on.window.decide.draft.additions == ()
        assert await listed(on) == before


async def test_what_fits_nowhere_is_copied(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TOLD) as on:
        await listed(on)
        row = next(row for row in on.window.report.body.mentions.rows if "42/12345/26" in row.accessibleName())
        row.setFocus()
        await on.press("Return")
        assert QApplication.clipboard().text() == "42/12345/26"
        draft = on.window.decide.draft
        assert draft is not None
        assert (draft.additions, draft.corrections) == ((), ())
