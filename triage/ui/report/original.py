"""The report as it came: the form's own text, and behind it the payload byte for byte. Nothing in it is changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from triage.models.report import Report
from triage.ui.report.paged_text import PagedText
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel, SectionHeader, Segmented

FORM, RAW = "form", "raw"


class OriginalCard(Card):
    """Closed at first; O opens and closes it.

    Signals:
        raw_requested(): the person wants the payload itself; answer with `show_raw`.
    """

    raw_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Original", parent)
        self.setObjectName("original_card")
        self._form = ""
        self._raw: str | None = None
        self._open = False
        self.add(SectionHeader(theme, "Original", key="O"))
        self._toggle = Button(theme, "Show the report as it came", "link")
        self._choice = Segmented(theme, "Form of the original", ((FORM, "As submitted"), (RAW, "Payload")), FORM)
        self._said = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.text = PagedText(theme, "Original text")
        self.body.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._choice, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self._said)
        self.add(self.text)
        self._toggle.clicked.connect(self.toggle)
        self._choice.changed.connect(self._choose)
        self._show()

    @property
    def is_open(self) -> bool:
        return self._open

    def show_report(self, report: Report) -> None:
        """Another report: closed again, its payload not asked for yet."""
        self._form, self._raw, self._open = report.submission.content, None, False
        self._choice.set_value(FORM)
        self._show()

    def toggle(self) -> None:
        self._open = not self._open
        self._show()
        if self._open:
            if self.text.isHidden():  # it came without its text: the focus goes where the payload can be asked for
                self._choice.focus_value()
            else:
                self.text.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_raw(self, text: str) -> None:
        """The payload, as asked for."""
        self._raw = text
        self._show()

    def _choose(self, which: str) -> None:
        if which == RAW and self._raw is None:
            self.raw_requested.emit()
        self._show()

    def _show(self) -> None:
        raw = self._choice.value() == RAW
        text = (self._raw or "") if raw else self._form
        waiting = "Fetching the payload…" if raw and self._raw is None else ""
        absent = "" if text or waiting else "The form came without its text. The payload has everything."
        self._toggle.set_words("Hide the original" if self._open else "Show the report as it came")
        for part in (self._choice, self._said, self.text):
            part.setVisible(self._open)
        self._said.setText(waiting or absent)
        self._said.setVisible(self._open and bool(waiting or absent))
        self.text.setVisible(self._open and bool(text))
        if self._open:
            self.text.set_text(text)
