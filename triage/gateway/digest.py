"""When two payloads say the same: a hash over the content that does not see blanks or the order of keys."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

_TAG = "\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a payload says. ``tree`` is the JSON with its numbers as tagged texts (see `is_tagged`); None when Python
    cannot read it as JSON or when it gives a name twice, so that nobody takes half of it for the whole.
    """

    sha256: str
    tree: object


def content_of(raw: bytes) -> Content:
    """The content and its hash.

    Numbers are compared as they were written, names that stand twice keep both values. What Python cannot read as
    JSON (or nests too deeply for it) is compared byte for byte.
    """
    doubled = False

    def members(pairs: list[tuple[str, object]]) -> object:
        nonlocal doubled
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        doubled = True
        return {f"{_TAG}pairs": pairs}

    tree: object = None
    try:
        tree = json.loads(
            raw,
            object_pairs_hook=members,
            parse_int=lambda digits: f"{_TAG}int:{digits}",
            parse_float=lambda digits: f"{_TAG}float:{digits}",
            parse_constant=lambda name: f"{_TAG}constant:{name}",
        )
        said = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    except (ValueError, RecursionError):
        tree, said = None, b"bytes:" + raw
    return Content(sha256=hashlib.sha256(said).hexdigest(), tree=None if doubled else tree)


def is_tagged(value: str) -> bool:
    """Whether a text of the tree stands for a number, or could be mistaken for one."""
    return value.startswith(_TAG)
