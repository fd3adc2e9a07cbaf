"""Values of any JSON type read as what the field means: "yes", "Y", "true" and 1 are all true."""

from __future__ import annotations

from triage.models.answer import Scalar

_TRUE = frozenset({"true", "yes", "y", "1", "t", "on", "oes", "ydy", "ydw", "cywir"})
_FALSE = frozenset({"false", "no", "n", "0", "f", "off", "nac oes", "nac ydy", "nac ydw", "naddo", "anghywir"})


def as_text(value: Scalar) -> str:
    """A value as text without outer blanks; nothing is "", booleans are Yes and No."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value).strip()


def as_bool(value: Scalar) -> bool | None:
    """True, False, or None when it says neither."""
    if isinstance(value, bool):
        return value
    word = as_text(value).lower()
    if word in _TRUE or word == "1.0":
        return True
    return False if word in _FALSE or word == "0.0" else None


def as_whole(value: Scalar, low: int, high: int) -> int | None:
    """A whole number within the bounds, told as number or text; else None."""
    number = as_real(value, low, high)
    return None if number is None else int(number)


def as_real(value: Scalar, low: float, high: float) -> float | None:
    """A number within the bounds, told as number or text; else None."""
    try:
        number = float(as_text(value)) if not isinstance(value, bool) else None
    except ValueError:
        return None
    return number if number is not None and low <= number <= high else None
