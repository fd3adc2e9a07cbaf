"""Earlier assessments of the same report: who, when, what level and grade, and their words when one opens them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.assessment import EarlierAssessment
from triage.models.profile import Profile
from triage.ui.report.dates import in_full
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around


class EarlierRow(QWidget):
    """Closed: one line. Space or Enter opens the words. Nothing in it can be changed."""

    def __init__(
        self, theme: Theme, one: EarlierAssessment, number: int, profile: Profile, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        grade = profile.grade(one.grade)
        risk = next((level.name for level in profile.risk_levels if level.key == one.overall_risk), "")
        told = " · ".join(part for part in (risk, grade.name if grade else "") if part)
        note = f"{one.by}, {in_full(one.at or one.ended_at)}" + (f". Then: {one.why}" if one.why else "")
        self.row = OptionRow(theme, f"Assessment {number}: {told or 'not finished'}", note=note, trail="open")
        self.row.setObjectName(f"earlier:{number}")
        self._words = f"Assessment {number}: {told or 'not finished'}"
        self._note = note
        self._body = QWidget()
        lines = QVBoxLayout(self._body)
        lines.setContentsMargins(theme.space(2), 0, 0, theme.space(1))
        lines.setSpacing(theme.space(0.5))
        names = {letter.key: letter.name for letter in profile.thrive}
        for key, words in one.thrive.items():
            lines.addWidget(PlainLabel(theme, names.get(key, key), FontRole.SMALL_STRONG, "text_soft"))
            lines.addWidget(PlainLabel(theme, words, wrap=True, selectable=True))
        if one.grade_reason:
            lines.addWidget(PlainLabel(theme, f"Grade: {one.grade_reason}", FontRole.SMALL, "text_soft", wrap=True))
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.row)
        column.addWidget(self._body)
        self.row.clicked.connect(self._toggle)

    @property
    def is_open(self) -> bool:
        return not self._body.isHidden()

    def _toggle(self) -> None:
        self._body.setVisible(not self.is_open)
        self.row.set_words(self._words, self._note, "close" if self.is_open else "open")
        settle_around(self)


class EarlierList(QWidget):
    """The newest first, below the letters."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[EarlierAssessment, ...] = ()
        self.rows: list[EarlierRow] = []
        self._list = Rows(theme.space(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)

    def show_earlier(self, earlier: tuple[EarlierAssessment, ...], profile: Profile) -> None:
        if earlier == self._shown:
            return
        self._shown = earlier
        self.rows = [EarlierRow(self._theme, one, at, profile) for at, one in enumerate(earlier, 1)][::-1]
        self._list.fill(self.rows)
