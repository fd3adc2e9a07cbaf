"""The gallery walks the rounds that a picture needs, and no other."""

from __future__ import annotations

import ast
import inspect

import pytest

from tests.ui.gallery.rounds import FIRST, ROUNDS, rounds_for


@pytest.mark.parametrize(
    ("screen", "walked"),
    [
        ("trainee-approved", ["trainee"]),
        ("approvals", ["supervise"]),
        ("queue-empty", []),
        ("sign-in-first", ["sign-in"]),
        ("decide-lookups", ["sent", "known"]),
        ("decide-rationale", ["sections", "outcomes"]),
    ],
)
def test_a_picture_is_looked_for_in_its_own_round(screen: str, walked: list[str]) -> None:
    assert rounds_for([screen]) == walked


def test_without_names_every_round_is_walked() -> None:
    assert rounds_for([]) == list(ROUNDS)


def test_what_is_assessed_again_is_still_claimed() -> None:
    """`people` claims another report, which gives the robbery of `outcomes` back, with all that was decided."""
    walked = list(ROUNDS)
    assert walked.index("outcomes") < walked.index("again") < walked.index("people")


def test_every_round_says_which_pictures_it_takes() -> None:
    taken = {name: _taken(one.run) for name, one in ROUNDS.items()}
    assert sum(len(names) for names in taken.values()) > 90
    for name, pictures in taken.items():
        strays = [one for one in pictures if one not in FIRST and not ROUNDS[name].has(one)]
        assert not strays, f"{name} takes {strays}"


def _taken(run: object) -> set[str]:
    """Names, or their beginnings, of what a round takes: itself and the functions of its module that it calls."""
    module = inspect.getmodule(run)
    assert module is not None
    body = ast.parse(inspect.getsource(module)).body
    functions = {one.name: one for one in body if isinstance(one, ast.AsyncFunctionDef)}
    reached, found = [getattr(run, "__name__", "")], set[str]()
    for name in reached:
        for call in ast.walk(functions[name]) if name in functions else ():
            if not isinstance(call, ast.Call):
                continue
            if isinstance(call.func, ast.Name) and call.func.id not in reached:
                reached.append(call.func.id)
            if isinstance(call.func, ast.Attribute) and call.func.attr == "take" and call.args:
                found.add(_beginning(call.args[0]))
    return {name for name in found if name}


def _beginning(name: ast.expr) -> str:
    if isinstance(name, ast.JoinedStr):
        name = name.values[0]
    return str(name.value) if isinstance(name, ast.Constant) else ""
