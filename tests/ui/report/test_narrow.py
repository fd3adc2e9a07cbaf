"""The report in a narrow column: titles are told whole, a field is wide enough to be typed into, nothing runs out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.fit import misfits
from triage.ui.icons import Icons
from triage.ui.report.content import CardContent, Part, Row, plain
from triage.ui.report.field_card import FieldCard
from triage.ui.report.popover import Popover
from triage.ui.theme import Theme
from triage.ui.widgets.elided import Elided
from triage.ui.widgets.scroll_column import ScrollColumn

NARROW, WIDE = 240, 520
TITLE = "Reporter · Victim · Driver"
NAME = "Ravenscroft-Valentine-Hobbs"


def _part(field: str, label: str, told: str) -> Part:
    return Part(field=field, label=label, original=told, value=told, shown_original=told, shown_value=told)


@pytest.fixture
def column(qtbot: QtBot, theme: Theme, icons: Icons) -> ScrollColumn:
    made = ScrollColumn(theme)
    qtbot.addWidget(made)
    card = FieldCard(theme, icons, lambda: NOW)
    name = Row(label="Name", parts=(_part("p/first", "First name", "Ann"), _part("p/last", "Surname", NAME)))
    card.show_content(
        CardContent(key="p", title=TITLE, rows=(name, plain("Gender", "Female")), untold=(plain("Phone", ""),)),
        editable=True,
    )
    made.add(card)
    made.resize(NARROW, 500)
    made.show()
    made.settle()
    return made


def _field(column: ScrollColumn) -> QLineEdit:
    found = column.findChild(QLineEdit, "correct:p/last")
    assert isinstance(found, QLineEdit)
    return found


def test_a_long_title_of_a_card_is_told_whole(column: ScrollColumn) -> None:
    assert not any(one.shown() != one.text() for one in column.findChildren(Elided))
    assert misfits(column) == []


def test_a_long_name_is_seen_whole_while_it_is_typed(column: ScrollColumn) -> None:
    card = column.findChild(FieldCard)
    assert isinstance(card, FieldCard)
    card.edit(card.rows[0])
    line = _field(column)
    assert line.fontMetrics().horizontalAdvance(NAME) < line.width()
    assert misfits(column) == []


def test_the_fields_follow_the_width_while_they_are_typed_in(column: ScrollColumn, qtbot: QtBot) -> None:
    card = column.findChild(FieldCard)
    assert isinstance(card, FieldCard)
    card.edit(card.rows[0])
    line = _field(column)
    line.setText("Hobbs")
    beneath = line.x()
    column.resize(WIDE, 500)
    qtbot.waitUntil(lambda: line.x() > beneath and misfits(column) == [])
    column.resize(NARROW, 500)
    qtbot.waitUntil(lambda: line.x() == beneath and misfits(column) == [])
    assert line.text() == "Hobbs"


def test_a_panel_over_the_report_stays_inside_when_the_column_gets_narrower(theme: Theme, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(900, 500)
    around.show()
    over = Popover(theme, "The same person as …", around)
    over.set_words("The same person as …", "Arrows and Enter choose, or type a name.")
    over.open_at(QPoint(520, 40))
    assert around.rect().contains(over.geometry())
    around.resize(460, 500)
    assert around.rect().contains(over.geometry())
