"""What a page of the board is, and what it is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.ui.board.row_list import RowMenu, nothing_more
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import IconButton, PlainLabel
from triage.ui.widgets.empty import Empty

LOW = 100
"""Steps of space below which a page is so low that its choices fold into one row: what they choose needs the room."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the board's pages share. ``menu``: what the menu of a row offers for its report below “Open”."""

    context: Context
    theme: Theme
    icons: Icons
    open_report: Callable[[ReportId], None]
    menu: RowMenu = nothing_more


class Page(QWidget):
    """A page. The frame calls `arrive` when it is shown, `leave` when it is not any more, `news` whenever the gateway
    told of a change while it is shown, and `tick` once a second then.

    ``told(words, tone)``: what stands beside the board's title while this page is shown. ``state``: what is said above
    what it shows; ``empty``: what is said in its place where there is nothing; the page lays both out.
    """

    told = Signal(str, str)

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._led = False
        self.state = PlainLabel(room.theme, "", FontRole.HEADING, "text_soft", wrap=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.state.hide()
        self.empty = Empty(room.theme)
        self.empty.hide()

    def say(self, words: str, tone: str = "text_soft") -> None:
        """Say this above what is shown; "" for nothing."""
        self.state.setText(words)
        self.state.set_tone(tone)
        self.state.setVisible(bool(words))
        self.empty.hide()
        self.setAccessibleDescription(words)  # the focus may be on the page itself

    def say_empty(self, head: str, more: str) -> None:
        """There is nothing to show: say so where it would stand, with what will stand there or what to do."""
        self.say("")
        self.empty.say(head, more)
        self.empty.show()
        self.setAccessibleDescription(f"{head} {more}")

    @Slot(object)
    def show_error(self, error: KnownError) -> None:
        """What was shown before stays, under these words."""
        self.say(f"{error.what} {error.do}".strip(), "wrong")

    def lead(self) -> None:
        """The focus comes to `first` with what is shown first, unless the person has gone elsewhere meanwhile. A page
        that has nothing to lead to as yet sets ``_led`` to False when it arrives.
        """
        here = QApplication.focusWidget()
        waits = here is None or here is self or isinstance(here, IconButton)  # the board's own way out
        if not self._led and waits and self.isVisible():
            self.led().setFocus(Qt.FocusReason.OtherFocusReason)
        self._led = True

    def led(self) -> QWidget:
        """Where the focus goes just now: to `first`, and while that cannot be used to the page itself. Never to the
        board's way out, where Enter would close the board.
        """
        first = self.first()
        return first if first is not None and first.isVisibleTo(self) and first.isEnabled() else self

    def arrive(self) -> None:
        """It is shown from now on: fetch what it shows."""

    def leave(self) -> None:
        """It is not shown any more."""

    async def flush(self) -> None:
        """Save what was written and not sent.

        Raises:
            KnownError: it cannot be saved now.
        """

    def news(self) -> None:
        """Something changed at the gateway."""

    def tick(self) -> None:
        """A second has gone by."""

    def first(self) -> QWidget | None:
        """The widget that has the focus when the page opens; None for the page itself."""
        return None
