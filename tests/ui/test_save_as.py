"""Saving as a file: what is written, what is told, and what is not made when the person goes back."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from triage.models.errors import KnownError
from triage.ui.presenter.save_as import as_csv_bytes, save_as


async def saved(monkeypatch: pytest.MonkeyPatch, path: Path | None, content: Any) -> list[str]:
    """What the person was told, having picked this path."""

    async def pick(*_args: Any, **_more: Any) -> Path | None:
        return path

    monkeypatch.setattr("triage.ui.dialogs.pick_file", pick)
    told: list[str] = []
    context: Any = SimpleNamespace(shell=None, tell=lambda _level, what, key: told.append(f"{key}: {what}"))
    await save_as(context, "Save it", "it.csv", "CSV (*.csv)", content, what="The table", key="table")
    return told


async def test_it_is_written_and_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = await saved(monkeypatch, tmp_path / "mine.csv", as_csv_bytes("a,é\r\n"))
    assert told == ["table: The table: saved as mine.csv."]
    assert (tmp_path / "mine.csv").read_bytes() == b"\xef\xbb\xbfa,\xc3\xa9\r\n"


async def test_nothing_is_made_for_who_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    async def make() -> bytes:
        made.append("made")
        return b""

    assert await saved(monkeypatch, None, make) == []
    assert made == []


async def test_where_nothing_can_be_written_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"mine\.csv cannot be written"):
        await saved(monkeypatch, tmp_path / "nowhere" / "mine.csv", b"x")
