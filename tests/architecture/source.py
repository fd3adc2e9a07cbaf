"""The project's own source as the architecture tests see it: files, syntax trees, imports."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "triage"
NOT_OURS = {".git", ".venv", ".hypothesis", "build", "dist", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its path from the root with forward slashes, its dotted name, its tree."""

    path: str
    name: str
    is_package: bool
    tree: ast.Module

    @property
    def room(self) -> str:
        """The part of triage/ it lies in: ``ui`` for triage.ui.queue, ``cli`` for triage.cli, '' for triage itself."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement's target, absolute: ``target`` may be a module or a name inside one."""

    module: Module
    target: str
    line: int

    @property
    def where(self) -> str:
        return f"{self.module.path}:{self.line}"


def files(*folders: Path) -> Iterator[Path]:
    """Every file below these folders that is neither hidden tooling nor built, in order of name."""
    for folder in folders:
        for parent, children, names in os.walk(folder):
            children[:] = sorted(child for child in children if is_ours(child))  # os.walk goes into these only
            # A worktree's .git is a file, not a folder.
            yield from (Path(parent, name) for name in sorted(names) if name not in NOT_OURS)


def is_ours(folder: str) -> bool:
    """Whether a folder of this name holds source rather than something a tool made."""
    return folder not in NOT_OURS and not folder.endswith((".egg-info", "_cache"))


def read(path: Path) -> Module:
    """Parse one file. Raises SyntaxError, which is a failure in itself."""
    inside = path.relative_to(ROOT)
    parts = inside.with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(inside))
    return Module(inside.as_posix(), name, is_package, tree)


@cache
def product() -> tuple[Module, ...]:
    """Every module of triage/."""
    return tuple(read(path) for path in files(PACKAGE) if path.suffix == ".py")


@cache
def everything() -> tuple[Module, ...]:
    """Every module of triage/, tests/ and packaging/."""
    others = files(ROOT / "tests", ROOT / "packaging")
    return product() + tuple(read(path) for path in others if path.suffix == ".py")


def imports(module: Module) -> Iterator[Import]:
    """Every import of a module, wherever it stands: in a function or under TYPE_CHECKING too.

    ``from a.b import c`` gives ``a.b.c``: the name may be a module, and what is asked of the result are prefixes.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            for alias in node.names:
                yield Import(module, f"{base}.{alias.name}", node.lineno)


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """The absolute name of what ``from … import`` imports from."""
    if node.level == 0:
        return node.module or ""
    parts = module.name.split(".")
    climbed = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join([*climbed, node.module] if node.module else climbed)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain; an unknown beginning is left out (``f().c`` gives ``c``)."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""
