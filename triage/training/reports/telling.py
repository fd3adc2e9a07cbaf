"""Composing what one person writes: the narrative itself, how it begins and ends, and what it is buried in."""

from __future__ import annotations

from dataclasses import dataclass

from triage.training.reports.draw import Draw
from triage.training.reports.library import common
from triage.training.reports.manner import manner, retype
from triage.training.reports.scene import Telling
from triage.training.reports.template import Parts, render

LONGEST = 4000
"""The form takes no more characters than this."""
_CALM = frozenset(
    {
        "antisocial_behaviour",
        "lost_property",
        "feedback",
        "civil_dispute",
        "theft",
        "criminal_damage",
        "fraud",
        "suspicious",
    }
)
"""Kinds in which nobody expects a life at risk; there it may hide."""
_GRAVE = frozenset(
    {"domestic_abuse", "sexual_offence", "missing", "child_concern", "stalking", "spiking", "modern_slavery", "event"}
    | {"clares_law", "firearms_licensing", "feedback", "hate_crime"}
)
"""Kinds whose narratives are told whole: a chatty greeting or "I just need a crime number" would sound false."""


@dataclass(frozen=True, slots=True)
class Told:
    """The text of the form, how it was typed, and whether a risk was hidden in it."""

    text: str
    manner: str
    buried: bool


def tell(telling: Telling, template: Parts) -> Told:
    """The narrative of this person. At most LONGEST characters."""
    draw, narrative = telling.draw, telling.scene.narrative
    core = render(template, telling.fill, draw)
    if narrative.asis:
        return Told(core[:LONGEST], "asis", buried=False)
    how = manner(draw)
    whole = narrative.now or telling.anonymous or telling.second_hand or telling.scene.kind.key in _GRAVE
    buried = not whole and telling.scene.kind.key in _CALM and draw.chance("buried", 0.03)
    rambling = buried or (not whole and draw.chance("rambling", 0.05))
    paragraphs = [core if whole else _with_edges(core, telling, draw)]
    if rambling:
        paragraphs = _ramble(paragraphs[0], telling, draw, buried=buried)
    text = "\n\n".join(paragraphs)
    return Told(retype(text, how, draw.child("typing"))[:LONGEST].rstrip(), how, buried)


def _with_edges(core: str, telling: Telling, draw: Draw) -> str:
    text = core
    if draw.chance("opening", 0.2):
        opening = render(draw.pick("which opening", common().openings), telling.fill, draw)
        text = f"{opening} {text}"
    if draw.chance("closing", 0.35):
        closing = render(draw.pick("which closing", common().closings), telling.fill, draw)
        if not (closing == "No one was hurt." and telling.scene.narrative.injury):
            text = f"{text} {closing}"
    return text


def _ramble(core: str, telling: Telling, draw: Draw, *, buried: bool) -> list[str]:
    """The report among trivia, a few paragraphs or very many; the hidden risk never first or last."""
    stock = common().trivia
    wanted = draw.pick("how long", (2, 3, 3, 4, 5, 7) if buried else (2, 3, 3, 4, 5, 7, 12, 16))
    start, stride = draw.bits("first trivia") % len(stock), (1, 5, 7, 11, 13)[draw.bits("stride") % 5]
    chosen = [stock[(start + stride * n) % len(stock)] for n in range(wanted)]
    paragraphs = [render(part, telling.fill, draw.child(f"trivia{n}")) for n, part in enumerate(chosen)]
    paragraphs.insert(draw.whole("core at", 0, min(2, wanted)), core)
    if buried:
        hidden = render(draw.pick("which risk", common().buried), telling.fill, draw)
        at = draw.whole("risk at", 1, len(paragraphs) - 1)
        paragraphs[at] = f"{paragraphs[at]} {hidden}"
    while sum(map(len, paragraphs)) + 2 * len(paragraphs) > LONGEST and len(paragraphs) > 2:
        paragraphs.pop()
    return paragraphs


def update(telling: Telling, before: str) -> str:
    """What the same person sends later under the same submission id: the first text and something more."""
    draw = telling.draw.child("update")
    more = render(draw.pick("which update", common().updates), telling.fill, draw)
    if draw.chance("only the news", 0.2):
        return more
    return f"{before[: LONGEST - len(more) - 2]}\n\n{more}"
