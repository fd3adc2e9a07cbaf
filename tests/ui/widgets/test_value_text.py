"""A value is laid out once where it fits on one line, and painted from the left in every script."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from triage.ui.theme import Theme
from triage.ui.widgets.value_text import ValueText

WIDTH = 400


@pytest.fixture
def value(qtbot: QtBot, theme: Theme) -> ValueText:
    made = ValueText(theme)
    qtbot.addWidget(made)
    return made


def test_a_line_that_fits_is_broken_once_for_all_widths(value: ValueText) -> None:
    value.set_text("Blue bicycle, Carrera")
    natural = value.sizeHint()
    assert value.heightForWidth(natural.width()) == natural.height()
    assert value.heightForWidth(WIDTH) == natural.height()
    assert len(value._inked._laid) == 1


def test_a_line_that_does_not_fit_is_wrapped(value: ValueText) -> None:
    value.set_text("Blue bicycle, Carrera")
    natural = value.sizeHint()
    assert value.heightForWidth(natural.width() // 2) > natural.height()


@pytest.mark.parametrize("text", ["Blue bicycle", "دراجة زرقاء", "מפתח כחול"])
def test_what_stands_on_one_line_is_painted_from_the_left_in_every_script(value: ValueText, text: str) -> None:
    value.set_text(text)
    value.resize(WIDTH, value.heightForWidth(WIDTH))
    image = value.grab().toImage()
    inked = [x for x in range(WIDTH) for y in range(image.height()) if image.pixelColor(x, y).lightness() < 128]
    assert inked
    assert max(inked) < WIDTH // 2


def test_a_postcode_is_never_broken_and_is_said_as_it_was_written(value: ValueText) -> None:
    """ "46 Tanners Crescent, Stannerby, EB4 / 9RQ" """
    address = "46 Tanners Crescent, Stannerby, EB4 9RQ"
    value.set_text(address)
    natural = value.sizeHint().width()
    value.set_text("EB4 9RQ")
    assert value.text == value.accessibleName() == "EB4 9RQ"
    least = value.sizeHint().width()
    value.set_text(address)
    for width in range(least, natural):
        layout = value._inked._layout(width)
        lines = [layout.lineAt(at) for at in range(layout.lineCount())]
        assert not any(address[line.textStart() :].startswith("9RQ") for line in lines)
    assert value.text == address
