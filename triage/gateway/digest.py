"""When two payloads say the same: a hash over the content that does not see blanks or the order of keys."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

import msgspec

_TAG = "\0"
_TRICKY = re.compile(rb"\\u(?:00(?:00|20|22|3[aA])|[dD][89a-fA-F])")
"""Escapes of NUL, which our tags begin with, of half characters, which nothing can keep, and of blank, quote and colon,
which hide what looks like a name (see `_names_in`)."""
_BLANKS = b" \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a payload says. ``tree`` is the JSON with numbers that could be changed by reading as tagged texts (see
    `is_tagged`); None when Python cannot read it as JSON or when it gives a name twice, so that nobody takes
    half of it for the whole.
    """

    sha256: str
    tree: object


def content_of(raw: bytes) -> Content:
    """The content and its hash.

    Numbers are compared as they were written, names that stand twice keep both values. What Python cannot read as
    JSON (or nests too deeply for it) is compared byte for byte.
    """
    return _plain(raw) or _careful(raw)


_DECODER: msgspec.json.Decoder[object] = msgspec.json.Decoder(float_hook=lambda digits: f"{_TAG}float:{digits}")


def _plain(raw: bytes) -> Content | None:
    """The same for nearly every payload, in a fifth of the time; None when there is something to be careful about.

    Which way a payload goes depends on nothing but what it says and how its texts are escaped.
    """
    if _TRICKY.search(raw):
        return None
    try:
        tree = _DECODER.decode(raw)
    except (ValueError, RecursionError):
        return None
    said = msgspec.json.encode(tree, order="deterministic")
    if _names_in(said) != _names_in(raw):
        return None
    return Content(sha256=hashlib.sha256(said).hexdigest(), tree=tree)


def _names_in(document: bytes) -> int:
    """How many names it has, and places in texts that look like the end of one: a quote and a colon, with blanks
    between. Both are written alike in a payload and in what we make of it, but there each name stands once.
    """
    return document.translate(None, _BLANKS).count(b'":')


def _careful(raw: bytes) -> Content:
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
        said = b"carefully:" + json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    except (ValueError, RecursionError):
        tree, said = None, b"bytes:" + raw
    return Content(sha256=hashlib.sha256(said).hexdigest(), tree=None if doubled else tree)


def is_tagged(value: str) -> bool:
    """Whether a text of the tree stands for a number, or could be mistaken for one."""
    return value.startswith(_TAG)
