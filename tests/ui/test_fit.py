"""Nothing that is shown is cut, under its neighbour or too small to hit: from 1366 × 768 at 200 % to 2560 × 1440."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tests.ui.faint import faint
from tests.ui.fit import misfits
from tests.ui.queue.stage import Stage, stage
from triage.ui.theme import Density, FontRole, Mode, Theme
from triage.ui.widgets import Button, PlainLabel

SIZES = ((683, 384), (911, 512), (1366, 768), (2560, 1440))
"""The small screen at 200, 150 and 100 %, in the window's own pixels, and the large one."""
KNIFE = "My ex partner keeps turning up at my work and tonight he sat in his car outside. He said he had a knife. " * 3
SETTLE_LOOKS = 40
OVERLAYS = ("Ctrl+B", "Ctrl+K", "F1", "Shift+F1", "Ctrl+,", "F", "Ctrl+Shift+V")


async def _shown_at(desk: Stage, width: int, height: int) -> list[str]:
    """What still does not fit once the window has settled: pages of the list and layouts come a moment later."""
    shell = desk.window.shell
    shell.resize(width, height)
    told: list[str] = []
    for _ in range(SETTLE_LOOKS):
        await asyncio.sleep(0.02)
        told = [f"the window is {shell.width()} px wide"] if shell.width() > width else []
        told += misfits(shell)
        if not told:
            break
    return told


async def test_nothing_is_cut_at_any_size(tmp_path: Path, theme: Theme) -> None:
    found: dict[str, list[str]] = {}

    async def look(desk: Stage, what: str) -> None:
        for width, height in (*SIZES, SIZES[2]):  # wider, and narrower again
            found[f"{what} at {width} × {height}"] = await _shown_at(desk, width, height)

    async with stage(tmp_path, theme, (KNIFE, "My shed was opened.")) as desk:
        await look(desk, "queue")
        for keys in OVERLAYS:
            desk.column.focus_list()
            await desk.press(keys)
            await look(desk, keys)
            desk.window.overlays.leave()
        desk.column.focus_list()
        await desk.press("Space")
        await look(desk, "peek")
        await desk.press("Space")
        desk.window.commands.claim(desk.ids[0])
        await desk.until(lambda: desk.window.decide.draft is not None, "it is open for work")
        for column in ("report", "decide"):
            desk.window.shell.focus_column(column)
            await look(desk, column)
        theme.set_mode(Mode.CONTRAST)
        theme.set_density(Density.COMPACT)
        await look(desk, "compact high contrast")
    assert not {what: faults for what, faults in found.items() if faults}


async def test_every_column_is_reached_where_there_is_room_for_one(tmp_path: Path, theme: Theme) -> None:
    """Large text on a small screen: F6 and the names in the bar at the top bring each column."""
    async with stage(tmp_path, theme, (KNIFE,), SIZES[0]) as desk:
        shell = desk.window.shell
        desk.window.commands.claim(desk.ids[0])
        await desk.until(lambda: desk.window.decide.draft is not None, "it is open for work")
        await desk.until(lambda: shell.column_in_focus() == "report", "the focus is on it")
        await desk.until(lambda: not desk.window.decide.form.isHidden(), "its form stands")
        await desk.press("Ctrl+Shift+M")
        assert shell._columns["report"].isVisible()
        seen = []
        for _ in range(3):
            await desk.press("F6")
            here = shell.column_in_focus()
            assert here is not None
            assert shell._columns[here].isVisible()
            seen.append(here)
        assert set(seen) == {"queue", "report", "decide"}
        for name in ("queue", "decide", "report"):
            shell.top._columns.button(name).click()
            assert shell.column_in_focus() == name
        shell.resize(1366, 768)
        assert not shell.top._columns.isVisible()


def test_what_is_hard_to_read_is_found(theme: Theme, qapp: object) -> None:
    window = QWidget()
    window.setStyleSheet(f"background: {theme.colour('window').name()}")
    words = PlainLabel(theme, "Words that have to be read", FontRole.BODY, "text_soft")
    QHBoxLayout(window).addWidget(words)
    window.resize(400, 60)
    window.show()
    assert faint(window, window.grab()) == []
    words.setStyleSheet("color: #808080")
    assert any("Words that have" in fault for fault in faint(window, window.grab()))
    window.close()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("cut", "px of width"), ("low", "px of height"), ("small", "target of"), ("out", "px across"), ("over", "share")],
)
def test_what_does_not_fit_is_found(theme: Theme, qapp: object, wrong: str, said: str) -> None:
    window = QWidget()
    line = QHBoxLayout(window)
    label = PlainLabel(theme, "Words that need some room", FontRole.BODY, wrap=wrong == "low")
    button = Button(theme, "Send")
    line.addWidget(label)
    line.addWidget(button)
    window.resize(400, 60)
    window.show()
    assert misfits(window) == []
    if wrong in ("cut", "low"):
        label.setFixedSize(40, 14)
    elif wrong == "small":
        tiny = QPushButton("", window)
        tiny.setGeometry(0, 0, 12, 12)
        tiny.show()
    elif wrong == "out":
        label.move(390, 10)
    else:
        label.resize(label.width() + 40, label.height())
    assert any(said in fault for fault in misfits(window))
    window.close()
