"""Alarms on the board: a supervisor sets the limit of a view at a real gateway, and sees what stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.builders import NOW
from tests.services.world import world
from tests.ui.board.made_shift import some_alarms
from tests.ui.fit import misfits
from tests.ui.hands import Hands, at_the_window
from triage.models.alarms import Alarm, AlarmKind, Alarms, Outside, ViewAlarmPut
from triage.models.clock import ManualClock
from triage.ui.board.alarms.page import AlarmsPage
from triage.ui.board.alarms.words import alarm_words, heard_words, limits_of, outside_words
from triage.ui.board.page import Room
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel, RowButton
from triage.ui.widgets.elided import Elided


async def opened(hands: Hands) -> AlarmsPage:
    """The page of alarms, with the views that one may be set for."""
    await hands.desk.synced()
    await hands.desk.roles.known()
    hands.window.board.toggle()
    hands.window.board.board.show_page("alarms")
    page = hands.window.board.board.page()
    assert isinstance(page, AlarmsPage)
    await hands.until(page.views.count, "the views are listed")
    return page


async def test_a_supervisor_sets_the_alarm_of_a_view_and_takes_it_off(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        page = await opened(hands)
        page.choose("to_do")
        page.age.set_words("2h")
        page.most.set_words("20")
        page.most.focus()
        await hands.press("Return")  # it did nothing
        await hands.until(lambda: page.alarms is not None and page.alarms.views, "the alarm is set")
        assert QApplication.focusWidget() is page, "not the board's way out"
        page.choose("to_do")
        await hands.press("Ctrl+Return")
        await hands.until(lambda: page.most.isHidden() or not page.most.isVisible(), "Ctrl+Enter sets it as well")
        told = await hands.desk.overseeing.compliance.alarms()
        assert [(one.view, one.most_count, one.most_minutes) for one in told.views] == [("to_do", 20, 120)]
        page.choose("to_do")
        page.clear.click()
        await hands.until(lambda: page.alarms is not None and not page.alarms.views, "it is taken off")


async def test_what_stands_is_kept_fresh_and_a_limit_being_written_stays(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        page = await opened(hands)
        page.choose("to_do")
        page.most.set_words("20")
        await hands.desk.overseeing.compliance.set_alarm("all", ViewAlarmPut(most_count=7))
        page.fetching.ask()
        await hands.until(lambda: page.alarms is not None and page.alarms.views, "another one's alarm is told")
        assert page.most.isVisible()
        assert page.most.words == "20"


@pytest.mark.parametrize(
    ("most", "age", "limits"),
    [
        ("20", "", ViewAlarmPut(most_count=20)),
        ("", "1h30", ViewAlarmPut(most_minutes=90)),
        ("0", "45", ViewAlarmPut(most_count=0, most_minutes=45)),
        ("", "", None),
        ("many", "", None),
        ("2", "soon", None),
        ("12345678", "", None),
    ],
)
def test_limits_as_people_type_them(most: str, age: str, limits: ViewAlarmPut | None) -> None:
    assert limits_of(most, age) == limits


def test_the_limit_that_is_written_comes_into_sight(theme: Theme, icons: Icons) -> None:
    roles = SimpleNamespace(held={"supervisor"})
    context: Any = SimpleNamespace(desk=SimpleNamespace(clock=ManualClock(at=NOW), roles=roles), shell=None)
    page = AlarmsPage(Room(context, theme, icons, lambda _report_id: None))
    page.resize(600, 420)
    page.show()
    page.show_alarms((some_alarms(NOW), ()))
    page.choose("to_do")
    assert page.set.visibleRegion().boundingRect().size() == page.set.size()
    page.hide()


def test_alarms_in_words() -> None:
    view = Alarm(
        key="view:night-a1b2c3", kind=AlarmKind.VIEW, raised_at=NOW - timedelta(minutes=5), told_at=NOW, count=14,
        oldest_at=NOW - timedelta(minutes=90),
    )  # fmt: skip
    told = alarm_words(view, {"night-a1b2c3": "Night"}, NOW)
    assert told == ("View over its limit: Night", "14 reports, oldest received 1 h 30 m ago, raised 5 min ago")
    assert heard_words(view, NOW) == ""
    assert "Nobody outside" in outside_words(Alarms(), NOW)
    assert outside_words(Alarms(addresses=1, webhook=True), NOW) == "Also told outside: 1 address and a webhook."


@pytest.mark.parametrize("width", [420, 640, 1100])
def test_what_stands_is_told_whole_at_every_width(theme: Theme, icons: Icons, width: int) -> None:
    context: Any = SimpleNamespace(desk=SimpleNamespace(clock=ManualClock(at=NOW), roles=SimpleNamespace(held=set())))
    page = AlarmsPage(Room(context, theme, icons, lambda _report_id: None))
    page.resize(width, 700)
    page.show()
    page.show_alarms((some_alarms(NOW), ()))
    rows = [row for row in page.findChildren(RowButton) if row.objectName().startswith("alarm:")]
    told = [label for label in page.standing.findChildren(PlainLabel) if label.isVisible()]
    assert len(rows) == 4
    assert not any(isinstance(label, Elided) and label.shown() != label.text() for label in told)
    assert misfits(page) == []
    first = "3 reports, oldest received 16 min ago, raised 4 min ago. Told outside 4 min ago."
    assert rows[0].accessibleDescription() == first
    page.hide()


def test_what_went_outside_in_words() -> None:
    still = Outside(word="still", sent_at=NOW - timedelta(minutes=9))
    failed = Outside(reason="The webhook answered 503.", trying=True)
    view = Alarm(key="view:night-a1b2c3", kind=AlarmKind.VIEW, raised_at=NOW, told_at=NOW, mark="a1b2c3", outside=still)
    assert heard_words(view, NOW) == "Told again outside as “a1b2c3” 9 min ago."
    missed = heard_words(replace(view, mark="", outside=failed), NOW)
    assert missed == "Nobody outside has heard the last word: The webhook answered 503. It is tried again."
    told = outside_words(Alarms(webhook=True, outside=replace(failed, sent_at=NOW, word="over", trying=False)), NOW)
    assert told.endswith("Not everybody outside has heard the last word: The webhook answered 503. It was given up.")
    assert "Last word 0 s ago." in told
