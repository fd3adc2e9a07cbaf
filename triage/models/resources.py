"""Where the files of resources/ are: in a checkout, in an installed package and in a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path

from triage.models.errors import BugError


def _folders() -> tuple[Path, ...]:
    """Places to look, in order: a frozen program's own folder, inside the package, beside the package."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    inside = (Path(frozen) / "resources",) if frozen else ()
    return (*inside, package / "resources", package.parent / "resources")


def resource_path(name: str) -> Path:
    """The path of a bundled file, such as "profile.toml".

    Raises:
        BugError: the program was packed without it.
    """
    for folder in _folders():
        path = folder / name
        if path.exists():
            return path
    raise BugError(f"The bundled file “{name}” is missing.")


def read_resource(name: str) -> str:
    """The text (UTF-8) of a bundled file; raises BugError as `resource_path` does."""
    return resource_path(name).read_text(encoding="utf-8")
