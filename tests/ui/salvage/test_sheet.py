"""The screen that says what became of a damaged store: what needs the person first, and all of it can be copied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.letting_go import let_go
from triage.models.ids import ReportId
from triage.models.salvage import Fate, Salvage, Salvaged
from triage.ui.icons import Icons
from triage.ui.salvage.sheet import SalvageSheet
from triage.ui.salvage.words import WHAT, as_text, groups, summary
from triage.ui.theme import Theme
from triage.ui.widgets import Button


def thing(what: str, fate: Fate, name: str = "") -> Salvaged:
    return Salvaged(what=what, fate=fate, report_id=ReportId("r-1") if name else None, name=name)


TOLD = Salvage(
    at=NOW,
    why="Pages of the file could not be read.",
    kept_as="desk.db.damaged-20261120-060000",
    things=(
        thing("draft", Fate.SAVED, "Theft, 77/1/26"),
        thing("decision", Fate.DOUBTFUL, "Robbery, 77/2/26"),
        thing("decision", Fate.LOST, "Burglary, 77/3/26"),
        thing("report", Fate.FETCH, "Fraud, 77/4/26"),
    ),
)


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[SalvageSheet]:
    made = SalvageSheet(theme, icons)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show_salvage(TOLD)
    made.show()
    yield made
    let_go()


def test_what_is_lost_comes_first_with_what_to_do(sheet: SalvageSheet) -> None:
    titles = [group.title for group in groups(TOLD)]
    assert titles[0] == "Lost"
    assert titles[-1] == "Saved from the file"
    words = [label.text() for label in sheet.findChildren(QLabel)]
    at = words.index("Your decision: Burglary, 77/3/26")
    assert "decide again" in words[at + 1]


def test_all_of_it_can_be_copied(sheet: SalvageSheet) -> None:
    copy = sheet.findChild(Button, "salvage-copy")
    assert copy is not None
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == as_text(TOLD)
    for one in TOLD.things:
        assert one.name in copied
    assert TOLD.kept_as in copied


def test_having_read_it_is_said(qtbot: QtBot, sheet: SalvageSheet) -> None:
    read = sheet.findChild(Button, "salvage-read")
    assert read is not None
    with qtbot.waitSignal(sheet.read):
        read.click()


@pytest.mark.parametrize("what", WHAT)
def test_every_kind_of_thing_has_words_for_every_fate(what: str) -> None:
    for fate in Fate:
        one = Salvage(at=NOW, why="", kept_as="x", things=(thing(what, fate),))
        (group,) = groups(one)
        (line,) = group.lines
        assert line[0] == WHAT[what]


def test_nothing_lost_is_said_too() -> None:
    assert summary(Salvage(at=NOW, why="", kept_as="x", things=(thing("draft", Fate.SAVED),))) == "Nothing is lost"
