"""Help in the window: contents, search, links, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.letting_go import let_go
from triage.ui.guides.library import cut, guide_folder, read_guides
from triage.ui.guides.panel import GuidesPanel
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Mode, Theme


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[GuidesPanel]:
    window = QWidget()
    qtbot.addWidget(window)
    made = GuidesPanel(theme, icons, read_guides(guide_folder()), window)
    made.resize(1100, 700)
    window.resize(1100, 700)
    window.show()
    qtbot.waitExposed(window)
    yield made
    let_go()


def lines(panel: GuidesPanel) -> list[str]:
    model = listed(panel).model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def listed(panel: GuidesPanel) -> QListView:
    found = panel.findChild(QListView, "guides-list")
    assert found is not None
    return found


def look_for(panel: GuidesPanel, words: str) -> None:
    field = panel.findChild(QLineEdit, "guides-field")
    assert field is not None
    field.setFocus()
    field.setText(words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def shown(panel: GuidesPanel) -> str:
    """The words at the top of what can be seen."""
    page = panel.page
    return page.cursorForPosition(page.viewport().rect().topLeft()).block().text()


def test_it_opens_on_the_first_guide_with_its_contents(panel: GuidesPanel) -> None:
    assert lines(panel)[:3] == ["For call handlers", "The window", "Take a report"]
    assert shown(panel) == "For call handlers"


def test_headings_are_as_large_as_the_type_scale_says_and_the_page_has_the_most_room(
    panel: GuidesPanel, theme: Theme, qtbot: QtBot
) -> None:
    first = panel.page.document().begin()
    drawn = first.layout().lineAt(0).height()
    assert drawn < 1.2 * 1.4 * QFontMetrics(theme.font(FontRole.TITLE)).height()
    panel.resize(638, 310)
    qtbot.waitUntil(lambda: panel.page.width() > 0.48 * panel.width())


def test_a_search_is_listed_and_its_place_opened_with_the_words_marked(panel: GuidesPanel) -> None:
    look_for(panel, "illegal image")
    assert lines(panel)[0] == "Attachments"
    assert listed(panel).hasFocus()
    assert panel.page.guide is not None
    assert panel.page.guide.key == "handler"
    marked = {entry.cursor.selectedText().casefold() for entry in panel.page.extraSelections()}
    assert marked == {"illegal", "image"}


def test_a_search_without_an_answer_says_so(panel: GuidesPanel) -> None:
    look_for(panel, "zebra crossing guard")
    assert lines(panel) == []
    assert any("zebra crossing guard" in part.accessibleName() or part.isVisible() for part in [panel._nothing])


def test_a_link_to_another_guide_opens_it_here(panel: GuidesPanel) -> None:
    panel.page.followed.emit("algorithms.md#in-short")
    assert panel.page.guide is not None
    assert panel.page.guide.key == "algorithms"
    assert "In short" in lines(panel)


def test_an_address_is_said_and_not_opened(panel: GuidesPanel) -> None:
    panel.page.followed.emit("https://example.org/elsewhere")
    assert panel.page.guide is not None
    assert panel.page.guide.key == "handler"


def test_enter_in_the_contents_goes_to_the_page_and_escape_leaves(panel: GuidesPanel, qtbot: QtBot) -> None:
    listed(panel).setFocus()
    listed(panel).setCurrentIndex(listed(panel).model().index(4, 0))
    QTest.keyClick(listed(panel), Qt.Key.Key_Return)
    assert panel.page.hasFocus()
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel.page, Qt.Key.Key_Escape)


def test_a_theme_changed_keeps_the_place(panel: GuidesPanel, theme: Theme) -> None:
    panel.page.go_to(6)
    before = shown(panel)
    theme.set_mode(Mode.DARK)
    assert shown(panel) == before
    assert panel.page.document().defaultFont().pixelSize() == theme.font("reading").pixelSize()


def test_pictures_come_from_beside_the_guide_only(panel: GuidesPanel, tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    panel.page.show_guide(
        cut("x", "# X\n\n![a](../../../../etc/hostname)\n\n![b](https://example.org/b.png)", tmp_path)
    )
    assert panel.page.loadResource(2, "https://example.org/b.png") is None
    assert panel.page.loadResource(2, "../secret.png") is None


def test_every_paragraph_has_room(panel: GuidesPanel) -> None:
    """Pictures that were fitted once left the words before them without height."""
    document = panel.page.document()
    block, flat = document.begin(), []
    while block.isValid():
        if block.text() and not document.documentLayout().blockBoundingRect(block).height():
            flat.append(block.text())
        block = block.next()
    assert flat == []


def test_no_picture_is_cut_in_a_window_that_got_narrower(panel: GuidesPanel) -> None:
    """Both widths leave the page the same margin, and the pictures kept the size of the wider one."""
    page = panel.page
    for width in (900, 640, 800, 520):
        panel.resize(width, 700)
        pictures = [shape.toImageFormat().width() for _, _, shape in page._pieces() if shape.isImageFormat()]
        assert pictures
        assert max(pictures) < page.viewport().width()
