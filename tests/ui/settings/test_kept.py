"""A person's choices: theirs alone, and a damaged file is as if nothing had been chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from triage.models.query import View
from triage.ui.actions import Actions
from triage.ui.columns import ORDERS
from triage.ui.settings.kept import DENSITY, KEYS, LETTERS, ORDER, THEME, VIEW, ZOOM, Kept, memory_for
from triage.ui.theme import Density, Mode


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
