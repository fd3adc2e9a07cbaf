"""Questions are awaited; every other coroutine goes on meanwhile (no nested loop)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHeaderView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from triage.ui.dialogs import Question, ask, pick_file
from triage.ui.theme import Theme

ANSWERS = (("stay", "Stay"), ("leave", "Leave without saving"))


@pytest.fixture
async def window(qapp) -> AsyncIterator[QWidget]:
    made = QWidget()
    made.show()
    yield made
    made.close()
    made.deleteLater()


async def opened(window: QWidget, kind: type[QWidget]) -> QWidget:
    """The dialog once it is there."""
    for _ in range(1000):
        found = window.findChild(kind)
        if found is not None and found.isVisible():
            return found
        await asyncio.sleep(0)
    raise AssertionError("no dialog opened")


async def test_the_answer_comes_back_and_others_run_meanwhile(theme: Theme, window: QWidget) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    async def answer() -> None:
        dialog = await opened(window, Question)
        before = ticks
        for _ in range(5):
            await asyncio.sleep(0)
        assert ticks > before
        dialog.findChild(QPushButton, "answer-leave").click()

    async with asyncio.TaskGroup() as group:
        ticking = group.create_task(tick())
        group.create_task(answer())
        assert await ask(window, theme, "Leave?", "<b>Not bold</b>", ANSWERS) == "leave"
        ticking.cancel()


async def test_escape_is_no_answer(theme: Theme, window: QWidget) -> None:
    async def escape() -> None:
        (await opened(window, Question)).reject()

    async with asyncio.TaskGroup() as group:
        group.create_task(escape())
        assert await ask(window, theme, "Leave?", "", ANSWERS) is None


async def test_a_window_that_dies_answers_too(theme: Theme, qapp) -> None:
    parent = QWidget()
    parent.show()

    async def kill() -> None:
        await opened(parent, Question)
        parent.deleteLater()

    async with asyncio.TaskGroup() as group:
        group.create_task(kill())
        assert await ask(parent, theme, "Leave?", "", ANSWERS) is None


async def test_a_cancelled_asker_takes_its_dialog_away(theme: Theme, window: QWidget) -> None:
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(ask(window, theme, "Leave?", "", ANSWERS))
        dialog = await opened(window, Question)
        asking.cancel()
        await asyncio.wait([asking])
        assert not dialog.isVisible()


async def test_the_safe_answer_is_the_default(theme: Theme, window: QWidget) -> None:
    async def look() -> None:
        dialog = await opened(window, Question)
        assert dialog.findChild(QPushButton, "answer-stay").isDefault()
        dialog.reject()

    async with asyncio.TaskGroup() as group:
        group.create_task(look())
        await ask(window, theme, "Leave?", "", ANSWERS)


async def test_a_file_is_picked(window: QWidget, tmp_path: Path) -> None:
    target = tmp_path / "picture.jpg"
    target.write_bytes(b"x")

    async def choose() -> None:
        dialog = await opened(window, QFileDialog)
        assert isinstance(dialog, QFileDialog)
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile(str(target))
        dialog.done(QFileDialog.DialogCode.Accepted)

    async with asyncio.TaskGroup() as group:
        group.create_task(choose())
        assert await pick_file(window, "Open a file") == target


async def test_a_file_is_looked_for_among_the_persons_own_and_not_where_the_program_was_started(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path))
    began: list[Path] = []

    async def look() -> None:
        dialog = await opened(window, QFileDialog)
        assert isinstance(dialog, QFileDialog)
        began.append(Path(dialog.directory().path()))
        dialog.reject()

    async with asyncio.TaskGroup() as group:
        group.create_task(look())
        assert await pick_file(window, "Save it", save_as="it.csv") is None
    assert began == [tmp_path]


def test_the_head_of_qts_own_file_dialog_can_be_read(theme: Theme, qtbot: QtBot) -> None:
    """Where the platform has none of its own: the names of its columns stood black on black."""
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    head = dialog.findChild(QHeaderView)
    assert head is not None
    at = head.mapTo(dialog, head.rect().topLeft())
    assert dialog.grab().toImage().pixelColor(at.x() + 4, at.y() + 4).lightness() > 128
