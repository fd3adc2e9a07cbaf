"""Files that came with the report: named and measured, kept covered, never opened by the shell."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from triage.models.things import Attachment
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, Elided, PlainLabel, SectionHeader
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

SHOWN = 12


class AttachmentsCard(Card):
    """Signals: ``save_requested(number)``: the person wants a copy of this attachment in a folder of theirs."""

    save_requested = Signal(int)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Attachments", parent)
        self._icons = icons
        self._attachments: tuple[Attachment, ...] = ()
        self._shown = SHOWN
        self._buttons: list[Button] = []
        self.setObjectName("attachments_card")
        self._header = SectionHeader(theme, "Attachments", key="A")
        self._list = Rows(theme.space(1))
        self.add(self._header)
        self.add(self._list)

    def show_attachments(self, attachments: tuple[Attachment, ...], *, can_save: bool) -> None:
        self._attachments, self._shown = attachments, SHOWN
        self.setVisible(bool(attachments))
        self._fill(can_save)

    def focus_first(self) -> bool:
        """Put the focus on the first attachment; False when there is none."""
        if not self._buttons:
            return False
        self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _fill(self, can_save: bool) -> None:
        self._buttons = []
        count = len(self._attachments)
        self._header.set_trailing(f"{count:,}, kept covered" if count else "")
        rows = [self._row(attachment, can_save) for attachment in self._attachments[: self._shown]]
        more: list[QWidget] = []
        if self._shown < count:
            button = Button(self._theme, f"Show {min(count - self._shown, 100)} more", "link")
            button.clicked.connect(lambda: self._more(can_save))
            more.append(button)
        self._list.fill([*rows, *more], left=more)

    def _more(self, can_save: bool) -> None:
        self._shown += 100
        self._fill(can_save)
        settle_around(self)

    def _row(self, attachment: Attachment, can_save: bool) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.space(2))
        sign = QLabel()
        sign.setPixmap(self._icons.pixmap("covered", "text_soft", self._theme.space(4.5)))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Elided(self._theme, attachment.name or "Unnamed file", narrowest=12))
        words.addWidget(PlainLabel(self._theme, about(attachment), FontRole.SMALL, "text_soft", wrap=True))
        save = Button(self._theme, "Save a copy…", "link")
        save.setAccessibleName(f"Save a copy of {attachment.name or 'the unnamed file'}")
        save.setObjectName(f"save:{attachment.number}")
        save.setEnabled(can_save and attachment.state in ("inline", "stored"))
        save.clicked.connect(lambda _checked=False, number=attachment.number: self.save_requested.emit(number))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(save)
        self._buttons.append(save)
        return line


def about(attachment: Attachment) -> str:
    """Type, size, a short hash, and what state it is in."""
    states = {"link": "not fetched yet", "failed": "could not be fetched"}
    kind = (attachment.media_type or "unknown type").partition(";")[0]
    bits = [kind, size_words(attachment.size), attachment.sha256[:8] and f"SHA-256 {attachment.sha256[:8]}…"]
    bits.append(states.get(attachment.state, "Kept covered"))
    return " · ".join(bit for bit in bits if bit)


def size_words(size: int | None) -> str:
    if size is None:
        return "size not known"
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
