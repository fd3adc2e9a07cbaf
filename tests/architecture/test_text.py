"""What the repository's files may say and which files may be in it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.architecture.source import ROOT, everything, files

FORBIDDEN_FILES = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", ".env", "pip.conf", ".netrc", ".pypirc"}
FORBIDDEN_KINDS = {".db", ".sqlite", ".sqlite3", ".pem", ".p12", ".pfx", ".log"}
# Folders of the machine a file was written on. Put together here so that this file does not say them itself.
MACHINE_PATH = re.compile(r"(?<![\w.:/>}-])/(?:" + "|".join(("work", "root", "home", "Users")) + r")/[\w.]")
IN_LOCKS = ("://", "--index-url", "--extra-index-url", "--find-links", "--trusted-host")


@cache
def texts() -> dict[str, str]:
    """Every file of the repository that is UTF-8 text."""
    found = {}
    for path in files(ROOT):
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def lines_with(pattern: re.Pattern[str], text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def test_no_file_names_a_folder_of_one_machine() -> None:
    said = [f"{path}:{line}" for path, text in texts().items() for line in lines_with(MACHINE_PATH, text)]
    assert not said, "\n".join(["Paths of one machine:", *said])


def test_a_machine_path_is_found() -> None:
    assert MACHINE_PATH.search("see /" + "work/main")
    assert MACHINE_PATH.search('"/' + 'home/someone"')


def test_a_web_address_is_no_machine_path() -> None:
    assert not MACHINE_PATH.search("https://www.police.example/" + "home/report")


def test_locks_name_no_registry() -> None:
    said = [
        f"{path.name}: {word}"
        for path in (ROOT / "requirements").iterdir()
        for word in IN_LOCKS
        if word in path.read_text("utf-8")
    ]
    assert not said, "\n".join(["A lock is the same everywhere, so it names no place to download from:", *said])


def test_every_pin_has_a_hash() -> None:
    bare = [
        f"{path.name}: {pin.splitlines()[0]}"
        for path in (ROOT / "requirements").glob("*.lock")
        for pin in re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
        if "--hash=sha256:" not in pin
    ]
    assert not bare, "\n".join(bare)


def test_no_forbidden_file() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in files(ROOT)
        if path.name in FORBIDDEN_FILES or path.suffix in FORBIDDEN_KINDS
    ]
    assert not found, "\n".join(["These do not belong into the repository:", *found])


def test_every_module_says_what_it_is_for() -> None:
    silent = [module.path for module in everything() if module.tree.body and not ast.get_docstring(module.tree)]
    assert not silent, "\n".join(["Modules without a docstring:", *silent])


def test_no_grab_bag_modules() -> None:
    bags = {"utils.py", "util.py", "helpers.py", "manager.py", "common.py", "misc.py"}
    found = [module.path for module in everything() if Path(module.path).name in bags]
    assert not found, "\n".join(["A file is named for its one idea:", *found])
