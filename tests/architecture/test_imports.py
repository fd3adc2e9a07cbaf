"""Rule R1: which room may import which, which third-party package may be used where, and no cycles."""

from __future__ import annotations

import sys

import pytest
from importlinter.cli import lint_imports

from tests.architecture.source import ROOT, Import, Module, imports, product

ROOMS = ("ui", "services", "records", "insight", "models", "gateway", "training")

# Room -> the rooms it may import besides itself, as the table in ARCHITECTURE.md §2 says. A new room gets its line here
# and there in one step.
ARROWS: dict[str, tuple[str, ...]] = {
    "": (),
    "__main__": ("cli",),
    "models": (),
    "insight": ("models",),
    "records": ("insight", "models"),
    "tokens": ("models",),
    "services": ("records", "insight", "models", "policy", "settings", "tokens"),
    "ui": ("services", "records", "insight", "models", "logs"),
    "gateway": ("records", "insight", "models", "settings", "logs", "tokens"),
    "training": ("gateway", "records", "insight", "models", "settings", "logs"),
    "decoder": ("models",),
    "policy": ("models",),
    "settings": ("models", "policy"),
    "logs": ("models",),
    "reception": ("ui", "services", "models", "settings"),
    "app": (*ROOMS, "settings", "logs", "reception"),
    "bench": (*ROOMS, "settings", "logs", "app"),
    "cli": (*ROOMS, "policy", "settings", "logs", "app", "bench"),
}


def may_import(room: str) -> tuple[str, ...] | None:
    """The rooms that this one may import; None for a room that is not in the plan. triage/x_cli.py is composition."""
    return ARROWS["cli"] if room.endswith("_cli") else ARROWS.get(room)


# Package -> the only paths that may import it. A package not named here is free everywhere but in models.
WALLS: dict[str, tuple[str, ...]] = {
    "PySide6": ("triage/ui/", "triage/app.py", "triage/decoder/", "triage/bench/keys/", "triage/bench/hostile/"),
    "shiboken6": ("triage/ui/", "triage/app.py"),
    "pyqtgraph": ("triage/ui/board/",),
    "qasync": ("triage/ui/", "triage/app.py", "triage/bench/hostile/", "triage/bench/keys/"),
    "httpx": ("triage/services/api/", "triage/records/", "triage/gateway/", "triage/bench/faults/"),
    "fastapi": ("triage/gateway/", "triage/training/"),
    "starlette": ("triage/gateway/", "triage/training/"),
    "uvicorn": ("triage/gateway/", "triage/training/"),
    "sqlalchemy": ("triage/models/", "triage/services/", "triage/gateway/", "triage/training/", "triage/bench/"),
    "alembic": ("triage/services/", "triage/gateway/"),
    "sqlcipher3": ("triage/services/",),
    "keyring": ("triage/services/",),
    "asyncpg": ("triage/gateway/",),
    "aiosqlite": ("triage/gateway/", "triage/training/"),
    "joserfc": ("triage/tokens/", "triage/gateway/messages/"),
    "imapclient": ("triage/gateway/",),
    "aiosmtplib": ("triage/gateway/",),
    "aiosmtpd": ("triage/training/",),
    "puremagic": ("triage/gateway/",),
    "cv2": ("triage/decoder/",),
    "pi_heif": ("triage/decoder/",),
    "limits": ("triage/gateway/",),
    "prometheus_client": ("triage/gateway/",),
}
MODELS_MAY = {"sqlalchemy", "msgspec", "triage"} | sys.stdlib_module_names
NO_IO = {"asyncio", "socket", "ssl", "http", "urllib.request", "subprocess", "threading", "multiprocessing", "sqlite3"}
NO_NETWORK = {"asyncio", "socket", "ssl", "http", "urllib.request"}

ALL_IMPORTS = tuple(found for module in product() for found in imports(module))


def top(target: str) -> str:
    return target.split(".", 1)[0]


def touches(target: str, banned: set[str]) -> bool:
    return any(target == name or target.startswith(name + ".") for name in banned)


