"""Finding the signs of risk in a narrative: rules over word stems, weighed by how they are told."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from triage.insight.risk.learned import PRIORITY, Leaning, Weights, lean
from triage.insight.risk.pack import GRADES, KINDS, Frame, Pack, Rule, Search
from triage.insight.risk.scope import is_denied, is_name
from triage.insight.risk.second_look import SecondLook, Seen
from triage.insight.risk.words import STOP, Told, told_in_words

MOST = 200
"""Hits of one text; a text made to have more is cut there."""
_MOST_OF_A_RULE = 4


RULES_WEIGH = 2.0
"""What a rule of strength 1 adds to the log-odds of its kind; measured on the tuning narratives."""
GRADE_RULES_WEIGH = 0.5
"""The same for immediate danger, and half of it for priority: on narratives that no rule was written after, rules tell
these two worse than what was learned does.
"""
PRIORITY_WEIGHS = 0.1
"""Share of the log-odds of priority that counts for immediate danger: what is urgent for any kind is so more often."""
EXPECTED_WEIGHS = 0.5
"""What the sort of report adds for its kind: people often choose the wrong form."""
SHORT_ASKS, _WHOLE = 3.0, 24
"""What the second look needs more to call a text of hardly any stems urgent, and from how many stems nothing more.

A few words with nothing around them are most of its false alarms. In cross-validation, at the same share of emergencies
among longer texts, fewer short ones without risk are called urgent.
"""
DOUBT = 2.0
"""Log-odds that immediate danger or priority is off its threshold at most when the closer look is asked. On narratives
that neither was taught, a quarter of all and an eighth of those without risk; asking of all of them told hardly more.
"""
NEEDS_TWO = frozenset(
    {
        "strangulation", "hate", "fire", "terrorism", "spiking", "missing", "stalking_harassment", "coercive_control",
        "collision_injury",
    }
)  # fmt: skip
"""Kinds that without a rule take both senses to be marked. On what neither was taught, of the hits of one alone that
were strong enough 22 were right and 112 wrong (strangulation 0 and 18), of both 29 and 30. They stay weak.
"""
_ONE_ALONE = 0.55
_PLAIN, _FEW = 0.4, 9
_STRONG, _BRIEF = 0.65, 14
"""A rule of this strength speaks by itself in a text of so few words: there is too little to weigh it by."""
LEARNED, LOOKED = "learned", "second-look"
DANGER = "immediate_danger"


@dataclass(frozen=True, slots=True)
class Sign:
    """One hit: characters ``start`` to ``end`` of the text. ``rule`` None: no rule, but what ``by`` names found it."""

    rule: Rule | None
    kind: str
    strength: float
    start: int
    end: int
    by: str = LEARNED


@dataclass(frozen=True, slots=True)
class Sense:
    """What was found in a text, in its order, and the least grade that it asks for."""

    signs: tuple[Sign, ...]
    min_grade: str


def sense(text: str, pack: Pack, weights: Weights, *, expected: str = "", look: SecondLook | None = None) -> Sense:
    """Rules and learned weights together: a kind is told when both add up to enough.

    ``expected``: the kind that the sort of report speaks for; it needs less. ``look``: the second look, which adds to
    what the first senses tell and takes nothing back.
    """
    told = told_in_words(text, pack.vocabulary)
    by_rules = rule_signs(told, text, pack)
    weighed = _Weighed(lean(told, weights), from_rules(by_rules, pack), expected, look.at(text) if look else None)
    if weighed.seen is not None and weighed.doubtful():
        weighed = replace(weighed, seen=weighed.seen.closer())
    found: list[Sign] = []
    short = len(told.stems) <= _FEW
    for kind in KINDS:
        mine = [sign for sign in by_rules if sign.kind == kind]
        first, second = weighed.margins(kind)
        speaks = first >= 0 and not short
        brief = len(told.stems) <= _BRIEF and not speaks
        plain = [sign for sign in mine if sign.strength >= (_PLAIN if short else _STRONG)] if brief else []
        if speaks or second >= 0:
            signs = _weighed(kind, mine, max(first, second), weighed, looked=second > first or short)
            found += (_strongest_at(sign, plain) for sign in signs)
        else:
            found += plain
    first, second = weighed.margins(PRIORITY)
    ordered = sorted(found, key=lambda sign: (sign.start, -sign.strength, sign.kind))[:MOST]
    weighty = (first >= 0 and not short) or second >= 0
    return Sense(tuple(ordered), _least_grade(ordered, pack, weighty=weighty, short=short))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What each sense makes of one text."""

    leaning: Leaning
    added: dict[str, float]
    expected: str
    seen: Seen | None

    def margins(self, output: str) -> tuple[float, float]:
        """By how much an output speaks to the first senses, and to them with the second look; below 0 it does not."""
        parts = [(output, 1.0), *([(PRIORITY, PRIORITY_WEIGHS)] if output == DANGER else [])]
        first = sum(share * (self.leaning.odds[part] + self.added.get(part, 0.0)) for part, share in parts)
        first += EXPECTED_WEIGHS if output == self.expected else 0.0
        alone = first - self.leaning.weights.least[output]
        if self.seen is None:
            return alone, -math.inf
        second = sum(share * self.seen.of(part) for part, share in parts)
        asks = self.seen.look.least[output] + (short_asks(self.leaning.told) if output in (DANGER, PRIORITY) else 0.0)
        return alone, first + self.seen.look.weigh * second - asks

    def doubtful(self) -> bool:
        """Whether it is open how urgent the text is, so that the closer look is worth its time."""
        first, second = self.margins(DANGER)
        return first < 0 and second < DOUBT and max(second, self.margins(PRIORITY)[1]) >= -DOUBT

    def agree(self, kind: str) -> bool:
        """Whether the first senses and the second look tell a kind, each by itself."""
        return self.seen is not None and self.margins(kind)[0] >= 0 and self.seen.of(kind) > 0


