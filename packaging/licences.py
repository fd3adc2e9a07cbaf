"""What a frozen program is made of: a list of its parts with their licences, for people and as an SBOM (CycloneDX)."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

LICENCE_FILES = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


def write_notices(lock: Path, bundle: Path, papers: Path, name: str, version: str) -> None:
    """Write third-party.txt and sbom.cdx.json into ``papers``: every locked library that is inside ``bundle``."""
    inside = [one for one in _locked(lock) if _is_inside(one, bundle)]
    (papers / "third-party.txt").write_text("\n".join(map(_notice, inside)), encoding="utf-8")
    (papers / "sbom.cdx.json").write_text(json.dumps(_sbom(inside, name, version), indent=1), encoding="utf-8")


def _locked(lock: Path) -> list[metadata.Distribution]:
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    found = []
    for one in sorted(set(names)):
        try:
            found.append(metadata.distribution(one))
        except metadata.PackageNotFoundError:  # locked for another system
            continue
    return found


def _is_inside(one: metadata.Distribution, bundle: Path) -> bool:
    """A library with compiled modules is inside when one of its folders is; pure ones lie in the program's archive."""
    tops = {
        file.parts[0] for file in one.files or () if not file.parts[0].endswith((".dist-info", "..", "__pycache__"))
    }
    compiled = any(str(file).endswith((".so", ".pyd")) for file in one.files or ())
    return not compiled or any((bundle / top).exists() for top in tops)


def _licence(one: metadata.Distribution) -> str:
    told = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
    classes = [
        line.split("::")[-1].strip() for line in one.metadata.get_all("Classifier") or () if line.startswith("License")
    ]
    return told.strip().splitlines()[0] if told.strip() and len(told) < 120 else ", ".join(classes) or "see its text"


def _notice(one: metadata.Distribution) -> str:
    head = f"{one.metadata['Name']} {one.version}: {_licence(one)}"
    texts = [
        file.locate().read_text(encoding="utf-8", errors="replace").strip()
        for file in one.files or ()
        if ".dist-info" in str(file) and LICENCE_FILES.search(str(file)) and Path(str(file.locate())).is_file()
    ]
    return "\n\n".join([f"{'=' * 78}\n{head}\n{'=' * 78}", *texts, ""])


def _sbom(inside: list[metadata.Distribution], name: str, version: str) -> dict[str, object]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}},
        "components": [
            {
                "type": "library",
                "name": one.metadata["Name"],
                "version": one.version,
                "purl": f"pkg:pypi/{one.metadata['Name'].lower()}@{one.version}",
                "licenses": [{"license": {"name": _licence(one)}}],
            }
            for one in inside
        ],
    }
