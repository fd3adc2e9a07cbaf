"""Help: the guides over the columns. A search and the contents at the left, the page at the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from triage.ui.announce import announce
from triage.ui.guides.library import Guide, search
from triage.ui.guides.page import GuidePage
from triage.ui.guides.row_look import GuideDelegate
from triage.ui.guides.rows import GuideModel, GuideRow, contents, found_rows
from triage.ui.guides.topics import place_of
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.sheet import Sheet

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LIST = 90  # steps of space


class GuidesPanel(Sheet):
    """``keys_requested``: the sheet of all keys is wanted."""

    keys_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, guides: Sequence[Guide], parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Help", parent)
        self.setObjectName("guides-panel")
        self._guides = tuple(guides)
        self._field = QLineEdit()
        self._field.setObjectName("guides-field")
        self._field.setPlaceholderText("Search the guides")
        self._field.setAccessibleName("Search the guides")
        self._field.setClearButtonEnabled(False)
        self._model = GuideModel(self)
        self._list = QListView()
        self._nothing = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self._side = QFrame()
        self.page = GuidePage(theme)
        keys = Button(theme, "All keys", "plain", key="?")
        keys.setObjectName("guides-keys")
        keys.clicked.connect(self.keys_requested)
        self.add_to_head(keys)
        self._build()
        self.lead_with(self._field)
        self._field.textChanged.connect(self._search)
        self._field.installEventFilter(self)
        self.page.followed.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()
        if self._guides:
            self.page.show_guide(self._guides[0])
        self._search("")

    def open_guide(self, key: str, heading: int = 0) -> None:
        """Show a guide by its key; an unknown one leaves the page as it is."""
        guide = next((one for one in self._guides if one.key == key), None)
        if guide is not None:
            self._field.clear()
            self._show(guide, heading)
            self._search("")  # also when the field was empty: the contents are another guide's now

    def open_topic(self, topic: str) -> None:
        """Show what the guides say about a screen; what was read last stays where they say nothing about it."""
        place = place_of(self._guides, topic)
        if place is not None:
            self.open_guide(*place)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(260), self._theme.space(180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The page has the most room in a narrow window too."""
        self._side.setFixedWidth(min(self._theme.space(_LIST), self.width() * 2 // 5))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down lead from the field to the lines, Enter and Right from a line to the page, Up back."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self._field:
                if event.key() not in (*_ENTER, Qt.Key.Key_Down):
                    return super().eventFilter(watched, event)
                self._to_list()
                return True
            if event.key() in (*_ENTER, Qt.Key.Key_Right):
                self.page.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Up and self._list.currentIndex().row() <= 0:
                self._field.setFocus(Qt.FocusReason.BacktabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._list.setModel(self._model)
        self._list.setItemDelegate(GuideDelegate(self._theme, self._list))
        self._list.setObjectName("guides-list")
        self._list.setAccessibleName("Contents")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.installEventFilter(self)
        self._list.selectionModel().currentChanged.connect(self._chosen)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        for part, stretch in ((self._field, 0), (self._nothing, 0), (self._list, 1)):
            column.addWidget(part, stretch)
        both = QHBoxLayout()
        both.addWidget(self._side)
        both.addWidget(self.page, 1)
        self._both = both
        self.body.addLayout(both, 1)
        self._nothing.hide()

    @Slot(str)
    def _search(self, words: str) -> None:
        """The contents without words; else the sections that hold every one of them."""
        wanted = words.strip()
        rows = found_rows(search(self._guides, wanted)) if wanted else contents(self._guides, self.page.guide)
        self._fill(rows)
        self._nothing.setText(f"No guide says anything about “{wanted}”.")
        self._nothing.setVisible(bool(wanted) and not rows)
        self._list.setAccessibleName("Found" if wanted else "Contents")
        if wanted:
            said = f"{len(rows)} found" if rows else "Nothing found"
            self.set_trailing(said)
            announce(self._field, said)
        else:
            self.set_trailing("")

    def _fill(self, rows: Sequence[GuideRow]) -> None:
        before = self._list.currentIndex()
        row = self._model.row(before.row())
        self._list.selectionModel().blockSignals(True)
        self._model.set_rows(rows)
        self._list.selectionModel().blockSignals(False)
        at = next((at for at, one in enumerate(rows) if row is not None and one.same_place(row)), -1)
        if at >= 0:
            self._list.selectionModel().blockSignals(True)
            self._list.setCurrentIndex(self._model.index(at, 0))
            self._list.selectionModel().blockSignals(False)

    @Slot()
    def _to_list(self) -> None:
        if self._model.rowCount():
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
            if not self._list.currentIndex().isValid():
                self._list.setCurrentIndex(self._model.index(0, 0))

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is None:
            return
        searched = self._field.text().split()
        other = row.guide is not self.page.guide
        self._show(row.guide, row.heading, searched)
        if other and not searched:
            self._fill(contents(self._guides, row.guide))

    def _show(self, guide: Guide, heading: int, words: Sequence[str] = ()) -> None:
        self.page.show_guide(guide, heading, words)
        announce(self.page, guide.sections[heading].title if guide.sections else guide.title)

    @Slot(str)
    def _follow(self, target: str) -> None:
        """A link: another guide opens here; an address is only said, since nothing of ours opens a browser for it."""
        name, _, anchor = target.partition("#")
        here = self.page.guide
        if "://" in target or target.startswith("mailto:"):
            self.set_trailing(target)
            announce(self.page, target)
            return
        key = PurePosixPath(name).stem if name else (here.key if here else "")
        guide = next((one for one in self._guides if one.key == key), None)
        if guide is None:
            self.set_trailing(f"{name} lies in the documentation of the program, not in its guides.")
            return
        heading = next((one.at for one in guide.sections if anchor and slug(one.title) == anchor), 0)
        self.open_guide(guide.key, heading)

    @Slot()
    def _dress(self) -> None:
        self._share()
        self._both.setSpacing(self._theme.space(5))
        layout = self._side.layout()
        if layout is not None:
            layout.setSpacing(self._theme.space(2))
        self._list.doItemsLayout()


def slug(title: str) -> str:
    """A heading as links name it: small letters and digits, with a stroke for each gap."""
    kept = "".join(letter for letter in title.casefold() if letter.isalnum() or letter in " -")
    return kept.replace(" ", "-")
