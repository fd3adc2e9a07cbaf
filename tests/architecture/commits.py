"""Every transaction of the workstation's store and of the gateway, found in the code: who asks for one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.source import ROOT
from triage.bench.crash.gateway.naming import SHARED

SERVICES = "triage/services"
STORES = ("store", "_store")
GATEWAY = "triage/gateway"
DATABASES = ("database", "_database")
OPENING = ("write", "lent")
"""What of `Database` begins something that stands once it ends (``lent``: each statement by itself)."""
ONLY_LOOKING = {"server_time.DatabaseClock.measure"}
"""Borrows a connection and changes nothing."""
TAKEN_BACK = {"check.store._writable"}
"""A trial of `triage gateway check` that always takes back what it did."""


@dataclass(frozen=True, slots=True)
class Called:
    """A call in the code: the function it stands in (classes and functions around it, outermost first)."""

    inside: tuple[str, ...]
    call: ast.Call


def commit_points() -> set[str]:
    """Names as `triage.bench.crash.watched.name_of` gives them, such as ``claims.Claims._intend``."""
    return {
        f"{module}.{_name(called.call.args[0], called.inside)}"
        for module, called in _calls_in(SERVICES)
        if _is_asked_of(called.call.func, STORES, ("write",))
    }


def gateway_commit_points() -> set[str]:
    """Names relative to the gateway, such as ``sweeper.sweep``."""
    asking: set[str] = set()
    callers: defaultdict[str, set[str]] = defaultdict(set)
    for module, called in _calls_in(GATEWAY):
        name = f"{module}.{'.'.join(_outermost(called.inside))}"
        if _is_asked_of(called.call.func, DATABASES, OPENING):
            asking.add(name)
        callers[_shared(module, called)].add(name)
    while shared := asking & SHARED:
        asking = (asking - shared).union(*(callers[name] for name in shared))
    return asking - ONLY_LOOKING - TAKEN_BACK


def _shared(module: str, called: Called) -> str:
    """Which of `SHARED` is called, "" for any other: by its name alone, or as a method of the same class."""
    of = called.call.func
    if isinstance(of, ast.Name):
        return next((name for name in SHARED if name.rsplit(".", 1)[1] == of.id), "")
    own = isinstance(of, ast.Attribute) and isinstance(of.value, ast.Name) and of.value.id == "self"
    name = f"{module}.{called.inside[0]}.{of.attr}" if own and isinstance(of, ast.Attribute) and called.inside else ""
    return name if name in SHARED else ""


def _outermost(inside: tuple[str, ...]) -> tuple[str, ...]:
    """Up to the method or function itself: what is made in it on the spot is named after it."""
    classes = next((at for at, part in enumerate(inside) if not part.lstrip("_")[:1].isupper()), len(inside))
    return inside[: classes + 1]


def _calls_in(room: str) -> Iterator[tuple[str, Called]]:
    for path in sorted((ROOT / room).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / room).with_suffix("").parts)
        for called in _calls(ast.parse(path.read_text("utf-8")), ()):
            yield module, called


def _calls(node: ast.AST, inside: tuple[str, ...]) -> Iterator[Called]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _calls(child, (*inside, child.name))
            continue
        if isinstance(child, ast.Call):
            yield Called(inside, child)
        yield from _calls(child, inside)


def _is_asked_of(called: ast.expr, owners: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if not isinstance(called, ast.Attribute) or called.attr not in words:
        return False
    of = called.value
    return (isinstance(of, ast.Attribute) and of.attr in owners) or (isinstance(of, ast.Name) and of.id in owners)


def _name(asked: ast.expr, inside: tuple[str, ...]) -> str:
    """A method given as it stands names itself; a function made on the spot is named after where it was made."""
    if isinstance(asked, ast.Attribute):
        return f"{inside[0]}.{asked.attr}"
    return ".".join(inside)
