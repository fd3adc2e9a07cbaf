"""The printed summary as it will look, a page at a time, with the ways out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.print.pages import HEIGHT, WIDTH, Fonts, Page, paint_page
from triage.ui.print.summary import Paper
from triage.ui.text import count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet

OLD_AT_ONCE = 3
"""Pages that are forgotten in one turn."""


class PageView(QWidget):
    """One page on white paper, as wide as there is room for. Its text is its description."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Paper, Page, Fonts, int, int] | None = None
        self.setObjectName("print-page")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_page(self, paper: Paper, page: Page, fonts: Fonts, number: int, whole: int) -> None:
        self._shown = (paper, page, fonts, number, whole)
        self.setAccessibleName(f"Page {number} of {whole}, {paper.marking}")
        self.setAccessibleDescription(page.text[:4000])
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._across(width) * HEIGHT / WIDTH) + 2

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(140), self.heightForWidth(self._theme.space(140)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across = self._across(self.width())
        box = QRectF((self.width() - across) / 2, 1, across, across * HEIGHT / WIDTH)
        painter.setPen(QPen(self._theme.colour("line_strong"), 1))
        painter.setBrush(QColor("#ffffff"))  # paper is white in every theme
        painter.drawRect(box)
        painter.translate(box.topLeft())
        painter.scale(across / WIDTH, across / WIDTH)
        painter.setClipRect(QRectF(0, 0, WIDTH, HEIGHT))
        paint_page(painter, *self._shown)
        painter.end()

    def _across(self, width: int) -> int:
        """How wide the paper is: not wider than it can be read well."""
        return max(1, min(width - 2, self._theme.space(190)))


class PrintSheet(Sheet):
    """Page Up and Page Down turn, arrows scroll, Escape closes.

    Signals: ``save_requested()``, ``print_requested()``; ``whole_requested()``: also what was left out.
    """

    whole_requested = Signal()
    save_requested = Signal()
    print_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Summary", parent)
        self.setObjectName("print-sheet")
        self._paper: Paper | None = None
        self._fonts = Fonts("")
        self._pages: list[Page] = []
        self._old: list[Page] = []
        self._at = 0
        self._ready = False
        self.view = PageView(theme)
        self._said = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._scroll = ScrollColumn(theme)
        self._scroll.body.setContentsMargins(0, 0, 0, 0)
        self._scroll.add(self.view)
        self.save = Button(theme, "Save as PDF", "primary")
        self.save.setObjectName("print-save")
        self.paper_button = Button(theme, "Print", "plain")
        self.paper_button.setObjectName("print-paper")
        self.whole = Button(theme, "Put everything on it", "plain")
        self.whole.setObjectName("print-whole")
        self._earlier = Button(theme, "Page before", "plain", key="PgUp")
        self._later = Button(theme, "Next page", "plain", key="PgDown")
        self._build()
        self.lead_with(self.save)

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages; empty until the last one is laid out."""
        return tuple(self._pages) if self._ready else ()

    @property
    def paper(self) -> Paper | None:
        return self._paper

    @property
    def fonts(self) -> Fonts:
        return self._fonts

    @property
    def said(self) -> str:
        """What the line below the page says."""
        return self._said.text()

    def start(self, paper: Paper, fonts: Fonts) -> None:
        """Begin with another paper; its pages follow by `add`."""
        self._old += self._pages
        self._paper, self._fonts, self._pages, self._at, self._ready = paper, fonts, [], 0, False
        self._let_go()
        self._say("Laying out the pages.")
        self._show()

    def add(self, page: Page) -> None:
        """One more page is laid out; the first is shown at once."""
        self._pages.append(page)
        if len(self._pages) == 1:
            self._show()
        elif len(self._pages) % 20 == 0:
            self._say(f"Laying out the pages: {len(self._pages):,} so far. Escape stops it.")

    def done(self) -> None:
        """The last page is laid out: it can go out now."""
        self._ready = True
        paper = self._paper
        words = f"{count(len(self._pages), 'page')}, marked {paper.marking if paper else ''} on each."
        self._say(f"{words} Not on it: {paper.left_out}." if paper is not None and paper.left_out else words)
        self._show()
        self.lead_late()

    def _let_go(self) -> None:
        """Forget the pages of the paper before, some at a time: thousands at once would hold the window up."""
        del self._old[-OLD_AT_ONCE:]
        if self._old:
            QTimer.singleShot(0, self, self._let_go)

    def show_progress(self, words: str) -> None:
        """How far it is, for the eye only: what is announced comes with `tell`."""
        self._say(words)

    def tell(self, words: str) -> None:
        """What became of saving or printing."""
        self._say(words)
        announce(self, words)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(180), self._theme.space(160))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self._scroll.verticalScrollBar()
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_Down else -1) * self._theme.space(12))
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.space(2))
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._said, 1, middle)
        for part in (self.whole, self._earlier, self._later, self.paper_button, self.save):
            row.addWidget(part, 0, middle)
        self.body.addWidget(self._scroll, 1)
        self.body.addLayout(row)
        self.whole.clicked.connect(self.whole_requested)
        self.save.clicked.connect(self.save_requested)
        self.paper_button.clicked.connect(self.print_requested)
        self._earlier.clicked.connect(lambda: self._turn(-1))
        self._later.clicked.connect(lambda: self._turn(1))

    def _turn(self, by: int) -> None:
        there = min(max(self._at + by, 0), len(self._pages) - 1)
        if self._pages and there != self._at:
            self._at = there
            self._show()
            self._scroll.verticalScrollBar().setValue(0)
            announce(self, f"Page {there + 1} of {len(self._pages)}")

    def _show(self) -> None:
        for button in (self.save, self.paper_button):
            button.setEnabled(self._ready)
        self.whole.setVisible(self._ready and self._paper is not None and bool(self._paper.left_out))
        self._earlier.setEnabled(self._at > 0)
        self._later.setEnabled(self._at < len(self._pages) - 1)
        if self._paper is not None and self._pages:
            self.view.show_page(self._paper, self._pages[self._at], self._fonts, self._at + 1, len(self._pages))
            self.set_trailing(f"Page {self._at + 1:,} of {len(self._pages):,}{'' if self._ready else ' so far'}")
        else:
            self.set_trailing("")
        self._scroll.settle()

    def _say(self, words: str) -> None:
        self._said.setText(words)
