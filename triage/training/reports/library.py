"""The stock of narratives: reads the TOML files of `voices` once and compiles them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from triage.training.reports.template import Parts, parse

_PACKAGE = "triage.training.reports.voices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """One way of telling one kind of event, with what the structured part of the form has to say about it.

    ``role``: victim, witness, third, business or heard. ``me``, ``sus``, ``missing``: "f" or "m" of the reporter,
    the suspect, the missing person; empty = any, or none. ``age``: the reporter's. ``hours``: daily window.
    ``days``: longest lag. ``spread``: hours between earliest and latest. ``asis``: this voice is finished, do not
    roughen it. ``second``: the same event told by others. ``items``: property, as templates. ``vehicle``: "", own,
    other or both. ``note``: what a trainer should know.
    """

    kind: str
    number: int
    text: Parts
    role: str = "victim"
    me: str = ""
    sus: str = ""
    missing: str = ""
    missing_age: tuple[int, int] = (14, 84)
    age: tuple[int, int] | None = None
    hours: tuple[int, int] | None = None
    spread: int = 0
    days: int | None = None
    now: bool = False
    weapon: bool = False
    injury: bool = False
    threat: bool = False
    hate: bool = False
    targeted: bool = False
    transport: bool = False
    witness: bool = False
    anonymous: bool = False
    asis: bool = False
    repeat: bool = False
    welsh: bool = False
    where: str = ""
    vehicle: str = ""
    items: tuple[Parts, ...] = ()
    second: tuple[Parts, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """Words that fit any report: ways to begin and end, trivia, and a risk that hides in it."""

    openings: tuple[Parts, ...]
    closings: tuple[Parts, ...]
    trivia: tuple[Parts, ...]
    buried: tuple[Parts, ...]
    updates: tuple[Parts, ...]


@cache
def narratives(kind: str) -> tuple[Narrative, ...]:
    """All narratives of a kind. Raises ValueError naming the file where one cannot be read."""
    stock = _read(f"{kind}.toml")["narrative"]
    return tuple(_narrative(kind, number, entry) for number, entry in enumerate(stock))


@cache
def common() -> Common:
    stock = _read("common.toml")
    return Common(**{name: tuple(parse(str(text)) for text in stock[name]) for name in Common.__dataclass_fields__})


def _read(name: str) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(files(_PACKAGE).joinpath(name).read_text(encoding="utf-8"))


def _narrative(kind: str, number: int, entry: Mapping[str, object]) -> Narrative:
    fields: dict[str, object] = dict(entry)
    try:
        fields["text"] = parse(str(fields["text"]))
        for name in ("items", "second"):
            fields[name] = tuple(parse(text) for text in _texts(fields.get(name)))
        for name in ("age", "hours", "missing_age"):
            if name in fields:
                fields[name] = tuple(fields[name])  # type: ignore[arg-type]
        return Narrative(kind=kind, number=number, **fields)  # type: ignore[arg-type]
    except (TypeError, KeyError, ValueError) as wrong:
        raise ValueError(f"voices/{kind}.toml, narrative {number + 1}: {wrong}") from wrong


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list) else []
