"""What the receiver of a handoff is given: one JSON document, or a ZIP of it with the original and the files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from triage.models import codec
from triage.models.files import INFECTED, SUSPICIOUS
from triage.models.workflow import Manifest, Package, PackedFile

PACKAGE, ORIGINAL, MANIFEST = "package.json", "original.json", "manifest.json"
_DATED = (1980, 1, 1, 0, 0, 0)
"""Every entry carries the same time, so that the same handoff is the same ZIP byte for byte."""
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
_MOST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a ZIP is made of. ``package`` is its JSON as it was kept; ``original`` the hub's bytes of that version;
    ``files``: number of an attachment → its bytes, ``missing``: number → why they are not given (infected, not here
    yet, too large for a ZIP).
    """

    package: bytes
    original: bytes
    files: Mapping[int, bytes]
    missing: Mapping[int, str]


def pack(contents: Contents) -> bytes:
    """The ZIP with its manifest of names, sizes and SHA-256. Pure computation: run it beside the event loop."""
    package = codec.decode(Package, contents.package)
    files = {PACKAGE: contents.package, ORIGINAL: contents.original}
    missing = []
    if {INFECTED, SUSPICIOUS} & set(contents.missing.values()):
        del files[ORIGINAL]
        missing.append(f"{ORIGINAL} (a file within it is infected or suspicious)")
    for entry in package.attachments:
        content = contents.files.get(entry.number)
        if content is None:
            why = contents.missing.get(entry.number, "not here")
            missing.append(f"{entry.number}: {entry.name} ({why})")
        else:
            files[f"attachments/{entry.number:03d}-{safe_name(entry.name)}"] = content
    manifest = Manifest(
        report_id=package.report_id,
        number=package.number,
        files=tuple(
            PackedFile(name=name, size=len(content), sha256=codec.sha256(content)) for name, content in files.items()
        ),
        missing=tuple(missing),
    )
    return _zipped({MANIFEST: codec.encode(manifest), **files})


def safe_name(told: str) -> str:
    """A file name that no program takes for a path or a command: letters, digits, dot, dash and underscore."""
    plain = "".join(sign if sign in _SAFE else "_" for sign in told.replace("\\", "/").rpartition("/")[2])
    return plain.strip(".")[-_MOST_NAME:] or "file"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATED), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
