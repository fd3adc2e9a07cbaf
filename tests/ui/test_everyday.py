"""The palette by words that are not the desk's own: everything is found, and nothing takes another's place."""

from __future__ import annotations

import pytest

from triage.ui.actions import ACTIONS
from triage.ui.everyday import EVERYDAY, everyday
from triage.ui.palette_rows import HIDDEN, arrange, command_rows


def found(words: str) -> list[str]:
    """The ids of the commands that the palette lists for these words, from the top."""
    return [row.action_id for row in arrange(command_rows(ACTIONS, words, {}), (), words)]


def test_every_action_has_everyday_words_and_is_found_by_each_of_them() -> None:
    ids = {spec.id for spec in ACTIONS} - HIDDEN
    assert EVERYDAY.keys() == ids
    assert [(name, words) for name in sorted(ids) for words in everyday(name) if name not in found(words)] == []


def test_no_everyday_word_takes_the_first_place_of_an_own_word(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {word for spec in ACTIONS for word in (*spec.text.casefold().split(), spec.text)}
    beside = {words: found(words) for words in own}
    monkeypatch.setattr("triage.ui.palette_rows.everyday", lambda _action: ())
    wrong = {words: rows[:1] for words, rows in beside.items() if rows[: len(found(words))] != found(words)}
    assert wrong == {}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("phone", "contact"),
        ("ring", "contact"),
        ("email", "write"),
        ("999", "dispatch"),
        ("ambulance", "dispatch"),
        ("pdf", "print"),
        ("snooze", "put_off"),
        ("dark mode", "theme"),
        ("bigger", "zoom_in"),
        ("log off", "sign_out"),
        ("put back", "release"),
        ("submit", "send"),
        ("pass on", "handoffs"),
        ("merge", "join_people"),
    ],
)
def test_an_everyday_word_leads_there(words: str, wanted: str) -> None:
    assert wanted in found(words)[:3]


def test_the_row_says_quietly_by_which_word_it_was_found() -> None:
    (row,) = [row for row in command_rows(ACTIONS, "snoo", {}) if row.action_id == "put_off"]
    assert (row.aside, row.also) == ("Queue · snooze", "snooze")
    (row,) = [row for row in command_rows(ACTIONS, "put off", {}) if row.action_id == "put_off"]
    assert (row.aside, row.also) == ("Queue", "")
