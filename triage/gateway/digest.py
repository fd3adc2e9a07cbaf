"""When two payloads say the same: a hash over the content that does not see blanks or the order of keys."""

from __future__ import annotations

import hashlib
import json


def content_sha256(raw: bytes) -> str:
    """The hash of what a JSON document says.

    Numbers are compared as they were written, names that stand twice keep both values. What Python cannot read as
    JSON (or nests too deeply for it) is compared byte for byte.
    """
    try:
        value = json.loads(
            raw,
            object_pairs_hook=_members,
            parse_int=lambda digits: f"\x00int:{digits}",
            parse_float=lambda digits: f"\x00float:{digits}",
            parse_constant=lambda name: f"\x00constant:{name}",
        )
        said = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    except (ValueError, RecursionError):
        said = b"bytes:" + raw
    return hashlib.sha256(said).hexdigest()


def _members(pairs: list[tuple[str, object]]) -> object:
    members = dict(pairs)
    return members if len(members) == len(pairs) else {"\x00pairs": pairs}
