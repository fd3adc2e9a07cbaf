"""Contrast of every palette, the type scale, and following zoom and mode."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication

from triage.ui.theme import FontRole, Mode, Theme
from triage.ui.theme.contrast import GRAPHIC_PAIRS, TEXT_PAIRS, ratio
from triage.ui.theme.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Tokens
from triage.ui.widgets import Pill, PlainLabel

PALETTES = {"light": LIGHT, "dark": DARK, "contrast light": CONTRAST_LIGHT, "contrast dark": CONTRAST_DARK}


def below(palette: Tokens, pairs: tuple[tuple[str, str], ...], least: float) -> list[str]:
    measured = [(ink, ground, ratio(getattr(palette, ink), getattr(palette, ground))) for ink, ground in pairs]
    return [f"{ink} on {ground}: {value:.2f}" for ink, ground, value in measured if value < least]


def test_ratio_of_black_on_white_is_21() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#777777") == 1


@pytest.mark.parametrize("name", PALETTES)
def test_words_keep_4_5_to_1_on_every_ground(name: str) -> None:
    assert below(PALETTES[name], TEXT_PAIRS, 4.5) == []


@pytest.mark.parametrize("name", PALETTES)
def test_edges_and_shapes_keep_3_to_1(name: str) -> None:
    assert below(PALETTES[name], GRAPHIC_PAIRS, 3) == []


@pytest.mark.parametrize("name", ["contrast light", "contrast dark"])
def test_high_contrast_keeps_7_to_1_for_body_text(name: str) -> None:
    pairs = tuple((ink, ground) for ink in ("text", "text_soft") for ground in ("panel", "card", "selection"))
    assert below(PALETTES[name], pairs, 7) == []


def test_dark_is_grey_and_not_black() -> None:
    assert min(int(DARK.panel[at : at + 2], 16) for at in (1, 3, 5)) > 0x20


def test_fonts_come_from_the_systems_size(theme: Theme) -> None:
    assert theme.font(FontRole.TITLE).pixelSize() > theme.font(FontRole.BODY).pixelSize() >= 12
    assert theme.font(FontRole.SMALL).pixelSize() >= 10


def test_zoom_grows_text_and_space_and_comes_back(theme: Theme) -> None:
    body, gap = theme.font(FontRole.BODY).pixelSize(), theme.space(4)
    theme.zoom(1)
    theme.zoom(1)
    assert theme.font(FontRole.BODY).pixelSize() > body
    assert theme.space(4) > gap
    theme.zoom(0)
    assert (theme.font(FontRole.BODY).pixelSize(), theme.space(4)) == (body, gap)


def test_zoom_has_ends(theme: Theme) -> None:
    for _ in range(20):
        theme.zoom(1)
    assert theme.scale == 2.0
    for _ in range(20):
        theme.zoom(-1)
    assert theme.scale == 0.85


def test_modes_go_round(theme: Theme) -> None:
    seen = {theme.next_mode() for _ in Mode}
    assert seen == set(Mode)


def test_a_label_keeps_its_role_through_zoom_mode_and_tone(theme: Theme, qtbot) -> None:
    label = PlainLabel(theme, "Title", FontRole.TITLE)
    qtbot.addWidget(label)
    label.show()
    theme.zoom(1)
    theme.set_mode(Mode.DARK)
    label.set_tone("wrong")
    assert label.font().pixelSize() == theme.font(FontRole.TITLE).pixelSize()
    assert label.palette().color(label.foregroundRole()).name() == DARK.wrong


def test_applying_twice_is_the_same(theme: Theme, qapp: QApplication) -> None:
    sheet = qapp.styleSheet()
    theme.apply(qapp)
    assert qapp.styleSheet() == sheet
    assert qapp.font().pixelSize() == theme.font(FontRole.BODY).pixelSize()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_pill_is_round_at_every_scaling(qapp: QApplication, scale: float) -> None:
    """Qt draws square shoulders where the radius is more than half the height."""
    theme = Theme(Mode.LIGHT)
    theme.set_scale(scale)
    theme.apply(qapp)
    pill = Pill(theme, "Balances", "good")
    pill.ensurePolished()
    radius = re.search(r'pill="good"\].*?border-radius: (\d+)px', qapp.styleSheet())
    assert radius is not None
    assert 2 * int(radius[1]) <= pill.sizeHint().height()
