"""What the viewer's keys do to what it shows; made before there is a viewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triage.ui.files.viewer import FileViewer  # made when it is first opened


def viewer_keys(viewer: Callable[[], FileViewer]) -> dict[str, Callable[[], object]]:
    """Action id → what it does. ``viewer``: the one on the screen when a key comes."""
    return {
        "file_nearer": lambda: viewer().canvas.zoom(1),
        "file_farther": lambda: viewer().canvas.zoom(-1),
        # Asked when the key comes: there is no viewer yet.
        "file_fit": lambda: viewer().canvas.fit(),  # noqa: PLW0108
        "file_actual": lambda: viewer().canvas.actual(),  # noqa: PLW0108
        "file_turn": lambda: viewer().canvas.rotate(1),
        "file_turn_back": lambda: viewer().canvas.rotate(-1),
        "file_page": lambda: viewer().step(1),
        "file_page_before": lambda: viewer().step(-1),
        "file_picture": lambda: viewer().step_pictures(1),
        "file_picture_before": lambda: viewer().step_pictures(-1),
        "file_second": lambda: viewer().step_seconds(1),
        "file_second_before": lambda: viewer().step_seconds(-1),
        "file_cover": lambda: viewer().toggle_cover(),
        "file_hash": lambda: viewer().copy_hash(),
    }
