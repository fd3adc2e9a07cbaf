"""Build the installer of the desktop for Windows: Windows wheels, Python, launchers, packed by wixl (or WiX 3).

    .venv/bin/python packaging/windows/msi.py --python python-3.11.9-embed-amd64.zip [--version V] [--out FOLDER]

Needs wixl (Debian: apt-get install wixl) and the embeddable Python 3.11 from its publisher, which ci.ps1 beside this
file fetches and whose signatures it checks. ``--without-python`` builds one that can be looked at but not started.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import admx  # noqa: E402 - beside this file
from layout import ROOT, files_of, install_wheels, lay_python, lay_triage, prune  # noqa: E402
from licences import write_notices  # noqa: E402 - one folder up
from wxs import ICON, definition  # noqa: E402

PICTURE = ROOT / "packaging/debian/desktop/triage.svg"
ICON_SIZES = (16, 24, 32, 48, 64, 256)


def main() -> int:
    """Build it and print where it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", type=Path, metavar="ZIP", help="the embeddable Python 3.11 for Windows (amd64)")
    parser.add_argument("--without-python", action="store_true", help="for looking at the package only")
    parser.add_argument("--version", default=_version())
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build/windows")
    parser.add_argument("--keep", action="store_true", help="keep the libraries that lie in the work folder")
    told = parser.parse_args()
    if (told.python is None) is not told.without_python:
        parser.error("name the embeddable Python with --python, or say --without-python")
    if not any(map(shutil.which, ("wixl", "light"))):
        raise SystemExit("wixl is missing. On Debian: apt-get install wixl (on Windows: WiX 3)")
    tree = told.work / "tree"
    if not (told.keep and tree.is_dir()):
        shutil.rmtree(tree, ignore_errors=True)
        install_wheels(tree / "lib", told.work)
        prune(tree / "lib")
    lay_triage(tree)
    if told.python:
        lay_python(tree, told.python)
    admx.write(tree / "policy")
    shutil.copy(ROOT / "LICENSE", tree / "LICENSE.txt")
    write_notices(
        ROOT / "requirements/runtime.lock", tree / "lib", tree, "triage-windows", told.version, libraries=tree / "lib"
    )
    name = "triage" if told.python else "triage-without-python"
    file = told.out / f"{name}_{told.version}_x64.msi"
    told.out.mkdir(parents=True, exist_ok=True)
    pack(tree, told.version, file, told.work)
    size = sum(one.stat().st_size for one in files_of(tree))
    print(f"{file} ({file.stat().st_size / 1e6:.0f} MB; {size / 1e6:.0f} MB in {len([*files_of(tree)])} files)")
    return 0


def pack(tree: Path, version: str, file: Path, work: Path) -> None:
    """Make the .msi of what lies in ``tree``.

    Raises:
        CalledProcessError: the packer refused the definition; it says why.
    """
    write_icon(work / ICON)
    source = work / "triage.wxs"
    root = definition(tree, version, work)
    ET.indent(root)
    ET.ElementTree(root).write(source, encoding="utf-8", xml_declaration=True)
    if shutil.which("wixl"):
        subprocess.run(["wixl", "-a", "x64", "-o", str(file.resolve()), source.name], check=True, cwd=work)
        return
    middle = source.with_suffix(".wixobj")  # WiX 3, which Windows runners have, reads the same definition
    subprocess.run(["candle", "-nologo", "-arch", "x64", "-o", middle.name, source.name], check=True, cwd=work)
    subprocess.run(["light", "-nologo", "-sval", "-o", str(file.resolve()), middle.name], check=True, cwd=work)


def write_icon(file: Path) -> None:
    """The icon as Windows wants it: one file with a picture of each size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from io import BytesIO

    from PIL import Image
    from PySide6.QtCore import QBuffer, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(max(ICON_SIZES), max(ICON_SIZES), QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(PICTURE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.open(BytesIO(bytes(buffer.data().data()))).save(file, "ICO", sizes=[(size, size) for size in ICON_SIZES])


def _version() -> str:
    line = next(one for one in (ROOT / "triage/__init__.py").read_text().splitlines() if one.startswith("__version__"))
    return line.split('"')[1]


if __name__ == "__main__":
    raise SystemExit(main())
