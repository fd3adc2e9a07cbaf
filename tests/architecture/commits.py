"""Every transaction of the workstation's store, found in the code: who asks `Store.write` for one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import ROOT

SERVICES = "triage/services"
STORES = ("store", "_store")


def commit_points() -> set[str]:
    """Names as `triage.bench.crash.watched.name_of` gives them, such as ``claims.Claims._intend``."""
    found: set[str] = set()
    for path in sorted((ROOT / SERVICES).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / SERVICES).with_suffix("").parts)
        found |= {f"{module}.{name}" for name in _asked(ast.parse(path.read_text("utf-8")), ())}
    return found


def _asked(node: ast.AST, inside: tuple[str, ...]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _asked(child, (*inside, child.name))
            continue
        if isinstance(child, ast.Call) and _is_write(child.func):
            yield _name(child.args[0], inside)
        yield from _asked(child, inside)


def _is_write(called: ast.expr) -> bool:
    if not isinstance(called, ast.Attribute) or called.attr != "write":
        return False
    of = called.value
    return (isinstance(of, ast.Attribute) and of.attr in STORES) or (isinstance(of, ast.Name) and of.id in STORES)


def _name(asked: ast.expr, inside: tuple[str, ...]) -> str:
    """A method given as it stands names itself; a function made on the spot is named after where it was made."""
    if isinstance(asked, ast.Attribute):
        return f"{inside[0]}.{asked.attr}"
    return ".".join(inside)
