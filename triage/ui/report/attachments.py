"""Files that came with the report: named, measured and told how they stand; covered, never opened by the shell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from triage.models.files import FileLine
from triage.models.things import Attachment
from triage.ui.files.row import FileRow
from triage.ui.files.words import standing
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel, SectionHeader
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

SHOWN = 12
MORE_AT_ONCE = 24
MOST_ROWS = 48
"""On the screen at most; the first ones go when more are asked for."""


class AttachmentsCard(Card):
    """Signals: ``open_requested(number)``: the person wants to look at this attachment. ``lines_wanted()``: a report
    is shown whose files nobody has told of yet; answer with `show_lines`.
    """

    open_requested = Signal(int)
    lines_wanted = Signal()

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "Attachments", parent)
        self._icons, self._now = icons, now
        self._attachments: tuple[Attachment, ...] = ()
        self._lines: tuple[FileLine, ...] = ()
        self._first, self._last = 0, SHOWN
        self._rows: list[FileRow] = []
        self.setObjectName("attachments_card")
        self._header = SectionHeader(theme, "Attachments", key="A")
        self._message = PlainLabel(theme, "", FontRole.SMALL, "warn", wrap=True)
        self._message.setObjectName("attachments_message")
        self._message.hide()
        self._list = Rows(theme.space(0.5))
        for part in (self._header, self._message, self._list):
            self.add(part)
        self.hide()  # until a report has some

    @property
    def lines(self) -> tuple[FileLine, ...]:
        return self._lines

    @property
    def focused(self) -> int | None:
        """The number of the attachment that has the focus."""
        return next((row.number for row in self._rows if row.hasFocus()), None)

    def show_attachments(self, attachments: tuple[Attachment, ...]) -> None:
        """Another report, or another version of it: what came with it is known at once, how it stands follows."""
        if attachments == self._attachments:
            return
        self._attachments = attachments
        self._first, self._last = 0, SHOWN
        self.setVisible(bool(attachments))
        self._message.hide()
        self._lines = tuple(_from_report(one) for one in attachments)
        self._fill()
        if attachments:
            self.lines_wanted.emit()

    def show_lines(self, lines: tuple[FileLine, ...], trouble: str = "") -> None:
        """How they stand now. The focus stays where it is. ``trouble``: why this may be out of date."""
        self._message.setText(trouble)
        self._message.setVisible(bool(trouble))
        same = [line.number for line in lines] == [line.number for line in self._lines]
        self._lines = lines
        if not same:
            self._fill()
        self._say()

    def focus_first(self) -> bool:
        """Put the focus on the first attachment; False when there is none."""
        return self.focus_number(self._rows[0].number) if self._rows else False

    def focus_number(self, number: int) -> bool:
        """Put the focus on this attachment, brought to the screen if need be; False when there is none of it."""
        at = next((at for at, line in enumerate(self._lines) if line.number == number), None)
        if at is not None and not self._first <= at < self._last:
            self._look_at(at, at + SHOWN)
        row = next((row for row in self._rows if row.number == number), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return row is not None

    def _fill(self) -> None:
        count = len(self._lines)
        self._header.set_trailing(f"{count:,}, kept covered" if count else "")
        shown = self._lines[self._first : self._last]
        self._rows = [FileRow(self._theme, self._icons, line) for line in shown]
        for row in self._rows:
            row.opened.connect(lambda number=row.number: self.open_requested.emit(number))
            row.stepped.connect(self._step)
        self._say()
        fewer = [self._button(f"Show {min(self._first, MORE_AT_ONCE)} earlier", -1)] if self._first else []
        left = count - self._last
        more = [self._button(f"Show {min(left, MORE_AT_ONCE)} more", 1)] if left > 0 else []
        self._list.fill([*fewer, *self._rows, *more], left=(*fewer, *more))

    def _button(self, words: str, by: int) -> Button:
        button = Button(self._theme, words, "link")
        button.clicked.connect(lambda: self._turn(by))
        return button

    def _say(self) -> None:
        for row, line in zip(self._rows, self._lines[self._first : self._last], strict=False):
            row.show_line(line, standing(line, self._now()))

    def _step(self, by: int) -> None:
        at = next((at for at, row in enumerate(self._rows) if row.hasFocus()), 0) + by
        if 0 <= at < len(self._rows):
            self._rows[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _turn(self, by: int) -> None:
        """The next ones, or those before, the focus on the first of them."""
        if by > 0:
            focus, last = self._last, min(self._last + MORE_AT_ONCE, len(self._lines))
            first = max(self._first, last - MOST_ROWS)
        else:
            first = focus = max(self._first - MORE_AT_ONCE, 0)
            last = min(self._last, first + MOST_ROWS)
        self._look_at(first, last)
        self._rows[focus - first].setFocus(Qt.FocusReason.TabFocusReason)

    def _look_at(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        self._list.let_go_of_focus()
        self._fill()
        settle_around(self)


def _from_report(one: Attachment) -> FileLine:
    return FileLine(
        number=one.number,
        name=one.name,
        state=one.state,
        claimed_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
    )
