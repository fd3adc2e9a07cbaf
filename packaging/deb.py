"""Build the Debian packages of the desktop and of the gateway: freeze, lay out, describe, pack.

    .venv/bin/python packaging/deb.py [desktop] [gateway] [--version V] [--out FOLDER] [--keep]

Each is one folder under /usr/lib with Python and every library inside: a workstation needs nothing but Debian 12 or
newer. ``--keep`` packs again what was frozen before (for changes of the packages' own files).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from licences import write_notices  # beside this file, which Python puts first on its path

ROOT = Path(__file__).resolve().parent.parent
DEBIAN = ROOT / "packaging/debian"
FROZEN = ROOT / "build/dist"


@dataclass(frozen=True)
class Package:
    """``files``: where each of the package's own files goes, with its mode; ``scripts`` run around the installation."""

    part: str
    name: str
    summary: str
    description: str
    depends: str
    recommends: str
    files: tuple[tuple[str, str, int], ...]
    scripts: tuple[str, ...]


DESKTOP = Package(
    part="desktop",
    name="triage",
    summary="desk for online reports from the public",
    description=(
        "Call handlers of a police force claim, check, grade and decide online reports from the public\n"
        "and send them to the records systems. Holds training mode, too."
    ),
    depends="libc6 (>= 2.36), libegl1, libgl1, fonts-dejavu-core",
    recommends="gnome-keyring, xdg-utils",
    files=(
        ("triage.desktop", "usr/share/applications/triage.desktop", 0o644),
        ("triage.svg", "usr/share/icons/hicolor/scalable/apps/triage.svg", 0o644),
        ("triage.1", "usr/share/man/man1/triage.1", 0o644),
    ),
    scripts=("postrm",),
)
GATEWAY = Package(
    part="gateway",
    name="triage-gateway",
    summary="receiver and queue of online reports for a police force",
    description=(
        "Takes reports from the national hub, keeps them before it answers, and is the queue\n"
        "that desktops work from. Needs PostgreSQL 13 or newer, or keeps a file for a small force."
    ),
    depends="libc6 (>= 2.36), adduser",
    recommends="postgresql | postgresql-client, clamav-daemon",
    files=(
        ("triage-gateway.sh", "usr/bin/triage-gateway", 0o755),
        ("triage-gateway.service", "lib/systemd/system/triage-gateway.service", 0o644),
        ("triage-gateway.1", "usr/share/man/man1/triage-gateway.1", 0o644),
        ("gateway.example.toml", "usr/share/doc/triage-gateway/gateway.example.toml", 0o644),
        ("gateway.env", "usr/share/triage-gateway/gateway.env", 0o644),
        ("gateway.toml", "usr/share/triage-gateway/gateway.toml", 0o644),
    ),
    scripts=("postinst", "prerm", "postrm"),
)
PACKAGES = {package.part: package for package in (DESKTOP, GATEWAY)}


def main() -> int:
    """Build what the command line names; both without words."""
    parser = argparse.ArgumentParser(description="Build the Debian packages.")
    parser.add_argument(
        "parts", nargs="*", choices=[*PACKAGES, []], metavar="PART", help="desktop, gateway (default: both)"
    )
    parser.add_argument("--version", default=_version())
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--keep", action="store_true", help="pack what was frozen before")
    told = parser.parse_args()
    for part in told.parts or PACKAGES:
        package = PACKAGES[part]
        if not (told.keep and (FROZEN / package.name).is_dir()):
            _freeze(package)
        print(_pack(package, told.version, told.out))
    return 0


def _version() -> str:
    line = next(one for one in (ROOT / "triage/__init__.py").read_text().splitlines() if one.startswith("__version__"))
    return line.split('"')[1]


def _freeze(package: Package) -> None:
    spec = ROOT / f"packaging/bundle/{package.part}.spec"
    words = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(FROZEN), "--workpath", str(ROOT / "build/freeze")]
    subprocess.run([sys.executable, "-m", "PyInstaller", *words, str(spec)], check=True, cwd=ROOT)
    for file in (FROZEN / package.name).rglob("*.so*"):
        # Libraries in a wheel's own “….libs” were moved by its maker; stripping those makes them unloadable.
        if not file.is_symlink() and not any(parent.name.endswith(".libs") for parent in file.parents):
            subprocess.run(["strip", "--strip-unneeded", str(file)], check=False, stderr=subprocess.DEVNULL)


def _pack(package: Package, version: str, out: Path) -> Path:
    stage = ROOT / f"build/deb/{package.name}"
    shutil.rmtree(stage, ignore_errors=True)
    home = stage / "usr/lib" / package.name
    shutil.copytree(FROZEN / package.name, home, symlinks=True)
    for source, target, mode in package.files:
        _lay(DEBIAN / package.part / source, stage / target, mode)
    program = stage / "usr/bin" / package.name
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        program.symlink_to(f"../lib/{package.name}/{package.name}")
    papers = stage / "usr/share/doc" / package.name
    papers.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "LICENSE", papers / "copyright")
    write_notices(ROOT / "requirements/runtime.lock", home / "_internal", papers, package.name, version)
    control = stage / "DEBIAN"
    control.mkdir()
    for script in package.scripts:
        _lay(DEBIAN / package.part / script, control / script, 0o755)
    (control / "control").write_text(_control(package, version, _kilobytes(stage)))
    (control / "md5sums").write_text(_sums(stage))
    _modes(stage)
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{package.name}_{version}_amd64.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(stage), str(file)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return file


def _lay(source: Path, target: Path, mode: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.parts[-2].startswith("man"):
        target = target.with_name(f"{target.name}.gz")
        target.write_bytes(gzip.compress(source.read_bytes(), mtime=0))
    else:
        shutil.copy(source, target)
    target.chmod(mode)


def _control(package: Package, version: str, size: int) -> str:
    described = "".join(f" {line}\n" for line in package.description.splitlines())
    return (
        f"Package: {package.name}\nVersion: {version}\nArchitecture: amd64\nSection: misc\nPriority: optional\n"
        f"Installed-Size: {size}\nMaintainer: Triage\nDepends: {package.depends}\nRecommends: {package.recommends}\n"
        f"Description: {package.summary}\n{described}"
    )


def _kilobytes(stage: Path) -> int:
    return sum(file.lstat().st_size for file in stage.rglob("*") if file.is_file()) // 1024


def _sums(stage: Path) -> str:
    files = (file for file in sorted(stage.rglob("*")) if file.is_file() and not file.is_symlink())
    kept = (file for file in files if file.relative_to(stage).parts[0] not in {"DEBIAN", "etc"})
    return "".join(f"{hashlib.md5(file.read_bytes()).hexdigest()}  {file.relative_to(stage)}\n" for file in kept)  # noqa: S324 - dpkg's


def _modes(stage: Path) -> None:
    """What the package installs is not writable but by root, whatever the builder's umask was."""
    for path in [stage, *stage.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & 0o111 else mode & 0o644)


if __name__ == "__main__":
    os.umask(0o022)
    raise SystemExit(main())
