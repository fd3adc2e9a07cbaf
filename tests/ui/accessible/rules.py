"""What every screen must keep, asked of its tree: each rule gives the sentences that tell what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tests.ui.accessible.pixels import Box, Picture, inside
from tests.ui.accessible.tree import TAKES_FOCUS, Node

LEAST = 24
"""Pixels across and down that something to press needs (WCAG 2.5.8)."""
MARKUP = re.compile(r"<[a-z/!][^>]*>|&(amp|lt|gt|quot|nbsp);", re.IGNORECASE)
GROUPS = ("panel", "filler")
"""Roles of what holds others. Those that take the focus hand it on, and must have a name."""
TEXT_CONTRAST, SIGN_CONTRAST = 4.5, 3.0
KEY = "Key "
"""A key cap: the word it is told by is often a sign."""
THIN = 0.85
"""What smoothing leaves of the ink of small letters: a stem narrower than a pixel never has all of it."""
LETTER, SPECK, SIGN = 5, 3, 24
"""Ink lower than a letter or narrower than a speck is a line or an edge; no wider than a sign, it may be one."""


def unnamed(tree: Node) -> Iterator[str]:
    """What takes the focus or can be pressed has a name, and a role that tells what it does."""
    for node in tree.shown():
        if node.focusable or node.operable:
            if not node.name.strip():
                yield f"no name: {node}"
            if node.role not in TAKES_FOCUS and not ((node.role in GROUPS and "SetFocus" in node.actions) or node.name):
                yield f"a role that tells nothing: {node}"


def markup(tree: Node) -> Iterator[str]:
    """Names and descriptions are words, never the source of a tooltip."""
    for node in tree.shown():
        if MARKUP.search(node.name) or MARKUP.search(node.description):
            yield f"markup in {node}: {node.description}"


def stateless(tree: Node) -> Iterator[str]:
    """What is chosen or ticked says so by its state; a text field is either to write or to read."""
    for node in tree.shown():
        if node.role in ("check box", "radio button") and "checkable" not in node.states:
            yield f"cannot say whether it is on: {node}"
        if node.role == "text" and node.focusable and not node.states & {"editable", "read_only"}:
            yield f"neither to write nor to read: {node}"


def alike(tree: Node) -> Iterator[str]:
    """Two neighbours are told apart by their names."""
    for node in tree.shown():
        for one, other in pairwise(child for child in node.children if child.operable):
            if (one.role, one.name) == (other.role, other.name):
                yield f"two of the same name: {one} {other}"


def twice_chosen(tree: Node) -> Iterator[str]:
    """Of one of several, at most one is chosen."""
    for node in tree.shown():
        chosen = [child for child in node.children if child.role == "radio button" and "checked" in child.states]
        if len(chosen) > 1:
            yield f"chosen at once: {', '.join(map(str, chosen))}"


def small(tree: Node) -> Iterator[str]:
    """What can be pressed is large enough to hit, or is not on the screen at all."""
    for node in tree.shown():
        if node.operable and node.box and min(node.box[2:]) < LEAST and node.box[2] > 0:
            yield f"too small: {node}"


RULES = (unnamed, markup, stateless, alike, twice_chosen, small)


def broken(tree: Node) -> list[str]:
    return [words for rule in RULES for words in rule(tree)]


def out_of_order(walked: list[Node]) -> Iterator[str]:
    """``walked``: what Tab stopped at in one panel, with places of one moment. Reading goes down, or to the right."""
    for one, other in pairwise(walked):
        if one.box is None or other.box is None:
            continue
        left, top, _, _ = one.box
        beside = other.box[1] < top + one.box[3] and top < other.box[1] + other.box[3]
        if beside and other.box[0] < left:
            yield f"Tab goes back to the left: from {one} to {other}"
        if not beside and other.box[1] < top and other.box[0] <= left:
            yield f"Tab goes back up: from {one} to {other}"


def faint(tree: Node, picture: Picture) -> list[str]:
    """Words whose ink does not stand out from what they stand on. What is switched off, or not in view, is left out.

    A label has one ink, which few pixels of a thin letter reach: its strongest word tells. Elsewhere each word may have
    its own, and what is as narrow as a sign is held to what a sign needs.
    """
    found: list[str] = []
    for node, box in _words_in_view(tree):
        words = [(place, best) for place, best in picture.words(box) if place[3] >= LETTER and place[2] >= SPECK]
        if node.role == "label":
            words = sorted(words, key=lambda word: word[1])[-1:]
        for (x, y, width, height), best in words:
            least = TEXT_CONTRAST if node.role == "label" else TEXT_CONTRAST * THIN if width > SIGN else SIGN_CONTRAST
            least = SIGN_CONTRAST if node.name.startswith(KEY) else least
            if best < least:
                found.append(f"{best:.1f}:1 at {x},{y} ({width}×{height}) in {node}")
    return found


def _words_in_view(tree: Node) -> Iterator[tuple[Node, Box]]:
    def go(node: Node, view: Box) -> Iterator[tuple[Node, Box]]:
        if not node.showing and node is not tree:
            return
        if node.box and node is not tree:
            view = inside(node.box, view)
        on = "enabled" in node.states or "sensitive" in node.states
        if node.role in ("label", "table cell", "push button", "radio button", "check box", "list item") and node.name:
            if on and node.box and (view[2], view[3]) == node.box[2:]:
                yield node, view
            return
        for child in node.children:
            yield from go(child, view)

    yield from go(tree, (0, 0, 1366, 768))
