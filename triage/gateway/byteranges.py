"""The Range header (RFC 9110 §14): one range of bytes; several at once are answered with the whole."""

from __future__ import annotations

import re

from triage.gateway.problems import Refusal

_ONE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII)
_LONGEST = 18


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are asked for; None when the header is not one plain range, so the whole is sent.

    Raises:
        Refusal: range-not-satisfiable (with Content-Range) when nothing of it exists.
    """
    found = _ONE.fullmatch(header)
    if found is None or max(len(found[1]), len(found[2])) > _LONGEST or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
        empty = int(found[2]) == 0
    else:
        first, last = int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)
        if found[2] and int(found[2]) < first:
            return None
        empty = False
    if empty or first >= size:
        raise Refusal("range-not-satisfiable", headers={"Content-Range": f"bytes */{size}"})
    return first, last
