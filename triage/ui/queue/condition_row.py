"""One row of the filter editor: what, how, with what, and away with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from triage.models.view_filter import Condition, Field, Op
from triage.ui.icons import Icons
from triage.ui.queue.condition_values import Values, make_values
from triage.ui.queue.filter_words import FIELD_WORDS, operator_of, operators
from triage.ui.theme import Theme
from triage.ui.widgets import ChoiceButton, IconButton
from triage.ui.widgets.segmented import Options

BESIDE = 170
"""Steps of space that a condition needs to stand in one line."""


class ConditionRow(QWidget):
    """``changed()``: the condition says something else; ``removed()``: the person takes it away."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        condition: Condition,
        options: Mapping[Field, Options],
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._options, self._now = theme, options, now
        self._condition = condition
        self.setAccessibleName("Condition")
        self._what = ChoiceButton(
            theme, icons, "What", [(field.value, words) for field, words in FIELD_WORDS.items()], condition.field.value
        )
        self._how = ChoiceButton(theme, icons, "How", self._ways(), operator_of(condition))
        self._away = IconButton(theme, icons, "close", "Take this condition away")
        self._values: Values = Values()
        self._row = QGridLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for at, part in ((0, self._what), (1, self._how), (3, self._away)):
            self._row.addWidget(part, 0, at, top)
        self._row.addWidget(self._values, 0, 2)
        self._beside = True
        self._what.changed.connect(self._another)
        self._how.changed.connect(self._otherwise)
        self._away.clicked.connect(self.removed)
        self._show_values()
        self._dress()
        theme.changed.connect(self._dress)

    def condition(self) -> Condition:
        return self._condition

    def focus_first(self) -> None:
        self._what.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside the two choices, what is compared with stands below them."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        beside = self.width() >= self._theme.space(BESIDE)
        if beside is not self._beside:
            self._beside = beside
            self._row.removeWidget(self._values)
            if beside:
                self._row.addWidget(self._values, 0, 2)
            else:
                self._row.addWidget(self._values, 1, 0, 1, 4)

    def _ways(self) -> list[tuple[str, str]]:
        return [(key, words) for key, (words, _, _) in operators(self._condition.field).items()]

    @Slot(str)
    def _another(self, key: str) -> None:
        field = Field(key)
        _, op, negate = next(iter(operators(field).values()))
        self._condition = Condition(field=field, op=op, negate=negate)
        self._how.set_options(self._ways(), operator_of(self._condition))
        self._how.setVisible(True)
        self._show_values()
        self.changed.emit()

    @Slot(str)
    def _otherwise(self, key: str) -> None:
        _, op, negate = operators(self._condition.field)[key]
        before, over = self._condition, key == "over"
        same = op is before.op and not over and not (before.op is Op.WITHIN and before.high == 0)
        made = Condition(field=before.field, op=op, negate=negate, high=0 if over else None)
        if same:
            made = self._values.taken(made)
        self._condition = made
        self._show_values()
        self.changed.emit()

    def _show_values(self) -> None:
        over = self._how.value() == "over"
        fresh = Values() if over else make_values(self._theme, self._condition, self._options, self._now)
        policy = fresh.sizePolicy()
        fresh.setSizePolicy(QSizePolicy.Policy.Expanding, policy.verticalPolicy())
        old = self._row.replaceWidget(self._values, fresh)
        del old
        self._values.hide()
        self._values.deleteLater()
        self._values = fresh
        fresh.show()
        if not over:
            self._condition = fresh.taken(self._condition)
        fresh.changed.connect(self._read)
        self.setTabOrder(self._how, fresh)
        self.setTabOrder(fresh, self._away)

    @Slot()
    def _read(self) -> None:
        self._condition = self._values.taken(self._condition)
        self.changed.emit()

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(self._theme.space(2))
        self._what.setMinimumWidth(self._theme.space(40))
        self._how.setMinimumWidth(self._theme.space(42))
