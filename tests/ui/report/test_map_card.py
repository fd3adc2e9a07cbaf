"""Where the place is, said and drawn: nothing without a place, keys zoom, every theme paints."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.builders import a_profile, a_report
from tests.insight.reference.builders import county
from triage.insight.reference.mapping import PlaceMap, map_of
from triage.insight.reference.whereabouts import whereabouts
from triage.models.profile import Force
from triage.models.reference import Whereabouts
from triage.models.things import Place
from triage.ui.icons import Icons
from triage.ui.presenter.places import elsewhere
from triage.ui.report.map_card import MapCard, source_words
from triage.ui.theme import Mode, Theme


@pytest.fixture
def card(qtbot: QtBot, theme: Theme, icons: Icons) -> MapCard:
    made = MapCard(theme, icons)
    qtbot.addWidget(made)
    made.resize(420, 280)
    return made


def there(tmp_path: Path, postcode: str) -> tuple[Whereabouts, PlaceMap | None]:
    library = county(tmp_path)
    report = a_report(places=(Place(key="l1", roles=("incident",), postcode=postcode),))
    found = whereabouts(report, a_profile(force=Force(id="77", name="Eastshire Police")), library)
    assert found is not None
    return found, map_of(found.located, library)


def test_nothing_is_shown_without_a_place(card: MapCard, tmp_path: Path) -> None:
    assert card.isHidden()
    found, drawn = there(tmp_path, "EB1 1AA")
    card.show_place(found, drawn)
    assert not card.isHidden()
    card.show_place(found, None)
    assert card.view.isHidden()
    assert not card.isHidden()
    card.show_place(None, None)
    assert card.isHidden()


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK, Mode.CONTRAST])
def test_the_point_is_painted_in_every_theme(card: MapCard, theme: Theme, mode: Mode, tmp_path: Path) -> None:
    theme.set_mode(mode)
    card.show_place(*there(tmp_path, "EB2 1AA"))
    card.show()
    image = card.view.grab().toImage()
    wrong = theme.colour("wrong")
    painted = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(0, image.height(), 3)}
    assert wrong.name() in painted
    assert theme.colour("accent_soft").name() in painted


def test_plus_and_minus_zoom_and_the_words_say_the_same(card: MapCard, qtbot: QtBot, tmp_path: Path) -> None:
    card.show_place(*there(tmp_path, "EB1 1AA"))
    card.show()
    assert card.view.accessibleName() == "Map: In Eastshire, D01"
    assert card.view.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.keyClick(card.view, Qt.Key.Key_Plus)
    qtbot.keyClick(card.view, Qt.Key.Key_Plus)
    qtbot.keyClick(card.view, Qt.Key.Key_Plus)
    assert (card.view.zoom, card._nearer.isEnabled(), card._wider.isEnabled()) == (2, False, True)
    qtbot.keyClick(card.view, Qt.Key.Key_Minus)
    assert card.view.zoom == 1


def test_what_it_was_read_from_is_said(tmp_path: Path) -> None:
    found, _ = there(tmp_path, "EB2 IAA")
    assert source_words(found) == "By the postcode EB2 1AA, written EB2 IAA (postcode list nspl)."
    assert elsewhere(found) == "This place is in Westshire Police’s area (EB2\u00a01AA)."
    own, _ = there(tmp_path, "EB1 1AA")
    assert elsewhere(own) == elsewhere(None) == ""
