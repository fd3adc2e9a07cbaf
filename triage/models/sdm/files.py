"""Files that came with a report: inline (base64) or as links to the hub's media store."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from triage.models.answer import Answer
from triage.models.sdm.leaves import Leaf, Owner, answer, pointer_token
from triage.models.sdm.scalars import as_text, as_whole
from triage.models.sdm.words import name_key
from triage.models.things import Attachment

TYPES = frozenset({"media", "attachment", "attachments", "file", "document", "image", "photo", "video", "audio",
                   "mediaitem",
                   "mediafile", "digitalmedia", "evidence"})  # fmt: skip
NAMES = ("filename", "originalfilename", "originalname", "name", "title", "documentname")
MEDIA_TYPES = ("mediatype", "mimetype", "contenttype", "filetype", "format", "mime")
SIZES = ("size", "filesize", "sizeinbytes", "sizebytes", "length", "contentlength")
CONTENTS = (
    "content",
    "data",
    "base64",
    "filecontent",
    "filedata",
    "contentbase64",
    "base64content",
    "bytes",
    "body",
    "datauri",
)
LINKS = (
    "url",
    "href",
    "link",
    "uri",
    "medialink",
    "downloadurl",
    "fileurl",
    "mediaurl",
    "location",
    "self",
    "related",
    "source",
)
_CARRIERS = frozenset((*CONTENTS, *LINKS))
_PARTS = frozenset({"attributes", "links", "file"})
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=_\-\s]")
_SHOWN = {
    **dict.fromkeys(NAMES[:3], "name"),
    **dict.fromkeys(MEDIA_TYPES, "media_type"),
    **dict.fromkeys(SIZES[:4], "size"),
    **dict.fromkeys(LINKS[:8], "source"),
}
_NOT_FILES = frozenset({"incident", "submission", "person", "location", "vehicle", "property", "telephone", "email"})


@dataclass(slots=True, eq=False)
class FileNode(Owner):
    """A node of the document that holds one file."""

    values: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def first(self, names: tuple[str, ...]) -> str:
        return next((self.values[name] for name in names if self.values.get(name)), "")


def find_files(tree: object) -> dict[int, FileNode]:
    """Every file of the document by ``id(node)``, numbered from 1 in the document's order."""
    found: dict[int, FileNode] = {}
    stack: list[tuple[object, str]] = [(tree, "")]
    number = 0
    while stack:
        node, path = stack.pop()
        if isinstance(node, list):
            inner = [(value, f"{path}/{at}") for at, value in enumerate(node) if isinstance(value, (dict, list))]
        elif isinstance(node, dict):
            values = _values(node) if _may_be_file(node) else {}
            if values and _is_file(values):
                number += 1
                found[id(node)] = FileNode(path, values=values, number=number)
                continue
            inner = [
                (value, f"{path}/{pointer_token(key)}")
                for key, value in node.items()
                if isinstance(value, (dict, list))
            ]
        else:
            continue
        stack += reversed(inner)
    return found


def _may_be_file(node: dict[str, object]) -> bool:
    """Quickly: a file has a content or a link somewhere, and is no linkage; most nodes of a document are out."""
    if isinstance(node.get("data"), dict):
        return False
    for key, value in node.items():
        if _carries(key) or (isinstance(value, dict) and _is_part(key) and any(map(_carries, value))):
            return True
    return False


@lru_cache(maxsize=8192)
def _carries(name: str) -> bool:
    return name_key(name) in _CARRIERS


@lru_cache(maxsize=8192)
def _is_part(name: str) -> bool:
    return name_key(name) in _PARTS


def _values(node: dict[str, object]) -> dict[str, str]:
    """The scalars of the node and of its `attributes` and `links`, by name."""
    values: dict[str, str] = {}
    for part in _parts(node):
        for key, value in part.items():
            told = as_text(value) if isinstance(value, str | int | float) else ""
            if told:
                values.setdefault(name_key(key), told)
    return values


def _parts(node: dict[str, object]) -> Iterator[dict[str, object]]:
    yield node
    for key, value in node.items():
        if isinstance(value, dict) and _is_part(key):
            yield value


def _is_file(values: dict[str, str]) -> bool:
    named = any(values.get(name) for name in NAMES[:3])
    typed = "/" in next((values[name] for name in MEDIA_TYPES if values.get(name)), "")
    carried = any(values.get(name) for name in CONTENTS)
    linked = any(values.get(name, "").lower().startswith(("http:", "https:", "data:")) for name in LINKS)
    if name_key(values.get("type", "")) in _NOT_FILES:
        return False
    if name_key(values.get("type", "")) in TYPES:
        return named or typed or carried or linked
    return (named or typed) and (carried or linked)


def attachment(file: FileNode, *, keep_content: bool) -> Attachment:
    """The file as the desk lists it. Its bytes stay in the payload (see `content_of`)."""
    content = content_of(file)
    link = file.first(LINKS) if content is None else ""
    inline = content is not None
    state = "inline" if inline else "link" if link.lower().startswith("https://") else "failed"
    return Attachment(
        number=file.number,
        name=file.first(NAMES) or f"File {file.number}",
        media_type=file.first(MEDIA_TYPES) or _told_in_data_uri(file),
        size=len(content) if content is not None else as_whole(file.first(SIZES), 0, 2**53),
        sha256=hashlib.sha256(content).hexdigest() if content is not None else "",
        state=state,
        source=link,
        path=file.path,
        details=tuple(_detail(leaf, inline, keep_content) for leaf in file.leaves),
    )


def content_of(file: FileNode) -> bytes | None:
    """The inline bytes; None when there are none or they cannot be read."""
    for name in (*CONTENTS, *LINKS):
        told = file.values.get(name, "")
        is_uri = told[:5].lower() == "data:"
        if told and (is_uri or name in CONTENTS):
            content = _decoded(told.partition(",")[2] if is_uri else told)
            if content is not None:
                return content
    return None


def _decoded(told: str) -> bytes | None:
    if _NOT_BASE64.search(told):
        return None
    packed = "".join(told.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True) or None
    except binascii.Error:
        return None


def _told_in_data_uri(file: FileNode) -> str:
    uri = next((value for value in file.values.values() if value[:5].lower() == "data:"), "")
    return uri[5:].partition(",")[0].partition(";")[0]


def _detail(leaf: Leaf, inline: bool, keep_content: bool) -> Answer:
    """The content itself is left out of the report (it can be megabytes) unless asked for; its place stays."""
    is_content = inline and isinstance(leaf.raw, str) and (leaf.key in CONTENTS or leaf.raw[:5].lower() == "data:")
    if not is_content:
        if not leaf.above and leaf.key in {"id", "type"}:
            leaf.shown_as = leaf.key
        elif leaf.key in _SHOWN:
            leaf.shown_as = _SHOWN[leaf.key]
        return answer(leaf)
    leaf.shown_as = "content"
    told = answer(leaf)
    words = "(the file itself)"
    return Answer(
        path=told.path, label=told.label, text=words, raw=told.raw if keep_content else words, shown_as="content"
    )
