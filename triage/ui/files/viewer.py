"""The viewer over the report: covered until asked for, by keys, with the facts beside it and one key that ends it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from triage.models.decoding import FILM, Decoded
from triage.models.files import INFECTED, LOCKED, FileLine
from triage.models.visible import visible
from triage.ui.files.canvas import PictureCanvas
from triage.ui.files.facts import FactsColumn
from triage.ui.files.pages import Page
from triage.ui.files.stepping import Wanted, by_pictures, by_seconds
from triage.ui.files.words import Standing, kind_words, position_words, size_words
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Elided, FlowLayout, PlainLabel
from triage.ui.widgets.sheet import Sheet

COVERED = "This may be distressing. It stays covered until you ask for it."

LOW = 105
"""Steps of space below which the viewer is low."""


class FileViewer(Sheet):
    """Signals: ``asked(key)`` of a message's button ("retry", "anyway", "again", "cancel", "export");
    ``uncovered()``; ``page_wanted(n)`` of a document, ``moment_wanted(ms)`` of a film; ``stop_requested()``: hide it
    at once, it may be illegal; ``left()``: it was taken off the screen and holds nothing any more.
    """

    asked = Signal(str)
    uncovered = Signal()
    page_wanted = Signal(int)
    moment_wanted = Signal(int)
    stop_requested = Signal()
    left = Signal()
    copied = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Attachment", parent)
        self.setObjectName("file-viewer")
        self._line: FileLine | None = None
        self._decoded: Decoded | None = None
        self._images: tuple[QImage, ...] = ()
        self._at = 0
        self._wanted: Wanted | None = None
        self._open = False
        self._low = False
        self._place = ""
        self._name = Elided(theme, "", FontRole.HEADING, narrowest=12)
        self._hint = PlainLabel(theme, "", FontRole.SMALL, "warn", wrap=True)
        self.page = Page(theme, icons)
        self.canvas = PictureCanvas(theme)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Text of the attachment")
        self.facts = FactsColumn(theme)
        self._stack = QStackedWidget()
        self._where = PlainLabel(theme, "", FontRole.SMALL, "text_soft")
        self._tools: dict[str, Button] = {}
        self._build()
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether its content is uncovered on the screen."""
        return self._open

    def show_file(self, line: FileLine, stands: Standing, place: str) -> None:
        """Another attachment: nothing of the one before stays. ``place``: "2 of 5"."""
        self.blank()
        self._line, self._decoded = line, None
        self._name.setText(line.name or "Unnamed file")
        self._place = place
        self._tell_trailing()
        self.facts.show_file(line, stands, None)
        self.show_message("covered", stands.what, stands.do, ())

    def show_facts(self, line: FileLine, stands: Standing) -> None:
        """The same attachment, better known."""
        self._line = line
        self.facts.show_file(line, stands, self._decoded)

    def show_message(self, icon: str, what: str, do: str, answers: Sequence[tuple[str, str, str]]) -> None:
        """Words in the place of the picture."""
        self.page.show_words(icon, what, do, answers)
        self._stack.setCurrentWidget(self.page)
        self._enable()
        self.page.focus_first()

    def show_progress(self, here: int, of: int) -> None:
        if self._stack.currentWidget() is self.page:
            self.page.show_progress(here, of, f"{size_words(here)} of {size_words(of or None)}")

    def show_opened(self, decoded: Decoded, images: tuple[QImage, ...], stands: Standing) -> None:
        """It is decoded: another page of what is uncovered is shown at once, everything else waits under the cover."""
        another_page = self._open and self._decoded is not None
        wanted, self._wanted = self._wanted, None
        at = wanted.index(decoded) if wanted is not None and decoded.stepping else 0
        self._decoded, self._images, self._at = decoded, images, at
        if self._line is not None:
            self.facts.show_file(self._line, stands, decoded)
        if another_page:
            self._show_content(keep_look=True)
        else:
            self.cover()

    def cover(self) -> None:
        """Hide the content behind words; nothing of it is painted."""
        self._open = False
        self.canvas.show_image(None, "Covered picture")
        self.text.clear()
        line = self._line
        kind = self._decoded.format if self._decoded is not None else kind_words(line) if line else ""
        bits = " · ".join(bit for bit in (kind, size_words(line.size) if line else "") if bit)
        self._hint.hide()
        self.show_message("covered", f"Covered: {bits}", COVERED, (("uncover", "Uncover", "Return"),))

    def toggle_cover(self) -> None:
        """B: cover, or uncover what is covered."""
        if self._open:
            self.cover()
        elif self._decoded is not None and self._stack.currentWidget() is self.page:
            self._uncover()

    def blank(self) -> None:
        """Take everything off the screen and out of memory, now."""
        self._open = False
        self._decoded, self._images, self._at = None, (), 0
        self._wanted = None
        self.canvas.show_image(None, "No picture")
        self.text.clear()
        self._hint.hide()
        self._where.setText("")

    def step(self, by: int) -> None:
        """The next page of a document, or still of a film."""
        decoded = self._decoded
        if decoded is None or not self._open:
            return
        if decoded.kind == FILM:
            self._show_picture(min(max(self._at + by, 0), len(self._images) - 1))
        elif 0 <= decoded.page + by < decoded.pages:
            self.page_wanted.emit(decoded.page + by)

    def step_pictures(self, by: int) -> None:
        """The next picture of a film, or the one before."""
        if self._decoded is not None and self._open:
            self._go(by_pictures(self._decoded, self._at, by))

    def step_seconds(self, by: int) -> None:
        """A second later in a film, or earlier."""
        if self._decoded is not None and self._open:
            self._go(by_seconds(self._decoded, self._at, by))

    def _go(self, step: int | Wanted | None) -> None:
        if isinstance(step, int):
            self._show_picture(step)
        elif step is not None:
            self._wanted = step
            self.moment_wanted.emit(step.from_ms)

    def _show_picture(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self._show_content(keep_look=True)

    def copy_hash(self) -> None:
        self.facts.copy_hash()

    def hideEvent(self, event: QHideEvent) -> None:
        """However it goes away, nothing of the file stays in the window."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.blank()
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the name goes beside the title and some lines go, so that no button is cut."""
        super().resizeEvent(event)
        low = self.height() < self._theme.space(LOW)
        if low is not self._low:
            self._low = low
            self._name.setVisible(not low)
            self._where.setVisible(not low)
            (self.body if low else self._left).addWidget(self._tool_box)  # under both columns: fewer lines of them
            self.page.set_low(low)
            self._tell_trailing()

    def _tell_trailing(self) -> None:
        self.set_trailing(f"{self._place} · {self._name.text()}" if self._low else self._place)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(240), self._theme.space(160))

    def _uncover(self) -> None:
        self._open = True
        self._show_content(keep_look=False)
        self.uncovered.emit()

    def _show_content(self, *, keep_look: bool) -> None:
        decoded, name = self._decoded, self._name.text()
        if decoded is None:
            return
        if self._images:
            self.canvas.show_image(self._images[self._at], f"{decoded.format}, {name}", keep_look=keep_look)
            self._stack.setCurrentWidget(self.canvas)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.text.setPlainText(visible(decoded.text))
            self._stack.setCurrentWidget(self.text)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hint.setText("The file ends too early: the rest is missing or made up." if decoded.partial else "")
        self._hint.setVisible(decoded.partial)
        self._tell_place()
        self._enable()

    @Slot()
    def _tell_place(self, look: str = "") -> None:
        decoded, words = self._decoded, look or self.canvas.accessibleDescription()
        if decoded is None or not self._open:
            self._where.setText("")
            return
        if decoded.kind == FILM and self._images:
            at = position_words(decoded.frames[self._at].at_ms, decoded.length_ms)
            still = "Picture" if decoded.stepping else f"Still {self._at + 1} of {len(self._images)},"
            words = f"{still} at {at} · {words} · Shift+Left and Shift+Right go a second"
        elif decoded.pages > 1:
            words = f"Page {decoded.page + 1} of {decoded.pages:,} · {words}"
        self._where.setText(words if self._images else "Plain text; nothing in it can be pressed")

    @Slot(str)
    def _page_acted(self, key: str) -> None:
        if key == "uncover":
            self._uncover()
        else:
            self.asked.emit(key)

    def _enable(self) -> None:
        shown = self._stack.currentWidget() is self.canvas and self._open
        many = shown and self._decoded is not None and self._decoded.pages > 1
        for name in ("nearer", "farther", "fit", "turn"):
            self._tools[name].setVisible(shown)
        film = shown and self._decoded is not None and self._decoded.kind == FILM
        for name in ("back", "on"):
            self._tools[name].setVisible(bool(many) and not (self._decoded and self._decoded.stepping))
        for name in ("picture_back", "picture_on"):
            self._tools[name].setVisible(bool(film))
        self._tools["cover"].setVisible(self._open)
        line = self._line
        gone = line is not None and line.here == LOCKED
        self._tools["stop"].setVisible(not gone)
        self._tools["export"].setVisible(not gone and line is not None and line.state != INFECTED)

    def _build(self) -> None:
        space = self._theme.space
        left = QWidget()
        column = self._left = QVBoxLayout(left)
        column.setContentsMargins(0, 0, space(2), 0)
        column.setSpacing(space(2))
        for part in (self.page, self.canvas, self.text):
            self._stack.addWidget(part)
        column.addWidget(self._name)
        column.addWidget(self._hint)
        column.addWidget(self._stack, 1)
        column.addWidget(self._where)
        self._tool_box = self._tool_row()
        column.addWidget(self._tool_box)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.facts)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.setStretchFactor(0, 1)
        split.setSizes([space(160), space(62)])
        self.facts.setMinimumWidth(space(58))
        self.body.addWidget(split, 1)

    def _tool_row(self) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.space(1))
        specs = (
            ("stop", "Stop viewing: may be illegal", "F12", "danger"),
            ("cover", "Cover", "B", "quiet"),
            ("nearer", "Nearer", "+", "quiet"),
            ("farther", "Farther", "-", "quiet"),
            ("fit", "Fit", "0", "quiet"),
            ("turn", "Turn", "]", "quiet"),
            ("back", "Before", "PgUp", "quiet"),
            ("on", "Next", "PgDown", "quiet"),
            ("picture_back", "Picture before", ",", "quiet"),
            ("picture_on", "Next picture", ".", "quiet"),
            ("export", "Export the original…", "Ctrl+E", "plain"),
        )
        for name, words, key, kind in specs:
            button = Button(self._theme, words, kind, key=key)
            button.setObjectName(f"file-{name}")
            self._tools[name] = button
            row.addWidget(button)
        return box

    def _connect(self) -> None:
        self.page.acted.connect(self._page_acted)
        self.canvas.looked.connect(self._tell_place)
        self.facts.copied.connect(self.copied)
        acts = {
            "nearer": lambda: self.canvas.zoom(1),
            "farther": lambda: self.canvas.zoom(-1),
            "fit": self.canvas.fit,
            "turn": lambda: self.canvas.rotate(1),
            "back": lambda: self.step(-1),
            "on": lambda: self.step(1),
            "picture_back": lambda: self.step_pictures(-1),
            "picture_on": lambda: self.step_pictures(1),
            "cover": self.cover,
            "export": lambda: self.asked.emit("export"),
            "stop": self.stop_requested.emit,
        }
        for name, act in acts.items():
            self._tools[name].clicked.connect(lambda _checked=False, act=act: act())
        self.lead_with(self.page)
