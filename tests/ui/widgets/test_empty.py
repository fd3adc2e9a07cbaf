"""What stands where there is nothing: in the middle, in line with its neighbour, and never in the way of a window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from tests.ui.fit import misfits
from triage.ui.theme import Theme
from triage.ui.widgets.empty import Empty

MORE = "What you send stands here until it has arrived, and for the rest of the day."


def _beside(theme: Theme) -> tuple[QWidget, Empty, Empty]:
    window = QWidget()
    row = QHBoxLayout(window)
    one = Empty(theme, "Nothing is here.", MORE, (("N", "Take the next"), ("C", "Claim it")))
    other = Empty(theme, "Nothing to do.", "Later.")
    row.addWidget(one, 1)
    row.addWidget(other, 1)
    window.resize(1600, 900)
    window.show()
    QApplication.sendPostedEvents()
    return window, one, other


def _labels(empty: Empty) -> list[QLabel]:
    return [label for label in empty.findChildren(QLabel) if label.text()]


def test_two_beside_each_other_stand_in_line(theme: Theme, qapp: QApplication) -> None:
    window, one, other = _beside(theme)
    assert _labels(one)[0].y() == _labels(other)[0].y()
    window.close()


def test_the_window_can_get_narrower_again(theme: Theme, qapp: QApplication) -> None:
    window, _, _ = _beside(theme)
    for width, height in ((600, 300), (1600, 900), (600, 300)):
        window.resize(width, height)
        QApplication.sendPostedEvents()
        assert (window.width(), misfits(window)) == (width, [])
    window.close()


def test_no_line_is_left_with_one_word(theme: Theme, qapp: QApplication) -> None:
    """ "… and for the rest of the / day." """
    window, one, _ = _beside(theme)
    more = _labels(one)[1]
    lines = more.height() // more.fontMetrics().lineSpacing()
    assert more.width() < more.fontMetrics().horizontalAdvance(MORE) / lines * 1.25
    window.close()
