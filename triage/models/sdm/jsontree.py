"""JSON text to plain dicts, lists and scalars without losing a value on the way."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal

from triage.models.answer import Gap
from triage.models.errors import FieldError, InputError
from triage.models.sdm.text import decode_text

MAX_DEPTH = 200
"""Levels of nesting; a real document has fewer than ten."""
_SAFE_DIGITS = 18
_SAFE_FLOAT = 15
_MARKS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[{\]}]', re.DOTALL)
_DOUBLED = Gap(key="doubled_names", words="The form gave some answers twice under one name; both are shown.")
_NUMBERS = Gap(key="odd_numbers", words="Some numbers cannot be exact numbers and are kept as text.")


class Doubled(dict[str, object]):
    """An object that named a key more than once. The last value is the dict's; the earlier ones are in ``lost``."""

    lost: tuple[tuple[str, object], ...] = ()


def load(raw: bytes) -> tuple[object, tuple[Gap, ...]]:
    """The document in ``raw`` and what was odd about its text.

    Numbers that no float or 64-bit integer holds exactly, NaN and Infinity are kept as their own text.

    Raises:
        InputError: not JSON, or nested deeper than MAX_DEPTH.
    """
    text, gaps = decode_text(raw)
    _refuse_depth(text)
    odd: set[Gap] = set()

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        plain = dict(items)
        if len(plain) == len(items):
            return plain
        odd.add(_DOUBLED)
        return _doubled(items)

    def as_text(number: str) -> str:
        odd.add(_NUMBERS)
        return number

    def whole(number: str) -> int | str:
        return int(number) if len(number) <= _SAFE_DIGITS else as_text(number)

    def real(number: str) -> float | str:
        value = float(number)
        exact = len(number) <= _SAFE_FLOAT and "e" not in number and "E" not in number
        return value if exact or _same(value, number) else as_text(number)

    try:
        decoder = json.JSONDecoder(
            object_pairs_hook=pairs, parse_int=whole, parse_float=real, parse_constant=as_text, strict=False
        )
        tree: object = decoder.decode(text)
    except json.JSONDecodeError as error:
        detail = f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        raise InputError("The report is not JSON.", (FieldError("", detail),)) from error
    except RecursionError as error:
        raise _too_deep() from error
    return tree, (*gaps, *sorted(odd, key=lambda gap: gap.key))


def _doubled(items: list[tuple[str, object]]) -> Doubled:
    last = {name: number for number, (name, _) in enumerate(items)}
    kept = Doubled((name, value) for number, (name, value) in enumerate(items) if last[name] == number)
    kept.lost = tuple((name, value) for number, (name, value) in enumerate(items) if last[name] != number)
    return kept


def _same(value: float, number: str) -> bool:
    """Whether the float says the same number as the text did (as its shortest form)."""
    if not math.isfinite(value) or len(number) > 400:
        return False
    try:
        return Decimal(repr(value)) == Decimal(number)
    except ArithmeticError:
        return False


def _refuse_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for found in _MARKS.finditer(text):
        mark = found[0]
        if mark in {"[", "{"}:
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep()
        elif mark in {"]", "}"}:
            depth -= 1


def _too_deep() -> InputError:
    detail = f"nested deeper than {MAX_DEPTH} levels"
    return InputError("The report is nested too deeply to read.", (FieldError("", detail),))
