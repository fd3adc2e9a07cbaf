"""What came over the accessibility bus, as nodes that can be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

CONTROLS = frozenset({"push button", "check box", "radio button", "text", "toggle button", "menu item", "link"})
"""Roles of what a person operates."""
TAKES_FOCUS = CONTROLS | {"table", "list", "table cell", "list item", "slider", "spin button", "combo box", "terminal"}
HOLDS = frozenset({"panel", "table", "list"})


@dataclass(frozen=True)
class Node:
    """One accessible object; ``box`` is (x, y, width, height) on the screen."""

    path: str
    role: str
    states: frozenset[str] = frozenset()
    own: str = ""
    name: str = ""
    description: str = ""
    actions: tuple[str, ...] = ()
    box: tuple[int, int, int, int] | None = None
    text: str = ""
    children: tuple[Node, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, told: dict[str, Any]) -> Node:
        return cls(
            path=told["path"],
            role=told["role"],
            states=frozenset(told["states"]),
            own=told.get("own", ""),
            name=told.get("name", ""),
            description=told.get("description", ""),
            actions=tuple(told.get("actions", ())),
            box=tuple(told["box"]) if told.get("box") else None,
            text=told.get("text", ""),
            children=tuple(cls.of(child) for child in told.get("children", ())),
        )

    @property
    def showing(self) -> bool:
        return "showing" in self.states

    @property
    def focusable(self) -> bool:
        return "focusable" in self.states

    @property
    def operable(self) -> bool:
        """Whether a person can do something with it now."""
        on = "enabled" in self.states or "sensitive" in self.states
        return self.showing and on and (self.role in CONTROLS) and (self.focusable or bool(self.actions))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the tree's order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def shown(self) -> list[Node]:
        return [node for node in self.walk() if node.showing]

    def all(self, role: str, name: str = "", *, under: str = "") -> list[Node]:
        """Showing nodes of this role whose name matches (a regular expression), with ``under`` in the path of names."""
        found = (node for node in self.shown() if node.role == role and under in node.own)
        return [node for node in found if re.search(name, node.name)]

    def one(self, test: Callable[[Node], bool]) -> Node | None:
        return next((node for node in self.shown() if test(node)), None)

    def part(self, own: str) -> Node | None:
        """The first showing node whose own id holds this."""
        return self.one(lambda node: own in node.own)

    def __str__(self) -> str:
        return f"{self.role} “{self.name}” ({self.own.rpartition('QWidget.')[2]}) {self.box}"


NOTHING = Node("", "nothing")
"""A part that is not there."""
