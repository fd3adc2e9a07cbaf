"""The table of settings in docs/it.md is what the code has."""

from __future__ import annotations

from pathlib import Path

from triage.models.desk_keys import DESK_KEYS
from triage.policy.reference import put_into

PAGE = Path(__file__).resolve().parents[2] / "docs" / "it.md"


def test_the_page_has_the_settings_of_the_code() -> None:
    page = PAGE.read_text("utf-8")
    assert put_into(page) == page, "run: triage settings table --into docs/it.md"
    assert all(f"| `{key.name}" in page for key in DESK_KEYS)
