"""A card of rows: a person, a place, a vehicle, the time, the other answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from triage.ui.icons import Icons
from triage.ui.report.content import CardContent, Row
from triage.ui.report.field_editor import Entry, FieldEditor
from triage.ui.report.field_row import LABEL_STEPS, FieldRow
from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card, FlowLayout, IconButton, Pill, SectionHeader
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

MORE_AT_ONCE = 25
"""Rows that "Show all" and each "Show more" add at most."""
MOST_ROWS = 50
"""Of those, on the screen at most; the first ones go when more are asked for."""

_LONG_TITLE = 16
"""Letters of a title beyond which a narrow card may need two lines for it."""


class FieldCard(Card):
    """Shows a `CardContent`; a row turns into its editor in place.

    Signals:
        entered(tuple[Entry, ...]): the person corrected fields.
        step_requested(row, by): the focus should go to another row.
        acted(key, act): something should be done with the whole card.
    """

    entered = Signal(tuple)
    step_requested = Signal(object, int)
    acted = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        now: Callable[[], datetime],
        *,
        label_steps: int = LABEL_STEPS,
        one_stop: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``one_stop``: Tab stops once in this card, arrows go on from row to row."""
        super().__init__(theme, parent=parent)
        self._icons = icons
        self._now = now
        self._one_stop = one_stop
        self._with_untold = False
        self._label_steps = label_steps
        self._content: CardContent | None = None
        self._editable = False
        self._more_first = self._more_last = 0
        self._made: dict[int, FieldRow] = {}
        """The rows on the screen by their place among all."""
        self._editor: FieldEditor | None = None
        self._editing: FieldRow | None = None
        self.rows: list[FieldRow] = []
        self._list = Rows()
        self.add(self._list)
        self.body.addStretch(1)

    @property
    def content(self) -> CardContent | None:
        return self._content

    @property
    def editing(self) -> bool:
        return self._editor is not None

    def show_content(self, content: CardContent, *, editable: bool) -> None:
        """Show this; nothing moves when it is what is shown. An open editor of the same card stays open."""
        same_card = self._content is not None and self._content.key == content.key
        if same_card and (content, editable) == (self._content, self._editable):
            return
        if same_card and self._editor is not None and editable:
            self._content = content
            return
        focused = next((row.fields for row in self.rows if row.hasFocus()), None)
        if not same_card or editable is not self._editable:
            self._made = {}
        self._content, self._editable = content, editable
        if not same_card:
            self._more_first, self._more_last, self._with_untold = 0, 0, False
        self._fill()
        if focused is not None:
            self.focus_field(focused[0] if focused else "")

    def focus_field(self, field: str) -> bool:
        """Put the focus on the row that holds ``field``; False when this card has none."""
        row = next((row for row in self.rows if field in row.fields), None)
        if row is None and self._untold(field):
            self._with_untold = True
            self._fill()
            settle_around(self)
            row = next((row for row in self.rows if field in row.fields), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        return row is not None

    def edit(self, row: FieldRow) -> None:
        """Turn this row into its editor."""
        self._close_editor()
        editor = FieldEditor(self._theme, row.row, self._now(), row.width())
        editor.saved.connect(self._save)
        editor.cancelled.connect(self._cancel)
        self._list.put_after(row, editor)
        row.hide()
        self._editor, self._editing = editor, row
        settle_around(self)
        editor.start()

    def _fill(self) -> None:
        """Make what is to be seen; rows that say the same as before stay as they are."""
        assert self._content is not None
        self._close_editor()
        made, self._made = self._made, {}
        self.setObjectName(f"card:{self._content.key}")
        self.setAccessibleName(self._content.title)
        title = self._content.title
        header = SectionHeader(self._theme, title, wrap=len(title) > _LONG_TITLE)
        for chip in self._content.chips:
            header.add(Pill(self._theme, chip, "accent"))
        detail = self._editable and bool(self._content.untold) and not self._with_untold
        if detail:
            header.add(self._detail_button())
        header.setContentsMargins(self._theme.space(1), 0, self._theme.space(1), 0)  # as rows have at their edges
        header.setMinimumHeight(max(24, self._theme.space(6)))  # with a button in it or without
        untold = self._content.untold if self._with_untold else ()
        told = (*self._content.rows, *untold)
        own = len(told)
        places = (*range(own), *range(own + self._more_first, own + self._more_last))
        for at in places:
            content = told[at] if at < own else self._content.more[at - own]
            row = made.get(at)
            self._made[at] = row if row and row.row == content else self._row(content, first=at == 0)
        self.rows = list(self._made.values())
        fewer = [self._fewer_button()] if self._more_first else []
        hidden = len(self._content.more) - self._more_last
        more = [self._more_button(hidden)] if hidden > 0 else []
        acts = [self._act_buttons()] if self._editable and self._content.acts else []
        self._list.fill([header, *self.rows[:own], *fewer, *self.rows[own:], *more, *acts], left=(*fewer, *more))

    def _dress(self) -> None:
        """Rows bring their own edge for the ring of the focus: what they say is in line with other cards."""
        super()._dress()
        space = self._theme.space
        self.body.setContentsMargins(space(2.5), space(1.25), space(2.5), space(2.5))

    def _untold(self, field: str) -> bool:
        content = self._content
        rows = content.untold if content is not None and self._editable else ()
        return any(part.field == field for row in rows for part in row.parts)

    def _detail_button(self) -> IconButton:
        assert self._content is not None
        button = IconButton(self._theme, self._icons, "plus", f"Add a detail to {self._content.title}")
        button.setObjectName("add_detail")
        button.clicked.connect(self._show_untold)
        return button

    def _act_buttons(self) -> QWidget:
        assert self._content is not None
        box, key = QWidget(), self._content.key
        flow = FlowLayout(box, self._theme.space(1))
        for act, words in self._content.acts:
            button = Button(self._theme, words, "link")
            button.setObjectName(f"act:{act}")
            button.setAccessibleName(f"{words}, {self._content.title}")
            button.clicked.connect(lambda _checked=False, act=act: self.acted.emit(key, act))
            flow.addWidget(button)
        return box

    def _show_untold(self) -> None:
        """Every field of the thing, and the focus on the first that nothing was told about."""
        assert self._content is not None
        self._with_untold = True
        first = self._content.untold[0].parts[0].field
        self._fill()
        settle_around(self)
        self.focus_field(first)

    def _row(self, content: Row, *, first: bool) -> FieldRow:
        row = FieldRow(self._theme, content, editable=self._editable, label_steps=self._label_steps)
        row.edit_requested.connect(lambda row=row: self.edit(row))
        row.step.connect(lambda by, row=row: self.step_requested.emit(row, by))
        if self._one_stop and not first:
            row.leave_to_arrows()
        return row

    def _more_button(self, hidden: int) -> Button:
        assert self._content is not None
        whole = len(self._content.rows) + len(self._content.more)
        all_of_it = hidden <= MORE_AT_ONCE and self._more_last <= MOST_ROWS - MORE_AT_ONCE
        words = f"Show all {whole}" if all_of_it else f"Show {min(hidden, MORE_AT_ONCE)} more of {hidden:,}"
        more = Button(self._theme, words, "link")
        more.setObjectName("show_more")
        more.clicked.connect(self._show_more)
        return more

    def _fewer_button(self) -> Button:
        words = f"Show {min(self._more_first, MORE_AT_ONCE)} earlier of {self._more_first:,}"
        fewer = Button(self._theme, words, "link")
        fewer.setObjectName("show_earlier")
        fewer.clicked.connect(self._show_earlier)
        return fewer

    def _show_more(self) -> None:
        """The next rows, the focus on the first of them."""
        assert self._content is not None
        new = self._more_last
        self._more_last = min(self._more_last + MORE_AT_ONCE, len(self._content.more))
        self._look_at(max(self._more_first, self._more_last - MOST_ROWS), new)

    def _show_earlier(self) -> None:
        first = max(self._more_first - MORE_AT_ONCE, 0)
        self._more_last = min(self._more_last, first + MOST_ROWS)
        self._look_at(first, first)

    def _look_at(self, first: int, focus: int) -> None:
        self._more_first = first
        self._list.let_go_of_focus()
        self._fill()
        settle_around(self)
        at = len(self.rows) - (self._more_last - self._more_first) + focus - first
        if at < len(self.rows):
            self.rows[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_editor(self) -> None:
        if self._editor is not None:
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
        if self._editing is not None:
            self._editing.show()
            self._editing = None

    def _cancel(self) -> None:
        row = self._editing
        self._end_edit(row.fields[0] if row and row.fields else "")

    def _save(self, entries: tuple[Entry, ...]) -> None:
        row = self._editing
        self.entered.emit(entries)
        self._end_edit(row.fields[0] if row and row.fields else "")

    def _end_edit(self, field: str) -> None:
        """Close the editor, show what came meanwhile, and leave the focus on the row."""
        self._close_editor()
        self._fill()
        settle_around(self)
        self.focus_field(field)
