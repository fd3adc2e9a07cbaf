"""The name under which a file of the public is exported is a name and nothing else, on every system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.ui.presenter.saving import safe_name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON.jpg", "_CON.jpg"),
        ("nul", "_nul"),
        ("photo\u202egnp.exe", "photo_gnp.exe"),
        ("a.jpg:hidden", "a.jpg_hidden"),
        ("...", "attachment-3"),
        ("console.jpg", "console.jpg"),
    ],
)
def test_what_means_something_to_a_file_system_is_taken_out(told: str, name: str) -> None:
    assert safe_name(told, 3) == name


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_can_be_written_everywhere(told: str) -> None:
    name = safe_name(told, 3)
    assert name
    assert len(name) <= 121
    assert not re.search(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e]', name)
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
