"""What the palette offers beside commands and reports: views of the queue, pages of the board, settings. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from triage.models.query import View
from triage.ui.palette_rows import PaletteRow

_VIEW_NAMES = {
    View.TO_DO: "To do",
    View.HIGH_RISK: "High risk",
    View.MINE: "Mine",
    View.CLOSED: "Closed",
    View.ALL: "All",
}


def built_in_views() -> dict[str, str]:
    """Key → name of the views that every desk has."""
    return {view.value: name for view, name in _VIEW_NAMES.items()}


def view_places(views: Mapping[str, str]) -> tuple[PaletteRow, ...]:
    """A row for each view; ``views``: key → name."""
    return tuple(
        PaletteRow(text=f"View: {name}", aside="View", icon="queue", place=f"view/{key}") for key, name in views.items()
    )


def page_places(pages: Mapping[str, str]) -> tuple[PaletteRow, ...]:
    """A row for each page of the board; ``pages``: key → name."""
    return tuple(
        PaletteRow(text=f"Board: {name}", aside="Board", icon="figures", place=f"board/{key}")
        for key, name in pages.items()
    )


def setting_places(choices: Mapping[str, tuple[str, Callable[[], None]]]) -> tuple[PaletteRow, ...]:
    """A row for each setting (`SettingsPresenter.choices`)."""
    return tuple(
        PaletteRow(text=words, aside="Setting", icon="settings", place=f"setting/{key}")
        for key, (words, _) in choices.items()
    )


def fitting(places: Iterable[PaletteRow], words: str) -> tuple[PaletteRow, ...]:
    """Those that hold every word typed; none while nothing is typed, so that commands are seen first."""
    wanted = words.casefold().split()
    return tuple(
        row for row in places if wanted and all(word in f"{row.text} {row.aside}".casefold() for word in wanted)
    )
