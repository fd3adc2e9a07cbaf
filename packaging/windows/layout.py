"""What is installed on Windows, in one folder: Python, the locked libraries' Windows wheels, Triage, launchers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PYTHON_VERSION = "3.11"
WINDOWS = {
    "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64",
    "implementation_name": "cpython", "platform_python_implementation": "CPython",
    "python_version": PYTHON_VERSION, "python_full_version": f"{PYTHON_VERSION}.9",
}  # fmt: skip
PATHS = "python311.zip\n.\n..\\lib\n"
"""Where this Python looks for modules, and nowhere else: neither registry nor PYTHONPATH nor a person's own folder."""
LAUNCHERS = (("triage", "gui-64.exe", "pythonw.exe", "pyw"), ("triagec", "cli-64.exe", "python.exe", "py"))
"""Command, setuptools' launcher (locked by hash as all libraries are), the Python it starts, ending of its script."""
SCRIPT = """#!python\\{python}
# The launcher looks for this Python beside the folder that it is in.
import sys

if sys.argv[1:] == ["--decoder"]:
    from triage.decoder.__main__ import main as decode

    decode()
    raise SystemExit(0)

from triage.cli import main

raise SystemExit(main())
"""
UNUSED = (
    "PySide6/qml", "PySide6/translations", "PySide6/include", "PySide6/typesystems", "PySide6/glue",
    "PySide6/metatypes", "PySide6/doc", "PySide6/scripts", "PySide6/support", "PySide6/resources", "bin", "Scripts",
)  # fmt: skip
UNUSED_FILES = re.compile(
    r"PySide6/(?:Qt6?(?:Quick|Qml|Sql|Designer|UiTools|Help|VirtualKeyboard|OpenGL|ShaderTools|Labs|Lottie|Pdf)\w*\.(?:dll|pyd|lib)|"
    r"opengl32sw\.dll|pyside6qml\.abi3\.dll|\w+\.exe|plugins/(?:imageformats/qpdf\.dll|platforminputcontexts/.*)|"
    r"plugins/(?:sqldrivers|qmltooling|designer|virtualkeyboard|qmllint|assetimporters|vectorimageformats)/.*)"
    r"|.*\.(?:pyi|pdb|lib|h|hpp|pyx|pxd)|.*/(?:tests?|__pycache__)/.*"
)
"""Parts of libraries that nothing here loads, as in the bundle for Debian."""


def windows_lock(lock: str) -> str:
    """The pins that hold on Windows, each with its hashes, without markers (pip would read those of this machine)."""
    kept = []
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        pin, *hashes = [line.strip().removesuffix("\\").strip() for line in entry.splitlines()]
        wanted = Requirement(pin)
        if wanted.marker is None or wanted.marker.evaluate(WINDOWS):
            kept.append(" \\\n    ".join([f"{wanted.name}{wanted.specifier}", *hashes]))
    return "\n".join(kept) + "\n"


def install_wheels(target: Path, work: Path) -> None:
    """The locked libraries for Windows into ``target``; pip checks the hash of each.

    Raises:
        CalledProcessError: a pin has no wheel for Windows, or a hash is another.
    """
    work.mkdir(parents=True, exist_ok=True)
    lock = work / "windows.lock"
    lock.write_text(windows_lock((ROOT / "requirements/runtime.lock").read_text(encoding="utf-8")), encoding="utf-8")
    words = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--platform", "win_amd64", "--no-compile"]
    words += ["--python-version", PYTHON_VERSION, "--implementation", "cp"]
    words += [word for abi in ("cp311", "abi3", "none") for word in ("--abi", abi)]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", *words, "--target", str(target), "-r", str(lock)], check=True
    )


def prune(lib: Path) -> None:
    """Take out what is never loaded."""
    for folder in UNUSED:
        shutil.rmtree(lib / folder, ignore_errors=True)
    for file in [*lib.rglob("*")]:
        if file.is_file() and UNUSED_FILES.fullmatch(file.relative_to(lib).as_posix()):
            file.unlink()


def lay_triage(tree: Path) -> None:
    """Triage itself, and its launchers."""
    for part in ("lib/triage", "lib/resources", "bin"):
        shutil.rmtree(tree / part, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "triage", tree / "lib/triage", ignore=ignored)
    shutil.copytree(ROOT / "resources", tree / "lib/resources", ignore=ignored)
    (tree / "bin").mkdir(parents=True)
    for command, launcher, python, ending in LAUNCHERS:
        program = resources.files("setuptools") / launcher
        (tree / f"bin/{command}.exe").write_bytes(program.read_bytes())
        script = SCRIPT.format(python=python)
        (tree / f"bin/{command}-script.{ending}").write_text(script, encoding="utf-8")


def lay_python(tree: Path, python: Path) -> None:
    """Python for Windows from its “embeddable package” (a zip or the folder it unpacks to), told where to look.

    Raises:
        SystemExit: it is not Python 3.11 for Windows.
    """
    target = tree / "python"
    shutil.rmtree(target, ignore_errors=True)
    if python.is_dir():
        shutil.copytree(python, target)
    else:
        with zipfile.ZipFile(python) as packed:
            packed.extractall(target)
    wanted = ("python.exe", "pythonw.exe", "python3.dll", "python311.dll", "python311.zip")
    if missing := [name for name in wanted if not (target / name).is_file()]:
        raise SystemExit(
            f"{python} is not the embeddable Python {PYTHON_VERSION} for Windows: no {', '.join(missing)}."
        )
    for file in target.glob("*._pth"):
        file.unlink()
    (target / "python311._pth").write_text(PATHS, encoding="utf-8")


def files_of(tree: Path) -> Iterator[Path]:
    """Every file, in an order that does not depend on the machine."""
    return (path for path in sorted(tree.rglob("*"), key=lambda path: path.as_posix()) if path.is_file())
