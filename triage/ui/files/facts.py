"""Beside the picture: what the file is, how it stands, its hash, and what it says about itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from triage.models.decoding import Decoded
from triage.models.files import FileLine
from triage.ui.files.words import Standing, contradiction, facts_words, kind_words, position_words, size_words
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel, SectionHeader
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn

UNCHECKED = "Told by the file itself. Nobody has checked it, and anybody can change it."


class FactsColumn(ScrollColumn):
    """``copied(what)``: something went to the clipboard."""

    copied = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._theme = theme
        self._hash = ""
        self.setAccessibleName("About this attachment")
        self._file = Rows(theme.space(2))
        self._said = Rows(theme.space(2))
        self._said_head = SectionHeader(theme, "What the file says")
        self._said_note = PlainLabel(theme, UNCHECKED, FontRole.SMALL, "text_soft", wrap=True)
        self.body.setContentsMargins(theme.space(3), 0, theme.space(1), 0)
        self.body.setSpacing(theme.space(2))
        for part in (SectionHeader(theme, "The file"), self._file, self._said_head, self._said, self._said_note):
            self.add(part)

    def show_file(self, line: FileLine, stands: Standing, decoded: Decoded | None) -> None:
        """All that is known of it so far."""
        self._hash = line.sha256
        found = decoded.format if decoded is not None else ""
        kind = found or kind_words(line)
        rows = [("Kind", kind[:1].upper() + kind[1:]), ("Size", size_words(line.size)), ("State", stands.word)]
        if decoded is not None and decoded.width:
            rows.append(("Pixels", f"{decoded.width:,} × {decoded.height:,}"))
        if decoded is not None and decoded.length_ms:
            rows.append(("Length", position_words(decoded.length_ms, decoded.length_ms).partition(" of ")[2]))
        parts = [self._fact(label, words) for label, words in rows]
        odd = contradiction(line, found)
        if odd:
            parts.insert(1, self._fact("Beware", odd, tone="warn"))
        if decoded is not None and not decoded.confined and decoded.state:
            parts.append(
                self._fact("Opened", "In a process of its own, which this system cannot hold back", tone="warn")
            )
        self._file.fill([*parts, *self._hash_parts()])
        said = facts_words(decoded.facts) if decoded is not None else ()
        self._said.fill([self._fact(label, words, copies=label == "Place") for label, words in said])
        for part in (self._said_head, self._said_note):
            part.setVisible(bool(said))
        self.settle()

    def copy_hash(self) -> None:
        """The whole SHA-256 to the clipboard."""
        if self._hash:
            QApplication.clipboard().setText(self._hash)
            self.copied.emit("SHA-256")

    def _hash_parts(self) -> Sequence[QWidget]:
        if not self._hash:
            return (self._fact("SHA-256", "Known once it is fetched"),)
        halves = " ".join(self._hash[at : at + 8] for at in range(0, len(self._hash), 8))
        copy = Button(self._theme, "Copy the SHA-256", "link", key="Ctrl+Shift+C")
        copy.setObjectName("copy-hash")
        copy.clicked.connect(self.copy_hash)
        return (self._fact("SHA-256", halves, role=FontRole.MONO), copy)

    def _fact(
        self, label: str, words: str, *, tone: str = "text", role: FontRole = FontRole.BODY, copies: bool = False
    ) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainLabel(self._theme, label, FontRole.SMALL, "text_soft"))
        told = PlainLabel(self._theme, words, role, tone, wrap=True, selectable=copies)
        told.setAccessibleName(f"{label}: {words}")
        if copies:
            told.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(told)
        return box