def room_of(target: str) -> str:
    """The room that an import inside triage leads to; a name of triage/__init__.py itself leads to ''."""
    part = target.split(".")[1]
    is_room = (ROOT / "triage" / part).is_dir() or (ROOT / "triage" / f"{part}.py").is_file()
    return part if is_room else ""


def arrow(start: str, end: str) -> bool:
    """Whether the plan has an arrow from one room to another; cli also reaches the other composition modules."""
    composition = start == "cli" and end.endswith("_cli")
    return composition or end in ("", start, *(may_import(start) or ()))


def report(broken: list[Import], why: str) -> None:
    assert not broken, "\n".join([why, *(f"  {found.where} imports {found.target}" for found in broken)])


def test_every_room_is_in_the_plan() -> None:
    unknown = {module.room for module in product() if may_import(module.room) is None}
    assert not unknown, f"Not in ARROWS above (nor, then, in ARCHITECTURE.md): {', '.join(sorted(unknown))}"


def test_rooms_import_along_the_arrows_only() -> None:
    broken = [
        found
        for found in ALL_IMPORTS
        if top(found.target) == "triage" and "." in found.target and not arrow(found.module.room, room_of(found.target))
    ]
    report(broken, "No such arrow in ARROWS:")


@pytest.mark.parametrize("package", WALLS)
def test_third_party_packages_stay_in_their_rooms(package: str) -> None:
    broken = [
        found
        for found in ALL_IMPORTS
        if top(found.target) == package and not found.module.path.startswith(WALLS[package])
    ]
    report(broken, f"{package} belongs to {', '.join(WALLS[package])}:")


def test_models_use_the_standard_library_sqlalchemy_and_msgspec_only() -> None:
    broken = [f for f in ALL_IMPORTS if f.module.room == "models" and top(f.target) not in MODELS_MAY]
    report(broken, "models stands below everything:")


def test_models_do_no_io() -> None:
    broken = [f for f in ALL_IMPORTS if f.module.room == "models" and touches(f.target, NO_IO)]
    report(broken, "models is pure:")


def test_models_use_no_async_engine() -> None:
    asynchronous = {"sqlalchemy.ext.asyncio"}
    broken = [f for f in ALL_IMPORTS if f.module.room == "models" and touches(f.target, asynchronous)]
    report(broken, "models holds tables, not connections:")


def test_insight_uses_no_network() -> None:
    broken = [f for f in ALL_IMPORTS if f.module.room == "insight" and touches(f.target, NO_NETWORK)]
    report(broken, "insight computes over what it is given:")


def test_layers_hold_for_indirect_imports_too() -> None:
    settings = str(ROOT / "pyproject.toml")
    assert lint_imports(config_filename=settings, no_cache=True, no_logo=True) == 0, "see the output above"


def test_no_module_imports_itself_in_a_circle() -> None:
    circles = [" -> ".join(circle) for circle in circles_in(graph(product()))]
    assert not circles, "\n".join(["Import cycles:", *circles])


def test_a_circle_is_found() -> None:
    assert circles_in({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]


def graph(modules: tuple[Module, ...]) -> dict[str, set[str]]:
    """Module -> the modules it imports. ``from package import submodule`` counts for the submodule alone."""
    known = {module.name for module in modules}
    edges: dict[str, set[str]] = {name: set() for name in known}
    for module in modules:
        for found in imports(module):
            target = found.target
            while target and target not in known:
                target = target.rpartition(".")[0]
            if target and target != module.name:
                edges[module.name].add(target)
    return edges


def circles_in(edges: dict[str, set[str]]) -> list[list[str]]:
    """One circle for each place where following imports leads back to where it has been (depth first, no recursion)."""
    circles: list[list[str]] = []
    done: set[str] = set()
    for start in sorted(edges):
        trail: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            name, depth = waiting.pop()
            del trail[depth:]
            if name in trail:
                circles.append([*trail[trail.index(name) :], name])
            elif name not in done:
                trail.append(name)
                done.add(name)
                waiting.extend((target, depth + 1) for target in sorted(edges[name], reverse=True))
    return circles
