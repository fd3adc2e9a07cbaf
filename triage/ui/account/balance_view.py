"""The balance at the top: how many were acknowledged, how many are accounted for; and where they all are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.account import ENDED, FilePlace, Place
from triage.models.account_words import FILE_PLACES, PLACES
from triage.models.balance import Account
from triage.ui.text import count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Pill, PlainLabel
from triage.ui.widgets.rows import Rows

_DONE = (*(place for place in Place if place in ENDED), Place.ERASED)
_OPEN = tuple(place for place in Place if place not in _DONE)


class BalanceView(QWidget):
    """Shows one `Account`; hidden until there is one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("account-balance")
        self._sum = PlainLabel(theme, "", FontRole.TITLE, wrap=True)
        self._verdict = Pill(theme, "", "good")
        self._proof = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._head = QHBoxLayout()
        self._head.addWidget(self._sum, 1)
        self._head.addWidget(self._verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._proof)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def words(self) -> tuple[str, str]:
        """The sum and the verdict, as they are read."""
        return self._sum.text(), self._verdict.text()

    def show_account(self, account: Account) -> None:
        self._sum.setText(f"{account.acknowledged:,} acknowledged · {account.accounted:,} accounted for")
        kind, words = verdict(account)
        self._verdict.setText(words)
        self._verdict.set_kind(kind)
        self._proof.setText(proof(account))
        self.show()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(self._theme.space(1.5))
        self._head.setSpacing(self._theme.space(3))


class PlacesView(Rows):
    """Two columns of numbers: what is still open, and how the rest ended; the files below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self.setObjectName("account-places")

    def show_places(self, places: Mapping[Place, int], files: Mapping[FilePlace, int]) -> None:
        """``files``: of decided reports, below the others where there are any."""
        table = QWidget()
        grid = QGridLayout(table)
        space = self._theme.space
        grid.setContentsMargins(0, space(2), 0, space(2))
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(0.75))
        for side, (head, among) in enumerate((("STILL OPEN", _OPEN), ("DONE", _DONE))):
            grid.addWidget(PlainLabel(self._theme, head, FontRole.CAPS, "text_soft"), 0, side * 3, 1, 2)
            shown = [place for place in among if places.get(place)]
            for row, place in enumerate(shown, start=1):
                self._line(grid, row, side * 3, PLACES[place], places[place], wrong=place is Place.MISSING)
            if not shown:
                grid.addWidget(PlainLabel(self._theme, "Nothing", tone="text_soft"), 1, side * 3, 1, 2)
            grid.setColumnStretch(side * 3 + 1, 1)
        grid.setColumnMinimumWidth(2, space(6))
        below = grid.rowCount()
        if files:
            title = PlainLabel(self._theme, "FILES OF DECIDED REPORTS", FontRole.CAPS, "text_soft")
            title.setContentsMargins(0, space(3), 0, 0)
            grid.addWidget(title, below, 0, 1, 5)
        for number, (where, how_many) in enumerate(files.items()):
            row, side = below + 1 + number // 2, number % 2
            self._line(grid, row, side * 3, FILE_PLACES[where], how_many, wrong=where is FilePlace.MISSING)
        self.fill([table])

    def _line(self, grid: QGridLayout, row: int, at: int, told: str, number: int, *, wrong: bool) -> None:
        figure = PlainLabel(self._theme, f"{number:,}", FontRole.STRONG)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        words = PlainLabel(self._theme, told, tone="wrong" if wrong else "text", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(figure, row, at)
        grid.addWidget(words, row, at + 1)


def verdict(account: Account) -> tuple[str, str]:
    """The kind of pill and its words."""
    if not account.balanced:
        return "wrong", f"{count(len(account.differences), 'difference')} to look into"
    if account.unanswered:
        return "warn", "Balances, not proven at records"
    return "good", "Balances"


def proof(account: Account) -> str:
    """What was compared."""
    desks = count(account.desks, "workstation")
    if account.looked_up is None:
        return f"Compared: the gateway’s log and queue, and {desks}. Records were not asked."
    asked = f"records, asked {account.looked_up:,} times"
    missing = f"; {account.unanswered:,} times without an answer" if account.unanswered else ""
    return f"Compared: the gateway’s log and queue, {desks}, and {asked}{missing}."
