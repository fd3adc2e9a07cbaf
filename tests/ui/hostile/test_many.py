"""A report with very many people, answers and files is paged through with few widgets; nothing is out of reach."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_person
from tests.ui.gallery import case
from triage.models.answer import Answer
from triage.models.clock import ManualClock
from triage.models.things import Attachment
from triage.ui.icons import Icons
from triage.ui.report.cards import MOST_CARDS
from triage.ui.report.field_row import FieldRow
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme
from triage.ui.widgets.button import Button

MANY = 300


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> ReportPanel:
    whole = case.detail()
    assert whole.body is not None
    report = replace(
        whole.body.report,
        people=tuple(a_person(f"p{at}", place_key="") for at in range(MANY)),
        answers=tuple(Answer(path=f"/a/{at}", label=f"Asked {at}", text=f"Told {at}") for at in range(MANY)),
        attachments=tuple(Attachment(number=at + 1, name=f"{at}.jpg") for at in range(MANY)),
    )
    made = ReportPanel(theme, icons, ManualClock(NOW))
    qtbot.addWidget(made)
    made.resize(580, 700)
    made.show()
    made.show_detail(replace(whole, body=replace(whole.body, report=report)), case.profile())
    return made


def press(panel: ReportPanel, words: str, times: int) -> int:
    """Press the way to more (or to earlier ones) wherever there is one, so often; how often it was there."""
    done = 0
    for _ in range(times):
        for button in panel.body.findChildren(Button):
            if button.isVisible() and button.words.startswith("Show ") and words in button.words:
                button.click()
                done += 1
                break
    return done


def test_people_come_and_go(panel: ReportPanel) -> None:
    last = f"people/p{MANY - 1}/surname"
    assert panel.focus_field(last)
    assert len(panel.body.cards()) <= MOST_CARDS
    assert panel.focus_field("people/p0/surname")
    assert press(panel, "more of", 6) == 6
    assert len(panel.body.cards()) <= MOST_CARDS
    assert panel.body.cards()[0].objectName() != "card:people/p0"
    assert press(panel, "earlier of", 4) == 4
    assert panel.body.cards()[0].objectName() == "card:people/p0"


def test_answers_come_and_go(panel: ReportPanel) -> None:
    card = panel.body._answers[0]
    for _ in range(20):
        card._show_more()
    assert card.rows[-1].row.text == f"Told {MANY - 1}"
    assert len(card.rows) <= 70
    for _ in range(20):
        card._show_earlier()
    assert [row.row.text for row in card.rows[:14]] == [f"Told {at}" for at in range(14)]


def test_answers_that_stay_on_the_screen_are_not_made_again(panel: ReportPanel) -> None:
    card = panel.body._answers[0]
    own = list(card.rows)
    card._show_more()
    first_page = card.rows[len(own) :]
    card._show_more()
    assert card.rows[: len(own)] == own
    assert card.rows[len(own) : len(own) + len(first_page)] == first_page
    card._show_more()
    assert not set(first_page) & set(card.rows)
    assert [row.isVisible() for row in card.rows] == [True] * len(card.rows)
    gone = [one.row.text for one in card.findChildren(FieldRow) if one.isVisible() and one not in card.rows]
    assert gone == []


def test_a_row_that_is_corrected_while_more_is_asked_for_comes_back(panel: ReportPanel) -> None:
    card = panel.body._answers[0]
    card.edit(card.rows[3])
    card._show_more()
    assert not card.editing
    assert card.rows[3].isVisible()


def test_any_file_can_be_gone_to(panel: ReportPanel) -> None:
    assert panel.attachments.focus_number(MANY)
    assert panel.attachments.focused == MANY
    assert panel.attachments.focus_number(1)
    for _ in range(5):
        panel.attachments._turn(1)
    assert len(panel.attachments._rows) == 48
    panel.attachments._turn(-1)
    assert not panel.attachments.focus_number(MANY + 1)
