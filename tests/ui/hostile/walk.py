"""Looks at everything that a window can show words with, and tells what would be more than text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from triage.models.visible import visible

MOST_ROWS = 50
_TIP = re.compile(r"<p style='white-space:pre-wrap; margin:0'>([^<]*)</p>")
_WORD_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def faults(root: QWidget) -> list[str]:
    """What of this window and all in it would interpret text, or show it with hidden characters."""
    parts = [root, *root.findChildren(QWidget)]
    return [f"{_named(part)}: {wrong}" for part in parts for wrong in _wrong(part)]


def words(root: QWidget) -> str:
    """All that labels, documents, buttons, tips, lists and accessible names of this window say."""
    return "\n".join(said for part in [root, *root.findChildren(QWidget)] for said in _said(part))


def _wrong(part: QWidget) -> Iterator[str]:
    if isinstance(part, QLabel) and part.textFormat() is not Qt.TextFormat.PlainText and part.text():
        yield "a label that guesses whether its text is markup"
    if isinstance(part, QLabel) and part.openExternalLinks():
        yield "a label that opens links"
    if isinstance(part, QTextBrowser):
        yield "a text browser"
    if isinstance(part, (QTextEdit, QPlainTextEdit)):
        yield from _rich(part.document())
    if isinstance(part, QTextEdit) and not part.isReadOnly() and part.acceptRichText():
        yield "a field that takes markup from the clipboard"
    yield from (f"a tip with markup: {one[:80]}" for one in _tips(part) if one and not _TIP.fullmatch(one))
    for said in _said(part):
        if said != visible(said):
            yield f"hidden characters: {visible(said)[:120]!r}"


def _rich(document: QTextDocument) -> Iterator[str]:
    """Anything in a document that plain text does not bring: images, links, tables, lists, frames."""
    if document.rootFrame().childFrames():
        yield "a document with tables or frames"
    block = document.begin()
    while block.isValid():
        if block.textList() is not None:
            yield "a document with a list"
        fragments = block.begin()
        while not fragments.atEnd():
            look = fragments.fragment().charFormat()
            if look.isImageFormat() or look.isAnchor() or look.isTableFormat():
                yield "a document with an image or a link"
            fragments += 1
        block = block.next()


def _tips(part: QWidget) -> Iterator[str]:
    yield from (part.toolTip(), part.statusTip(), part.whatsThis())
    if isinstance(part, QAbstractItemView) and part.model() is not None:
        for index in _indexes(part):
            yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")


def _said(part: QWidget) -> Iterator[str]:
    """The words of one widget as they reach the screen or a screen reader."""
    yield from (part.accessibleName(), part.accessibleDescription(), part.windowTitle())
    if isinstance(part, (QLabel, QAbstractButton, QLineEdit)):
        yield part.text()
    if isinstance(part, QGroupBox):
        yield part.title()
    if isinstance(part, QLineEdit):
        yield part.placeholderText()
    if isinstance(part, (QTextEdit, QPlainTextEdit)):
        yield part.document().toPlainText()
    if isinstance(part, QAbstractItemView) and part.model() is not None:
        for index in _indexes(part):
            yield from (str(index.data(role) or "") for role in _WORD_ROLES)
    yield from (found[1] for tip in _tips(part) if (found := _TIP.fullmatch(tip)))


def _indexes(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model = view.model()
    top: QModelIndex | QPersistentModelIndex = view.rootIndex()
    for row in range(min(model.rowCount(top), MOST_ROWS)):
        index = model.index(row, 0, top)
        while index.isValid():  # a list's own count of columns cannot be asked for
            yield index
            index = index.siblingAtColumn(index.column() + 1)


def _named(part: QWidget) -> str:
    above = part.parentWidget()
    return f"{type(part).__name__} {part.objectName()} in {type(above).__name__ if above else 'nothing'}".strip()
