"""What a package is made of: a list of its parts with their licences, for people and as an SBOM (CycloneDX)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LICENCE_FILES = re.compile(r"(^|/)(licen[cs]es?|copying|notice|authors)[^/]*$|\.dist-info/licenses/", re.IGNORECASE)
COMPILED = (".so", ".pyd", ".dll")
TEXT_BYTES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One part: its package URL, its licence in a few words and its texts; ``kind`` is CycloneDX's."""

    name: str
    version: str
    purl: str
    licence: str
    texts: tuple[str, ...] = ()
    kind: str = "library"


def write_notices(
    lock: Path, bundle: Path, papers: Path, name: str, version: str, *, libraries: Path | None = None
) -> None:
    """Write third-party.txt and sbom.cdx.json into ``papers``: Python, what is not ours among the resources, and every
    locked library inside ``bundle`` or the program ``name`` beside it.

    Raises:
        SystemExit: the program holds a library that is not locked for it, so that no paper would name it.

    ``libraries``: where they are installed, when that is not this environment (those for another system). Libraries of
    this system that a freezer put into ``bundle`` are listed with the Debian packages that they are from.
    """
    frozen = _frozen(bundle.parent / name)
    if frozen is not None and (stray := strays(frozen, bundle, lock)):
        raise SystemExit(f"{name} holds what is not in {lock.name}: {', '.join(stray)}. Leave it out (contents.py).")
    found = [_component(one) for one in _locked(lock, libraries) if _is_inside(one, bundle, frozen)]
    found += [
        _python(of_this_machine=libraries is None),
        _look("risk-second-look", "all-MiniLM-L6-v2"),
        _look("risk-closer-look", "all-mpnet-base-v2"),
    ]
    if libraries is None:
        found += _system_libraries(bundle)
    found.sort(key=lambda one: one.name.lower())
    (papers / "third-party.txt").write_text("\n".join(map(_notice, found)), encoding="utf-8")
    (papers / "sbom.cdx.json").write_text(json.dumps(_sbom(found, name, version), indent=1), encoding="utf-8")


def _locked(lock: Path, libraries: Path | None) -> list[metadata.Distribution]:
    names = set(re.findall(r"^([A-Za-z0-9_.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    where = {} if libraries is None else {"path": [str(libraries)]}
    there = {_plain(one.metadata["Name"]): one for one in metadata.distributions(**where) if one.metadata["Name"]}
    return [there[_plain(one)] for one in sorted(names) if _plain(one) in there]  # others are for another system


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _frozen(program: Path) -> frozenset[str] | None:
    """The outermost names of the modules in a frozen program's archive; None where there is no such program."""
    if not program.is_file():
        return None
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program))
    names = [one for part in archive.toc if part.startswith("PYZ") for one in archive.open_embedded_archive(part).toc]
    return frozenset(name.split(".")[0] for name in names)


def strays(frozen: frozenset[str], bundle: Path, lock: Path) -> list[str]:
    """Libraries of this environment that went into a program without being locked for it: development's own."""
    locked = {_plain(one) for one in re.findall(r"^([A-Za-z0-9_.-]+)==", lock.read_text("utf-8"), re.MULTILINE)}
    inside = frozen | ({file.name.split(".")[0] for file in bundle.iterdir()} if bundle.is_dir() else set())
    owners = {owner for top, found in metadata.packages_distributions().items() if top in inside for owner in found}
    return sorted(owner for owner in owners if _plain(owner) not in locked | {"triage"})


def _is_inside(one: metadata.Distribution, bundle: Path, frozen: frozenset[str] | None) -> bool:
    """A library with compiled modules is inside when one of its folders is; pure ones lie in the program's archive,
    and count as inside where that cannot be looked into."""
    tops = {
        file.parts[0] for file in one.files or () if not file.parts[0].endswith((".dist-info", "..", "__pycache__"))
    }
    compiled = any(str(file).endswith(COMPILED) for file in one.files or ())
    if any((bundle / top).exists() for top in tops):
        return True
    return not compiled and (frozen is None or any(Path(top).stem in frozen for top in tops))


def _component(one: metadata.Distribution) -> Component:
    texts = dict.fromkeys(
        Path(str(file.locate())).read_text(encoding="utf-8", errors="replace").strip()
        for file in one.files or ()
        if LICENCE_FILES.search(file.as_posix()) and file.suffix not in {".py", ".pyc"} and _is_text(file.locate())
    )
    name = str(one.metadata["Name"])
    return Component(
        name=name, version=one.version, purl=f"pkg:pypi/{_plain(name)}@{one.version}", licence=_licence(one),
        texts=tuple(texts),
    )  # fmt: skip


def _is_text(path: object) -> bool:
    file = Path(str(path))
    return file.is_file() and file.stat().st_size < TEXT_BYTES


def _licence(one: metadata.Distribution) -> str:
    told = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
    classes = [
        line.split("::")[-1].strip() for line in one.metadata.get_all("Classifier") or () if line.startswith("License")
    ]
    return told.strip().splitlines()[0] if told.strip() and len(told) < 120 else ", ".join(classes) or "see its text"


def _python(*, of_this_machine: bool) -> Component:
    """The interpreter itself, whose licence's text lies in its library."""
    version = ".".join(map(str, sys.version_info[:3])) if of_this_machine else "3.11"
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    texts = (text.read_text(encoding="utf-8", errors="replace"),) if text.is_file() else ()
    return Component(
        name="CPython", version=version, purl=f"pkg:generic/cpython@{version}", licence="PSF-2.0", texts=texts
    )


def _look(file: str, original: str) -> Component:
    """The weights of the second or the closer look, which are another's, taught further; the notice says how."""
    text = (ROOT / f"resources/{file}.LICENSE.txt").read_text(encoding="utf-8")
    return Component(
        name=f"{original} (weights, changed)", version="v2", licence="Apache-2.0", texts=(text.strip(),),
        purl=f"pkg:huggingface/sentence-transformers/{original}", kind="machine-learning-model",
    )  # fmt: skip


def _system_libraries(bundle: Path) -> Iterable[Component]:
    """Libraries that lie loose in the bundle: by name, the Debian packages of this machine that they are from."""
    names = {file.name for file in bundle.glob("lib*.so*") if file.is_file() and not file.name.startswith("libpython")}
    owners: set[str] = set()
    for name in sorted(names):
        told = subprocess.run(["dpkg-query", "-S", f"*/{name}"], capture_output=True, text=True, check=False)
        owners.update(line.split(":")[0] for line in told.stdout.splitlines() if line.endswith(f"/{name}"))
    for owner in sorted(owners):
        shown = subprocess.run(
            ["dpkg-query", "-W", "-f=${Version}", owner], capture_output=True, text=True, check=False
        )
        text = Path(f"/usr/share/doc/{owner}/copyright")
        yield Component(
            name=owner, version=shown.stdout, purl=f"pkg:deb/debian/{owner}@{shown.stdout}", licence="see its text",
            texts=(text.read_text(encoding="utf-8", errors="replace"),) if text.is_file() else (),
        )  # fmt: skip


def _notice(one: Component) -> str:
    head = f"{one.name} {one.version}: {one.licence}"
    return "\n\n".join([f"{'=' * 78}\n{head}\n{'=' * 78}", *one.texts, ""])


def _sbom(inside: list[Component], name: str, version: str) -> dict[str, object]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}},
        "components": [
            {
                "type": one.kind,
                "name": one.name,
                "version": one.version,
                "purl": one.purl,
                "licenses": [{"license": {"name": one.licence}}],
            }
            for one in inside
        ],
    }
