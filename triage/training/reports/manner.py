"""How it was typed: the same words shouted, unpunctuated, misspelt, in text-speak or dictated to a phone."""

from __future__ import annotations

import re
from itertools import accumulate

from triage.training.reports.draw import Draw

MANNERS = ("plain", "typos", "flat", "shouting", "text", "dictated", "half shouting")
_WEIGHTS = tuple(accumulate((54, 16, 11, 4, 5, 7, 3)))
_SLIPS = {
    "definitely": "definately",
    "received": "recieved",
    "receive": "recieve",
    "neighbour": "nieghbour",
    "neighbours": "neigbours",
    "neighbour's": "neighbours",
    "their": "there",
    "could have": "could of",
    "would have": "would of",
    "separate": "seperate",
    "because": "becuase",
    "police": "polcie",
    "really": "realy",
    "threatening": "threatning",
    "until": "untill",
    "stolen": "stollen",
    "immediately": "immediatly",
    "believe": "beleive",
    "occurred": "occured",
    "didn't": "didnt",
    "don't": "dont",
    "wasn't": "wasnt",
    "I'm": "Im",
    "can't": "cant",
    "it's": "its",
    "happened": "happend",
    "which": "wich",
    "licence": "lisence",
}
_SHORT = {
    "you": "u",
    "your": "ur",
    "are": "r",
    "because": "cos",
    "please": "pls",
    "people": "ppl",
    "with": "wiv",
    "thanks": "thx",
    "what": "wot",
    "about": "bout",
    "and": "n",
    "probably": "prob",
    "to": "2",
    "for": "4",
    "before": "b4",
    "though": "tho",
    "someone": "sum1",
    "something": "summat",
    "was": "woz",
    "message": "msg",
    "messages": "msgs",
    "tomorrow": "tmrw",
    "going": "goin",
    "really": "rly",
    "minutes": "mins",
    "be": "b",
    "see": "c",
    "know": "no",
    "nothing": "nuffin",
    "picture": "pic",
}
_WORD = re.compile(r"[A-Za-z']+")
_STOPS = re.compile(r"[,.;:!?]+(?=\s|$)")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")


def manner(draw: Draw) -> str:
    return draw.weighted("manner", MANNERS, _WEIGHTS)


def retype(text: str, how: str, draw: Draw) -> str:
    """The text typed in that manner. Unknown manners leave it as it is."""
    if how == "typos":
        return _typos(text, draw)
    if how == "flat":
        return _STOPS.sub("", text).replace("'", "").replace("\n", " ").lower()
    if how == "shouting":
        return text.upper()
    if how == "text":
        return _shortened(text)
    if how == "dictated":
        return _dictated(text, draw)
    if how == "half shouting":
        return _half_shouted(text, draw)
    return text


def _typos(text: str, draw: Draw) -> str:
    count = 0

    def slip(match: re.Match[str]) -> str:
        nonlocal count
        word = match.group()
        count += 1
        known = _SLIPS.get(word)
        if known and draw.chance(f"slip{count & 255}", 0.45):
            return known
        if len(word) < 5 or not word.islower() or not draw.chance(f"typo{count & 255}", 0.035):
            return word
        at = 1 + draw.bits(f"at{count & 255}") % (len(word) - 3)
        change = draw.whole(f"how{count & 255}", 0, 2)
        if change == 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + word[at + 1 :] if change == 1 else word[:at] + word[at] + word[at:]

    return _WORD.sub(slip, text)


def _shortened(text: str) -> str:
    def shorten(match: re.Match[str]) -> str:
        return _SHORT.get(match.group().lower(), match.group())

    return _WORD.sub(shorten, text.replace("\n", " ")).replace("'", "").replace(". ", " ").lower()


def _dictated(text: str, draw: Draw) -> str:
    """No stops; sentences run on, and now and then the phone writes down "full stop"."""
    sentences = _SENTENCE_END.split(text.replace("\n\n", " ").replace("\n", " "))
    spoken = [sentences[0]]
    for number, sentence in enumerate(sentences[1:]):
        joint = draw.pick(
            f"joint{number & 63}", (" and ", " and then ", " so ", " um ", " ", " and ", " full stop ", " ")
        )
        first, _, rest = sentence.partition(" ")
        spoken.append(joint + (first if first in {"I", "I'm", "I've"} else first.lower()) + " " + rest)
    return _STOPS.sub("", "".join(spoken))


def _half_shouted(text: str, draw: Draw) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", text)
    at = draw.bits("shouted") % len(sentences)
    sentences[at] = sentences[at].upper().rstrip(".") + draw.pick("marks", ("!!!", "!!", "!", "!!!!!"))
    return " ".join(sentences)
