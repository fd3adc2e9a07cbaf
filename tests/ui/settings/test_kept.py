"""A person's choices: theirs alone, and a damaged file is as if nothing had been chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from triage.models.desk_keys import BY_NAME, Layer
from triage.models.desk_values import Standing
from triage.models.query import View
from triage.policy.tables import heard_in
from triage.ui.actions import Actions
from triage.ui.columns import ORDERS
from triage.ui.settings.kept import DENSITY, KEYS, LETTERS, LOOK, ORDER, THEME, VIEW, ZOOM, Kept, memory_for
from triage.ui.settings.look_page import MODES, VIEWS
from triage.ui.theme import Density, Mode
from triage.ui.theme.theme import ZOOM_STEPS


def test_two_people_at_one_computer_keep_apart(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    ann, ben = Kept(memory_for(file, "oidc|ann")), Kept(memory_for(file, "oidc|ben"))
    ann.mode, ann.scale, ann.letters, ann.keys = Mode.DARK, 1.5, False, {"next": ("F8",)}
    ann.density, ann.view, ann.order = Density.COMPACT, View.MINE, "decide report queue"
    assert (ben.mode, ben.scale, ben.letters, ben.keys) == (Mode.SYSTEM, 1.0, True, {})
    again = Kept(memory_for(file, "oidc|ann"))
    assert (again.mode, again.scale, again.letters, again.keys) == (Mode.DARK, 1.5, False, {"next": ("F8",)})
    assert (again.density, again.view, again.order) == (Density.COMPACT, View.MINE, "decide report queue")
    assert "ann" not in file.read_text()


@pytest.mark.parametrize("rubbish", ["", "purple", "[]", '{"next": 7}', "nan-ish", "9" * 400])
def test_a_damaged_memory_is_as_if_nothing_was_chosen(tmp_path: Path, rubbish: str) -> None:
    memory = memory_for(tmp_path / "window.ini", "ann")
    for key in (THEME, ZOOM, DENSITY, LETTERS, KEYS, VIEW, ORDER):
        memory.setValue(key, rubbish)
    kept = Kept(memory)
    assert (kept.mode, kept.density, kept.view) == (Mode.SYSTEM, Density.COMFORTABLE, View.TO_DO)
    assert kept.order == next(iter(ORDERS))
    assert kept.keys == {}
    assert kept.scale > 0


def test_keys_of_another_build_and_quarrels_are_settled(qapp, qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.choose_keys({"gone": ("F8",), "claim": ("N",), "next": ("Tab",), "undo": ()})
    assert actions.key("claim") == "N"
    assert actions.key("next") == ""  # what the person chose wins; Tab is nobody's
    assert actions.key("undo") == ""
    assert actions.caps()["N"] == ""
    assert actions.caps()["C"] == "N"
    actions.choose_keys({})
    assert actions.chosen_keys() == {}
    assert actions.caps() == {}


def test_what_the_organisation_locked_is_not_a_persons(tmp_path: Path) -> None:
    memory = memory_for(tmp_path / "window.ini", "ann")
    Kept(memory).mode = Mode.LIGHT
    Kept(memory).scale = 1.5
    policy = heard_in(
        'locked = ["look.theme"]\n[look]\ntheme = "dark"\ntext_size = 110',
        layer=Layer.MACHINE,
        source="policy.toml",
        may_lock=True,
    )
    kept = Kept(memory, Standing(policy.told))
    assert (kept.mode, kept.scale, kept.locked()) == (Mode.DARK, 1.5, {"look.theme"})
    assert Kept(memory_for(tmp_path / "window.ini", "ben"), Standing(policy.told)).scale == 1.1


def test_the_table_of_settings_offers_what_the_window_has() -> None:
    offered = {name: {value for value, _words in BY_NAME[name].choices} for name in LOOK}
    assert offered["look.theme"] == {mode.value for mode in Mode} == {mode for mode, _words in MODES}
    assert offered["look.density"] == {density.value for density in Density}
    assert offered["look.columns"] == set(ORDERS)
    assert offered["look.first_view"] == {view for view, _words in VIEWS}
    assert (BY_NAME["look.text_size"].least, BY_NAME["look.text_size"].most) == (
        round(ZOOM_STEPS[0] * 100),
        round(ZOOM_STEPS[-1] * 100),
    )
