"""Questions that a coroutine can await. They open and report back; no event loop is ever nested (rule R5)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel


async def finished(dialog: QDialog) -> int:
    """Open the dialog and wait for its result: `QDialog.DialogCode` as int, Rejected also when it or its window died.

    The future is resolved once, whatever happens first. When the waiting coroutine is cancelled the dialog closes.
    """
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def resolve(code: int) -> None:
        if not done.done():
            done.set_result(code)

    dialog.finished.connect(resolve)
    dialog.destroyed.connect(lambda: resolve(int(QDialog.DialogCode.Rejected)))
    dialog.open()
    try:
        return await done
    except asyncio.CancelledError:
        dialog.reject()
        raise


class Question(QDialog):
    """A short question with named answers; nothing in it is interpreted. The first answer is the safe one."""

    def __init__(
        self, theme: Theme, title: str, text: str, answers: Sequence[tuple[str, str]], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.answer: str | None = None
        self.setObjectName("question")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        space = theme.space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(4))
        column.setSpacing(space(3))
        head = PlainLabel(theme, title, FontRole.HEADING, wrap=True)
        words = PlainLabel(theme, text, wrap=True)
        words.setMinimumWidth(space(90))
        column.addWidget(head)
        column.addWidget(words)
        row = QHBoxLayout()
        row.addStretch(1)
        column.addLayout(row)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        for at, (key, name) in enumerate(answers):
            button = Button(theme, name, "primary" if at == 0 else "plain")
            button.setObjectName(f"answer-{key}")
            button.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            row.addWidget(button)
            if at == 0:
                button.setDefault(True)
                button.setFocus()

    def _choose(self, key: str) -> None:
        self.answer = key
        self.accept()


async def ask(parent: QWidget, theme: Theme, title: str, text: str, answers: Sequence[tuple[str, str]]) -> str | None:
    """The key of the answer chosen, None when the question was closed without one."""
    question = Question(theme, title, text, answers, parent)
    code = await finished(question)
    if code != int(QDialog.DialogCode.Accepted):
        return None
    answer = question.answer
    question.deleteLater()
    return answer


def _own_folder() -> str:
    """The person's documents, else their home; not where the program was started."""
    own = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return own if Path(own).is_dir() else str(Path.home())


async def pick_file(parent: QWidget, title: str, *, save_as: str = "", filters: str = "") -> Path | None:
    """A path to open, or with ``save_as`` (a suggested name) one to write to; None when the person went back."""
    dialog = QFileDialog(parent, title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setDirectory(_own_folder())
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(save_as)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if filters:
        dialog.setNameFilter(filters)
    code = await finished(dialog)
    if code != int(QDialog.DialogCode.Accepted):
        return None
    chosen = dialog.selectedFiles()
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
