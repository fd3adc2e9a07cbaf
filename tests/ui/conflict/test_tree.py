"""Yours and theirs for somebody who hears the screen: names, roles, states, the order of the focus, what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.accessible import rules
from tests.ui.accessible.inside import tree_of
from tests.ui.accessible.tree import Node
from tests.ui.conflict.test_sheet import MINE, THEIRS, press, sheet
from triage.ui.conflict.sheet import ConflictSheet

__all__ = ["sheet"]
MOST_STOPS = 60


def test_the_whole_sheet_can_be_read(sheet: ConflictSheet) -> None:
    tree = tree_of(sheet)
    assert rules.broken(tree) == []
    said = " ".join(f"{node.name} {node.description}" for node in tree.shown())
    for draft in (MINE, THEIRS):
        assert draft.rationale in said


def test_what_is_chosen_is_a_state_and_not_a_colour(sheet: ConflictSheet) -> None:
    def chosen() -> list[Node]:
        return [node for node in tree_of(sheet).shown() if "checked" in node.states]

    assert chosen() == []
    press(Qt.Key.Key_M)
    (one,) = chosen()
    assert one.role in ("radio button", "push button")
    assert one.name.strip()


def test_tab_goes_through_it_in_reading_order_and_is_no_trap(sheet: ConflictSheet) -> None:
    walked: list[QWidget] = []
    for _ in range(MOST_STOPS):
        here = QApplication.focusWidget()
        assert here is not None
        if walked and here is walked[0]:
            break
        assert here not in walked, f"Tab goes in a circle at {here}"
        walked.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    else:
        raise AssertionError(f"Tab does not come round in {MOST_STOPS} stops")
    stops = [tree_of(one) for one in walked if sheet.isAncestorOf(one)]
    assert len(stops) >= 8
    assert [str(node) for node in stops if not node.name.strip()] == []