def short_asks(told: Told) -> float:
    """The log-odds that the second look needs more before it calls a text of few words urgent."""
    return SHORT_ASKS * max(0.0, 1 - len(told.stems) / _WHOLE)


def _strongest_at(sign: Sign, others: list[Sign]) -> Sign:
    """The strongest of a sign and the others of its kind that begin where it does."""
    return max((sign, *(one for one in others if one.start == sign.start)), key=lambda one: one.strength)


def _weighed(kind: str, by_rules: list[Sign], margin: float, weighed: _Weighed, *, looked: bool) -> Iterator[Sign]:
    strength = round(0.3 + 0.65 * (1 - math.exp(-margin)), 2)
    top = max((sign.strength for sign in by_rules), default=0.0)
    for sign in by_rules:
        yield replace(sign, strength=round(max(strength * sign.strength / top, 0.25), 2))
    if by_rules:
        return
    if kind in NEEDS_TWO and not weighed.agree(kind):
        strength = min(strength, _ONE_ALONE)
    if looked and weighed.seen is not None and (place := weighed.seen.stretch(kind)) is not None:
        yield Sign(None, kind, strength, *place, by=LOOKED)
        return
    stretch = weighed.leaning.stretch(kind)
    if stretch is not None:
        spans = weighed.leaning.told.spans
        yield Sign(None, kind, strength, spans[stretch[0]][0], spans[stretch[1]][1])


def _least_grade(signs: list[Sign], pack: Pack, *, weighty: bool, short: bool) -> str:
    kinds = {sign.kind for sign in signs} - {"repeat"}
    if not kinds:
        return "none"
    if DANGER in kinds:
        return "emergency"
    if weighty or (short and any(_asks_priority(sign, pack) for sign in signs)):
        return "priority"
    return "scheduled"


def _asks_priority(sign: Sign, pack: Pack) -> bool:
    grade = (sign.rule.grade if sign.rule else "") or pack.kinds[sign.kind].min_grade
    return GRADES.index(grade) >= GRADES.index("priority")


