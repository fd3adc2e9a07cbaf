"""Writing to somebody of a report: a template or own words, exactly what will be sent, and one key to send it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.outcome_draft import Question
from triage.models.outcome_problems import question_problems
from triage.models.safe_contact import Safety
from triage.models.wording import find_template
from triage.ui.contact import composing
from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.message_form import Change, MessageForm, Writing
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn


class ComposeSheet(FormSheet):
    """``send(Question)``: it is complete and the person wants it sent. Ctrl+Enter sends from anywhere inside."""

    send = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Write", parent)
        self.setObjectName("compose_sheet")
        self._writing: Writing | None = None
        self.question = Question()
        self.form = MessageForm(theme)
        self._scroll = ScrollColumn(theme, whole=True)
        self._scroll.body.setContentsMargins(0, 0, theme.space(1), 0)
        self._scroll.add(self.form)
        self.state = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.button = Button(theme, "Send", "primary", key="Ctrl+Return")
        self.button.setObjectName("send_message")
        self.body.addWidget(self._scroll, 1)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.form.changed.connect(self._changed)
        self.button.clicked.connect(self.keep)
        self.kept.connect(self.keep)

    def write(self, writing: Writing, template: str = "") -> None:
        """Begin a message; ``template`` is chosen already when there is one of that key."""
        self._writing = writing
        usable = composing.writable(writing.ways, writing.profile)
        question = Question()
        if len(usable) == 1:
            question = composing.with_way(question, usable[0])
        found = find_template(writing.templates, template, "en") if template else None
        if found is not None:
            question = composing.with_template(question, found, writing.known)
        self.question = question
        self.set_trailing(f"about {writing.report.title}, {writing.report.submission.customer_reference}")
        self._show()

    def focus_start(self) -> None:
        self.form.focus_first()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(180), self._theme.space(150))

    def _changed(self, change: Change, _typing: bool) -> None:
        self.question = change(self.question)
        self._show()

    def _show(self) -> None:
        if self._writing is None:
            return
        self.form.show_message(self._writing, self.question)
        lacking = self._lacking()
        self.state.setText(lacking[1] if lacking else "It leaves by the gateway; what becomes of it is shown here.")
        self.button.setEnabled(lacking is None)
        self._scroll.settle()

    def _lacking(self) -> tuple[str, str] | None:
        """(part, words) of the first thing still missing."""
        problem = next(question_problems(self.question), None)
        if problem is not None:
            return problem.field.removeprefix("outcome/"), problem.words
        way = composing.chosen_way(self.question, self._writing.ways) if self._writing else None
        if way is not None and way.safety is Safety.ASK and not self.question.safe_reason.strip():
            return "safe", "Say how you know that only the right person reads it."
        return None

    def keep(self) -> None:
        lacking = self._lacking()
        if lacking is None:
            self.send.emit(self.question)
        else:
            self.form.focus_part(lacking[0])
