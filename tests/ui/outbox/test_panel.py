"""The outbox panel under the hands: keys, signals, what stays where it is, what a screen reader hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW, an_outbox_line
from tests.ui.conftest import HOSTILE
from tests.ui.letting_go import let_go
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import FieldError
from triage.models.operation import OpKind
from triage.models.views import OutboxFigures, OutboxLine
from triage.ui.icons import Icons
from triage.ui.outbox.list_view import OutboxList
from triage.ui.outbox.model import OutboxModel
from triage.ui.outbox.panel import EMPTY, OutboxPanel
from triage.ui.theme import Theme
from triage.ui.widgets import Button

REFUSED = {"status": Delivery.REJECTED, "attempts": 1, "errors": (FieldError("/people/0/surname", "is missing"),)}
LINES = (
    an_outbox_line(1, title="Burglary", **REFUSED),
    an_outbox_line(2, title="Theft", status=Delivery.UNCERTAIN, attempts=1),
    an_outbox_line(3, title="Assault", status=Delivery.HELD, held=HeldBecause.UNDO, next_at=NOW + timedelta(seconds=9)),
    an_outbox_line(4, title="Robbery", status=Delivery.DELIVERED, attempts=1),
)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[OutboxPanel]:
    made = OutboxPanel(theme, icons, {"crime": "Crime"})
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show_lines(LINES, OutboxFigures(waiting=2, needs_fixing=1, uncertain=1), NOW)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    yield made
    let_go()


def test_lines_that_come_after_it_opened_have_the_focus(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    made = OutboxPanel(theme, icons)
    qtbot.addWidget(made)
    made.show_lines((), OutboxFigures(), NOW)
    made.show()
    qtbot.waitExposed(made)
    close = made.findChild(QWidget, "sheet-close")
    assert close is not None
    close.setFocus()
    made.show_lines(LINES, OutboxFigures(waiting=2), NOW)
    assert made.focusWidget() is the_list(made), "R, M and Z work at once"
    let_go()


def the_list(panel: OutboxPanel) -> OutboxList:
    found = panel.findChild(OutboxList)
    assert found is not None
    return found


def title(panel: OutboxPanel) -> str:
    row = the_list(panel).current_row()
    return row.line.title if row is not None else ""


def press(panel: OutboxPanel, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(the_list(panel), key)


def test_the_cursor_starts_on_the_worst_line(panel: OutboxPanel) -> None:
    assert title(panel) == "Burglary"


@pytest.mark.parametrize(("down", "up"), [(Qt.Key.Key_Down, Qt.Key.Key_Up), (Qt.Key.Key_J, Qt.Key.Key_K)])
def test_arrows_and_letters_pass_over_the_headings(panel: OutboxPanel, down: Qt.Key, up: Qt.Key) -> None:
    press(panel, down)
    assert title(panel) == "Theft"
    press(panel, down, down, down)
    assert title(panel) == "Robbery"
    press(panel, up, up, up, up)
    assert title(panel) == "Burglary"


def test_home_and_end_stand_on_lines(panel: OutboxPanel) -> None:
    press(panel, Qt.Key.Key_End)
    assert title(panel) == "Robbery"
    press(panel, Qt.Key.Key_Home)
    assert title(panel) == "Burglary"


def test_enter_opens_the_report(qtbot: QtBot, panel: OutboxPanel) -> None:
    with qtbot.waitSignal(panel.open_requested) as heard:
        press(panel, Qt.Key.Key_Return)
    assert heard.args == [LINES[0].report_id]


def test_m_mends_and_r_tries_again(qtbot: QtBot, panel: OutboxPanel) -> None:
    with qtbot.waitSignal(panel.mend_requested) as mended:
        press(panel, Qt.Key.Key_M)
    with qtbot.waitSignal(panel.retry_requested) as tried:
        press(panel, Qt.Key.Key_R)
    assert (mended.args, tried.args) == ([LINES[0].report_id], [LINES[0].operation.op_id])


def test_z_recalls_what_has_not_left(qtbot: QtBot, panel: OutboxPanel) -> None:
    press(panel, Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.recall_requested) as heard:
        press(panel, Qt.Key.Key_Z)
    assert heard.args == [LINES[2].report_id]


def test_a_key_that_does_not_fit_the_line_does_nothing(qtbot: QtBot, panel: OutboxPanel) -> None:
    press(panel, Qt.Key.Key_End)
    with qtbot.assertNotEmitted(panel.retry_requested), qtbot.assertNotEmitted(panel.mend_requested):
        press(panel, Qt.Key.Key_R, Qt.Key.Key_M)


def test_only_what_can_be_done_has_a_button(panel: OutboxPanel) -> None:
    shown = [button.words for button in panel.findChildren(Button) if button.isVisible()]
    assert shown == ["Mend", "Try again", "Ask a supervisor", "Open report"]


def test_escape_closes_and_wins_over_the_window(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    window = QWidget()
    panel = OutboxPanel(theme, icons)
    QVBoxLayout(window).addWidget(panel)
    shadow = {key: QAction(window) for key in ("Escape", "R")}
    heard: list[str] = []
    for key, action in shadow.items():
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked=False, key=key: heard.append(key))
        window.addAction(action)
    qtbot.addWidget(window)
    panel.show_lines(LINES, OutboxFigures(), NOW)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    panel.setFocus()
    with qtbot.waitSignals([panel.retry_requested, panel.closed]):
        press(panel, Qt.Key.Key_R, Qt.Key.Key_Escape)
    assert heard == []


def test_the_empty_outbox_says_so(panel: OutboxPanel) -> None:
    panel.show_lines((), OutboxFigures(), NOW)
    words = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert EMPTY in words


def test_news_leave_the_cursor_on_its_line_and_the_line_in_its_place(panel: OutboxPanel) -> None:
    many = tuple(an_outbox_line(n, status=Delivery.QUEUED) for n in range(10, 80))
    panel.show_lines((*LINES, *many), OutboxFigures(), NOW)
    view = the_list(panel)
    press(panel, *[Qt.Key.Key_Down] * 30)
    before, place = view.current_row(), view.visualRect(view.currentIndex()).top()
    assert before is not None
    news = tuple(an_outbox_line(n, **REFUSED) for n in range(90, 95))
    panel.show_lines((*LINES, *news, *many), OutboxFigures(), NOW)
    after = view.current_row()
    assert after is not None
    assert after.line == before.line
    assert view.visualRect(view.currentIndex()).top() == place


def test_the_same_lines_again_do_not_reset_the_list(qtbot: QtBot, panel: OutboxPanel) -> None:
    model = panel.findChild(OutboxModel)
    assert model is not None
    with qtbot.assertNotEmitted(model.modelReset):
        panel.show_lines(LINES, OutboxFigures(), NOW + timedelta(seconds=2))


def test_time_is_said_anew(panel: OutboxPanel) -> None:
    press(panel, Qt.Key.Key_Down, Qt.Key.Key_Down)
    panel.set_now(NOW + timedelta(seconds=4))
    row = the_list(panel).current_row()
    assert row is not None
    assert row.note.startswith("Goes in 5 s.")


def test_thousands_of_lines_are_put_into_words_only_when_seen(qtbot: QtBot, panel: OutboxPanel) -> None:
    many = tuple(an_outbox_line(n) for n in range(1, 5001))
    panel.show_lines(many, OutboxFigures(waiting=5000), NOW)
    model = panel.findChild(OutboxModel)
    assert model is not None
    panel.grab()
    assert model.rowCount() == 5001
    press(panel, Qt.Key.Key_End)
    row = the_list(panel).current_row()
    assert row is not None
    assert row.line.operation.seq == 5000


@pytest.mark.usefixtures("accessible")
def test_each_line_reads_as_a_sentence(panel: OutboxPanel) -> None:
    model = panel.findChild(OutboxModel)
    assert model is not None
    texts = [model.data(model.index(at, 0), Qt.ItemDataRole.AccessibleTextRole) for at in range(model.rowCount())]
    assert texts[0] == "Needs fixing, 1"
    assert str(texts[1]).startswith(
        "Refused: Record at Crime. Burglary · TYA-77-26-0001-000. Person 1, surname: is missing"
    )
    assert QAccessible.queryAccessibleInterface(panel).text(QAccessible.Text.Name) == "Outbox"
    assert QAccessible.queryAccessibleInterface(the_list(panel)).role() is QAccessible.Role.List


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_from_outside_is_interpreted(panel: OutboxPanel, words: str) -> None:
    line = an_outbox_line(1, title=words, status=Delivery.REJECTED, last_code="422", last_text=words,
                          errors=(FieldError(words, words),))  # fmt: skip
    panel.show_lines((line,), OutboxFigures(), NOW)
    panel.grab()
    for label in panel.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or not label.text()
        assert "\u202e" not in label.text()


@pytest.mark.parametrize("size", [(560, 400), (900, 600), (1400, 900)])
def test_list_and_detail_never_overlap(qtbot: QtBot, panel: OutboxPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    panel.grab()
    view = the_list(panel)
    button = next(button for button in panel.findChildren(Button) if button.words == "Open report")
    inside = [QRect(part.mapTo(panel, part.rect().topLeft()), part.size()) for part in (view, button)]
    assert not inside[0].intersects(inside[1])
    assert panel.rect().contains(inside[0])


def test_lines_of_the_gateway_are_named(theme: Theme, icons: Icons, qtbot: QtBot) -> None:
    panel = OutboxPanel(theme, icons)
    qtbot.addWidget(panel)
    begin: OutboxLine = an_outbox_line(1, kind=OpKind.BEGIN, destination="gateway")
    panel.show_lines((begin,), OutboxFigures(waiting=1), NOW)
    row = the_list(panel).current_row()
    assert row is not None
    assert row.what == "Begin at gateway"


def test_opened_again_it_begins_with_what_waits(panel: OutboxPanel) -> None:
    the_list(panel).go_to(LINES[3].operation.op_id)
    panel.show_lines(LINES, OutboxFigures(waiting=2, needs_fixing=1, uncertain=1), NOW)
    assert title(panel) == "Robbery"
    panel.start_over()
    panel.show_lines(LINES, OutboxFigures(waiting=2, needs_fixing=1, uncertain=1), NOW)
    assert title(panel) == "Burglary"


def test_o_leaves_out_a_file_that_waits_and_nothing_else(qtbot: QtBot, panel: OutboxPanel) -> None:
    waits = {"status": Delivery.HELD, "held": HeldBecause.PERSON, "last_code": "file_not_sent"}
    lines = (an_outbox_line(1, kind=OpKind.SUPPLEMENT, **waits), an_outbox_line(2, kind=OpKind.ATTACH, **waits))
    panel.show_lines(lines, OutboxFigures(needs_fixing=2), NOW)
    with qtbot.assertNotEmitted(panel.leave_requested):
        press(panel, Qt.Key.Key_O)
    press(panel, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.leave_requested) as left:
        press(panel, Qt.Key.Key_O)
    assert left.args[0].line.operation.op_id == lines[1].operation.op_id
    with qtbot.waitSignal(panel.retry_requested):
        press(panel, Qt.Key.Key_R)


def test_x_compares_s_asks_and_l_says_what_was_seen(qtbot: QtBot, panel: OutboxPanel) -> None:
    conflict = an_outbox_line(1, kind=OpKind.BEGIN, destination="gateway", status=Delivery.CONFLICT)
    blind = an_outbox_line(2, kind=OpKind.CREATE, status=Delivery.HELD, held=HeldBecause.PERSON, last_code="no_look_up")
    panel.show_lines((conflict, blind), OutboxFigures(needs_fixing=2), NOW)
    with qtbot.waitSignal(panel.compare_requested) as compared:
        press(panel, Qt.Key.Key_X)
    with qtbot.waitSignal(panel.ask_requested) as asked:
        press(panel, Qt.Key.Key_S)
    with qtbot.assertNotEmitted(panel.see_requested):
        press(panel, Qt.Key.Key_L)
    press(panel, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.see_requested) as seen:
        press(panel, Qt.Key.Key_L)
    assert (compared.args, asked.args) == ([conflict.report_id], [conflict.report_id])
    assert seen.args[0].line.operation.op_id == blind.operation.op_id
