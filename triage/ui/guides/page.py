"""A guide as a page: Qt's own Markdown, dressed in the theme. Only files of ours come here, never public text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from triage.ui.guides.library import Guide
from triage.ui.theme import FontRole, Theme

_HEADINGS = {1: FontRole.TITLE, 2: FontRole.HEADING}
_COLUMN = 170  # steps of space: the widest column that an eye follows without losing the line
_PROPORTIONAL = int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
_LINE, _CELL_LINE = 140, 115  # per cent


class GuidePage(QTextBrowser):
    """``followed`` carries the target of a link that was chosen: a guide's file, a heading, or an address."""

    followed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._guide: Guide | None = None
        self._marked: tuple[str, ...] = ()
        self._widths: dict[str, int] = {}
        self._fitted = 0
        """The width that the pictures were fitted to; 0 for a page that was just set."""
        self.setObjectName("guide-page")
        self.setProperty("bare", True)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        theme.changed.connect(self._dress)

    @property
    def guide(self) -> Guide | None:
        """What is shown."""
        return self._guide

    def show_guide(self, guide: Guide, heading: int = 0, words: Sequence[str] = ()) -> None:
        """Show a guide from its heading number ``heading`` on, with the words of a search marked."""
        self._marked = tuple(words)
        if guide is not self._guide:
            self._guide = guide
            self.setAccessibleName(guide.title)
            self._dress()
        self._mark()
        self.go_to(heading)

    def go_to(self, heading: int) -> None:
        """Bring heading number ``heading`` (from 0) to the top."""
        headings = self._headings()
        block = headings[heading] if heading < len(headings) else self.document().begin()
        self.setTextCursor(QTextCursor(block))
        self._scroll_to(block)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture beside the guide; nothing from anywhere else."""
        url = QUrl(name)
        if kind != int(QTextDocument.ResourceType.ImageResource) or self._guide is None or not url.isRelative():
            return None
        path = (self._guide.folder / url.path()).resolve()
        if not path.is_relative_to(self._guide.folder.resolve()):
            return None
        image = QImage(str(path))
        if image.isNull():
            return None
        self._widths[name.toString() if isinstance(name, QUrl) else name] = image.width()
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._margins()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(_COLUMN), self._theme.space(140))

    def _scroll_to(self, block: QTextBlock) -> None:
        top = self.document().documentLayout().blockBoundingRect(block).top() if block.blockNumber() else 0
        self.verticalScrollBar().setValue(int(top))

    def _column(self) -> int:
        return min(self._theme.space(_COLUMN), self.viewport().width())

    def _headings(self) -> list[QTextBlock]:
        found, block = [], self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                found.append(block)
            block = block.next()
        return found

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        self.followed.emit(url.toString())

    @Slot()
    def _dress(self) -> None:
        """Set the whole page anew: fonts and colours of a document do not follow a style sheet."""
        if self._guide is None:
            return
        top = self.cursorForPosition(self.viewport().rect().topLeft()).blockNumber()
        document = self.document()
        document.setDefaultFont(self._theme.font(FontRole.READING))
        document.setMarkdown(self._guide.markdown)
        block = document.begin()
        while block.isValid():
            self._dress_block(block)
            block = block.next()
        self._dress_words()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        self._fitted = 0
        self._margins()
        self._mark()
        self._scroll_to(document.findBlockByNumber(top))

    def _dress_block(self, block: QTextBlock) -> None:
        space, level = self._theme.space, block.blockFormat().headingLevel()
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        inside = QTextCursor(block).currentTable() is not None
        shape = QTextBlockFormat()
        shape.setLineHeight(
            _CELL_LINE if inside else _LINE, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        )
        if level:
            ink = QTextCharFormat()
            font = QFont(self._theme.font(_HEADINGS.get(level, FontRole.STRONG)))
            ink.setFont(font)
            ink.setProperty(int(QTextFormat.Property.FontSizeAdjustment.value), 0)  # Markdown's own, on top of ours
            ink.setForeground(self._theme.colour("text"))
            cursor.mergeCharFormat(ink)
            shape.setTopMargin(space(6 if level == 2 else 4) if block.blockNumber() else 0)
            shape.setBottomMargin(space(1.5))
        else:
            listed = block.textList() is not None and block.next().textList() is not None
            shape.setBottomMargin(0 if inside or listed else space(2))
        QTextCursor(block).mergeBlockFormat(shape)

    def _dress_words(self) -> None:
        """Links and fixed-width words in the theme's own inks."""
        for start, length, shape in self._pieces():
            heading = self.document().findBlock(start).blockFormat().headingLevel()
            if heading or not (shape.isAnchor() or shape.fontFixedPitch()):
                continue
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            ink = QTextCharFormat()
            if shape.isAnchor():
                ink.setForeground(self._theme.colour("accent"))
                ink.setFontUnderline(True)
            else:
                ink.setFont(self._theme.font(FontRole.MONO))
                ink.setBackground(self._theme.colour("field"))
            cursor.mergeCharFormat(ink)

    def _dress_table(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setBorder(1)
        shape.setBorderCollapse(True)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(self._theme.colour("line"))
        shape.setCellPadding(self._theme.space(1.5))
        shape.setTopMargin(self._theme.space(1))
        shape.setBottomMargin(self._theme.space(3))
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(shape)

    def _margins(self) -> None:
        """The column stands at the left; what the window has to spare stays empty at its right."""
        frame = self.document().rootFrame()
        shape = frame.frameFormat()
        spare = max(0, self.viewport().width() - self._column())
        wanted = spare + self._theme.space(2)
        if round(shape.rightMargin()) != wanted:
            shape.setRightMargin(wanted)
            shape.setLeftMargin(self._theme.space(1))
            shape.setBottomMargin(self._theme.space(20))
            frame.setFrameFormat(shape)
        room = self._column() - self._theme.space(4)
        if room != self._fitted:  # in a narrow window the column gets narrower while the margin stays
            self._fitted = room
            self._fit_pictures(room)

    def _fit_pictures(self, room: int) -> None:
        """No picture is wider than ``room`` pixels."""
        edit = QTextCursor(self.document())
        edit.beginEditBlock()
        for start, length, shape in self._pieces():
            if not shape.isImageFormat():
                continue
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            picture = shape.toImageFormat()
            self.loadResource(int(QTextDocument.ResourceType.ImageResource), picture.name())
            picture.setWidth(min(room, self._widths.get(picture.name(), room)))
            cursor.setCharFormat(picture)
            block = QTextBlockFormat()
            block.setLineHeight(100, _PROPORTIONAL)  # more would stand as a gap above the picture
            cursor.mergeBlockFormat(block)
        edit.endEditBlock()
        # Qt lays a document out piece by piece; after a change in its middle some pieces would be left without height.
        self.document().markContentsDirty(0, self.document().characterCount())
        self.document().documentLayout().documentSize()

    def _pieces(self) -> list[tuple[int, int, QTextCharFormat]]:
        """Start, length and format of each stretch of one format."""
        found, block = [], self.document().begin()
        while block.isValid():
            walk = block.begin()
            while not walk.atEnd():
                piece = walk.fragment()
                found.append((piece.position(), piece.length(), piece.charFormat()))
                walk += 1
            block = block.next()
        return found

    def _mark(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        look = QTextCharFormat()
        look.setBackground(self._theme.colour("mark_warn"))
        look.setForeground(self._theme.colour("text"))
        look.setFontUnderline(True)
        for word in self._marked:
            cursor = QTextCursor(self.document())
            while not (cursor := self.document().find(word, cursor)).isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format = look
                marks.append(mark)
        self.setExtraSelections(marks)
