"""One family of icons, tinted and crisp."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from triage.models.errors import BugError
from triage.models.resources import resource_path
from triage.ui.icons import Icons
from triage.ui.rail import ENTRIES
from triage.ui.theme import Mode, Theme


def test_every_icon_is_of_the_family() -> None:
    for path in resource_path("icons").glob("*.svg"):
        root = ET.parse(path).getroot()
        assert root.get("viewBox") == "0 0 20 20", path.name
        assert root.get("stroke-width") == "1.5", path.name
        assert root.get("stroke") == "currentColor", path.name


def test_every_icon_draws_something(icons: Icons) -> None:
    for name in icons.names():
        image = icons.pixmap(name, "text", 20, 1.0).toImage()
        drawn = any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20))
        assert drawn, name


def test_an_icon_is_as_sharp_as_the_screen(icons: Icons) -> None:
    pixmap = icons.pixmap("queue", "text", 20, 1.5)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (30, 1.5)


def test_an_icon_takes_the_palettes_colour(theme: Theme, icons: Icons) -> None:
    light = icons.pixmap("dot", "accent", 20, 1.0).toImage().pixelColor(10, 10).name()
    theme.set_mode(Mode.DARK)
    dark = icons.pixmap("dot", "accent", 20, 1.0).toImage().pixelColor(10, 10).name()
    assert light != dark == theme.tokens.accent


def test_the_rails_icons_exist(icons: Icons) -> None:
    assert {entry.icon for entry in ENTRIES} <= set(icons.names())


def test_an_unknown_icon_is_a_bug(icons: Icons) -> None:
    with pytest.raises(BugError, match="no icon"):
        icons.pixmap("nothing")