def from_rules(signs: list[Sign], pack: Pack) -> dict[str, float]:
    """What rules add to the log-odds of each output: the strongest of a kind counts."""
    added: dict[str, float] = {}
    for sign in signs:
        weight = (GRADE_RULES_WEIGH if sign.kind == DANGER else RULES_WEIGH) * sign.strength
        added[sign.kind] = max(added.get(sign.kind, 0.0), weight)
        if _asks_priority(sign, pack):
            added[PRIORITY] = max(added.get(PRIORITY, 0.0), GRADE_RULES_WEIGH * sign.strength / 2)
    return added


def rule_signs(told: Told, text: str, pack: Pack) -> list[Sign]:
    """Every sign that rules find."""
    found: list[tuple[Rule, int, int]] = []
    framed: list[tuple[Frame, int]] = []
    for search in _candidates(told, pack):
        if search.rule is not None:
            found += ((search.rule, first, last) for first, last in _places(search, told, text))
        elif search.frame is not None and _holds_unless(search.frame, told, pack):
            framed += ((search.frame, first) for first, _ in _places(search, told, text))
    signs = [
        sign
        for rule, first, last in found
        if _around_fits(rule, told, first, pack)
        for sign in _signs(rule, told, first, last, _kept(told, first, framed))
    ]
    return [sign for sign in _best(signs) if sign.strength >= pack.file.least]


def _candidates(told: Told, pack: Pack) -> Iterator[Search]:
    seen: set[int] = set()
    for stem in dict.fromkeys(told.stems):
        for search in pack.searches.get(stem, ()):
            if id(search) not in seen:
                seen.add(id(search))
                yield search
    yield from pack.always


def _places(search: Search, told: Told, text: str) -> Iterator[tuple[int, int]]:
    for count, found in enumerate(search.pattern.search.finditer(told.joined)):
        if count >= _MOST_OF_A_RULE:
            return
        first, last = told.at(found.start() + 1), told.at(found.end() - 2)
        if search.rule is not None:
            if not search.pattern.says_no and is_denied(told, first, last, text):
                continue
            if is_name(told, first, last, text):
                continue
        yield first, last


def _around_fits(rule: Rule, told: Told, first: int, pack: Pack) -> bool:
    if rule.near and not _has(rule.near, _window(told, first, 1, pack), pack):
        return False
    if rule.anywhere and not _has(rule.anywhere, told.joined, pack):
        return False
    return not (rule.without and _has(rule.without, _window(told, first, 0, pack), pack))


def _has(classes: tuple[str, ...], joined: str, pack: Pack) -> bool:
    return any(pack.classes[name].search.search(joined) for name in classes)


def _window(told: Told, index: int, more: int, pack: Pack) -> str:
    """The sentence around a stem with ``more`` sentences on each side, between blanks."""
    low, high = told.sentence(index)
    for _ in range(more):
        if low > 0:
            low = told.sentence(low - 1 if told.stems[low - 1] != STOP or low < 2 else low - 2)[0]
        if high + 1 < len(told.stems):
            high = told.sentence(high + 1)[1]
    return f" {pack.vocabulary.joined(told.stems[low:high])} "


def _holds_unless(frame: Frame, told: Told, pack: Pack) -> bool:
    return not (frame.unless and _has(frame.unless, told.joined, pack))


def _kept(told: Told, first: int, framed: list[tuple[Frame, int]]) -> float:
    kept = 1.0
    for frame, at in framed:
        if frame.reach == "text" or told.sentence(at) == told.sentence(first):
            kept = min(kept, frame.keeps)
    return kept


def _signs(rule: Rule, told: Told, first: int, last: int, kept: float) -> Iterator[Sign]:
    start, end = told.spans[first][0], told.spans[last][1]
    for kind in (rule.kind, *rule.also):
        yield Sign(rule, kind, round(rule.strength * kept, 3), start, end)


def _best(signs: list[Sign]) -> list[Sign]:
    """One sign for each kind and place."""
    best: dict[tuple[str, int], Sign] = {}
    for sign in signs:
        key = (sign.kind, sign.start)
        if key not in best or (sign.strength, sign.end) > (best[key].strength, best[key].end):
            best[key] = sign
    return list(best.values())
