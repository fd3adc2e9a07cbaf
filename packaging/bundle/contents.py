"""What goes into a frozen program and what stays out of it. Read by the two .spec files beside it."""

from __future__ import annotations

from pathlib import Path

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

ROOT = Path(__file__).resolve().parents[2]

UNUSED = [
    # development
    "pytest", "_pytest", "hypothesis", "mypy", "ruff", "schemathesis", "importlinter", "grimp", "tests",
    "setuptools", "pip", "pkg_resources", "PyInstaller",
    # what libraries would use if it were there; here development brought it
    "rich", "pygments", "markdown_it", "mdurl", "requests", "urllib3", "charset_normalizer", "yaml",
    # parts of the standard library and of libraries that nothing here asks for
    "tkinter", "unittest", "lib2to3", "pydoc_data", "IPython", "matplotlib", "pandas",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtOpenGL", "PySide6.QtSql",
    "PySide6.QtUiTools", "PySide6.QtDesigner", "PySide6.QtHelp",
]  # fmt: skip
UNUSED_FILES = (
    "libQt6Quick", "libQt6Qml", "libQt6OpenGL", "libQt6Sql", "libQt6Designer", "libQt6VirtualKeyboard",
    "Qt/qml/", "Qt/translations/", "platformthemes/libqgtk3", "plugins/sqldrivers", "plugins/virtualkeyboard",
    "plugins/qmltooling", "platforms/libqvnc", "platforms/libqlinuxfb", "platforms/libqeglfs",
    "plugins/egldeviceintegrations",
    # what only the GTK theme above would load
    "libgtk-", "libgdk", "libatk-", "libcairo", "libpango", "libpixman", "libthai", "libdatrie",
    "libfribidi", "libgraphite2",
)  # fmt: skip
"""Parts of paths inside the bundle; none of them is loaded (the tour, the map, printing and the viewer run without)."""
GATEWAY_LACKS = [
    "PySide6",
    "shiboken6",
    "qasync",
    "cv2",
    "pi_heif",
    "pypdfium2",
    "pypdfium2_raw",
    "PIL",
    "sqlcipher3",
    "keyring",
]
GATEWAY_ROOMS_LEFT_OUT = (
    "triage.ui",
    "triage.app",
    "triage.services",
    "triage.training",
    "triage.bench",
    "triage.decoder",
    "triage.tokens",
)

NAMED = [
    "aiosqlite", "asyncpg", "asyncpg.pgproto.pgproto", "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.dialects.postgresql.asyncpg", "limits.storage.memory", "cv2", "pi_heif", "pypdfium2",
]  # fmt: skip
"""Imported by name at run time; what a program leaves out is left out all the same."""


def modules(*, without: tuple[str, ...] = ()) -> list[str]:
    """Our own modules (verbs are imported by name, which no analysis sees) and what libraries import by name."""

    def wanted(name: str) -> bool:
        return not any(name == room or name.startswith(f"{room}.") for room in without)

    return [*collect_submodules("triage", filter=wanted), *collect_submodules("uvicorn"), *NAMED]


def data() -> list[tuple[str, str]]:
    """Files that are read at run time: ours, the time zones, and what libraries look for beside themselves."""
    own = collect_data_files("triage", include_py_files=False)
    steps = [
        (str(file), str(file.parent.relative_to(ROOT))) for file in (ROOT / "triage/gateway/migrations").rglob("*.py")
    ]
    return [
        *own,
        *steps,  # Alembic runs them from their files
        (str(ROOT / "resources"), "resources"),
        (str(ROOT / "docs" / "guides"), "resources/guides"),
        *((str(ROOT / "docs" / f"{name}.md"), "resources/guides") for name in ("it", "figures")),
        *collect_data_files("tzdata"),
        *collect_data_files("phonenumbers", include_py_files=False),
        *collect_data_files("jsonschema_specifications"),
        *copy_metadata("limits"),
        *copy_metadata("keyring"),
    ]


def slim(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The entries of a table of contents without what is never loaded."""
    return [entry for entry in entries if not any(part in entry[0] for part in UNUSED_FILES)]
