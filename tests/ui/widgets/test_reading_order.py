"""Tab goes in the order in which one reads, however the widgets came to be."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from triage.ui.widgets.reading_order import beside, stops


def a_page(qtbot) -> tuple[QWidget, dict[str, QPushButton]]:
    """Made last to first; read "a", then the grid "b c", then "d"."""
    page = QWidget()
    qtbot.addWidget(page)
    made = {name: QPushButton(name) for name in "dcba"}
    column = QVBoxLayout(page)
    column.addWidget(made["d"])
    column.insertWidget(0, made["a"])
    grid = QGridLayout()
    grid.addWidget(made["c"], 0, 1)
    grid.addWidget(made["b"], 0, 0)
    column.insertLayout(1, grid)
    page.show()
    return page, made


def test_it_goes_from_the_top_down_and_along_each_row(qtbot) -> None:
    page, made = a_page(qtbot)
    assert stops(page) == [made[name] for name in "abcd"]


def test_what_is_hidden_or_disabled_is_no_stop(qtbot) -> None:
    page, made = a_page(qtbot)
    made["b"].hide()
    made["c"].setEnabled(False)
    assert stops(page) == [made["a"], made["d"]]


def test_it_goes_round(qtbot) -> None:
    page, made = a_page(qtbot)
    assert beside(page, made["d"], forward=True) is made["a"]
    assert beside(page, made["a"], forward=False) is made["d"]


def test_from_what_has_just_been_hidden_it_goes_to_the_neighbour(qtbot) -> None:
    page, made = a_page(qtbot)
    made["b"].hide()
    assert beside(page, made["b"], forward=True) is made["c"]
    assert beside(page, made["b"], forward=False) is made["a"]


def test_from_outside_there_is_no_neighbour(qtbot) -> None:
    page, _ = a_page(qtbot)
    assert beside(page, None, forward=True) is None
