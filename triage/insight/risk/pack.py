"""The rule pack of the sense of risk: word forms, word classes, kinds, rules and frames, checked and made ready.

The shipped pack is every file of resources/risk in order of name, read as one TOML document; a force may put one file
of its own in its place. What is wrong in a pack is told with the rule's id and what to do.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from triage.insight.risk.patterns import Compiler, Pattern
from triage.insight.risk.words import Vocabulary
from triage.models.codec import convert
from triage.models.errors import FieldError, InputError
from triage.models.indicators import LEAST_GRADES
from triage.models.resources import resource_path

GRADES = LEAST_GRADES
KINDS = (
    "immediate_danger", "weapon", "violence", "injury", "threat", "domestic", "stalking_harassment",
    "coercive_control", "sexual", "child", "vulnerable_adult", "self_harm", "missing", "hate", "exploitation",
    "spiking", "terrorism", "fire", "strangulation", "collision_injury", "repeat",
)  # fmt: skip
"""The kinds that the rest of the program knows; a pack must have each of them and may have no others."""
FOLDER = "risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of risk. ``fields``: incident fields whose "yes" makes a hit of ``fields_strength``; ``min_grade``: the
    least grade that a sure hit asks for.
    """

    key: str
    mark: str
    why: str
    min_grade: str
    thrive: tuple[str, ...]
    checks: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    fields_strength: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``phrases``, one a line, that point to a kind (and to those of ``also``).

    ``near``: word classes of which one must stand in the same or a neighbouring sentence; ``anywhere``: … in the text;
    ``without``: classes of which none may stand in the sentence. ``grade``: another least grade than the kind's.
    ``hit`` and ``miss`` are examples that must and must not be found, run by the check of the pack.
    """

    id: str
    kind: str
    strength: float
    phrases: str
    also: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    grade: str = ""
    why: str = ""
    hit: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A way of telling in which risky words mean little: a story, a game, a rehearsal, something that is over.

    ``keeps``: the share of a hit's strength that is left; ``reach``: "text" or "sentence".
    """

    id: str
    keeps: float
    phrases: str
    reach: str = "text"
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The least score (0 to 100) of each level above low. ``shown``: the strength (0 to 1) from which words count for
    the score and get a mark in the queue; weaker ones are told to whoever opens the report.
    """

    high: int
    raised: int
    routine: int
    shown: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """A pack as it is written."""

    pack: str
    levels: Levels
    least: float
    spelling: dict[str, str]
    forms: dict[str, str]
    classes: dict[str, str]
    kinds: tuple[Kind, ...]
    types: dict[str, str]
    rules: tuple[Rule, ...]
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """One pattern and what it belongs to; ``order`` keeps hits in the order of the pack."""

    pattern: Pattern
    rule: Rule | None
    frame: Frame | None


@dataclass(slots=True)
class Pack:
    """A pack made ready. ``searches`` by anchor stem; ``always`` those without one."""

    file: PackFile
    sha256: str
    content: str
    vocabulary: Vocabulary
    kinds: dict[str, Kind]
    fields: dict[str, Kind]
    classes: dict[str, Pattern]
    searches: dict[str, list[Search]] = field(default_factory=dict)
    always: list[Search] = field(default_factory=list)


def read_pack(content: str) -> Pack:
    """A pack from its text.

    Raises:
        InputError: not TOML, an unknown key, kind, class or grade; every fault that was found is named.
    """
    try:
        file = convert(PackFile, tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The rule pack is not TOML: {error}.", do="Mend the line that is named.") from error
    faults = tuple(_faults(file))
    if faults:
        raise InputError("The rule pack cannot be used.", faults, "Mend what is named and check it again.")
    return _ready(file, content)


def shipped_content() -> str:
    """The text of the pack that the program ships."""
    folder = resource_path(FOLDER)
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.toml")))


@lru_cache(maxsize=1)
def shipped_pack() -> Pack:
    """The pack that the program ships, made ready once."""
    return read_pack(shipped_content())


def _ready(file: PackFile, content: str) -> Pack:
    vocabulary = _vocabulary(file)
    classes = {name: tuple(filter(None, map(str.strip, listed.split(",")))) for name, listed in file.classes.items()}
    compiler = Compiler(vocabulary, classes)
    kinds = {kind.key: kind for kind in file.kinds}
    pack = Pack(
        file=file,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        content=content,
        vocabulary=vocabulary,
        kinds=kinds,
        fields={name.lower(): kind for kind in file.kinds for name in kind.fields},
        classes={name: compiler.compile(f"@{name}") for name in file.classes},
    )
    faults: list[FieldError] = []
    for rule in file.rules:
        _add(pack, compiler, rule.phrases, rule, None, faults)
    for frame in file.frames:
        _add(pack, compiler, frame.phrases, None, frame, faults)
    if faults:
        raise InputError("The rule pack cannot be used.", tuple(faults), "Mend what is named and check it again.")
    return pack


def _add(
    pack: Pack,
    compiler: Compiler,
    phrases: str,
    rule: Rule | None,
    frame: Frame | None,
    faults: list[FieldError],
) -> None:
    name = rule.id if rule else frame.id if frame else ""
    for phrase in filter(None, map(str.strip, phrases.splitlines())):
        try:
            pattern = compiler.compile(phrase)
        except InputError as error:
            faults += [FieldError(f"{name}.{one.pointer}", one.detail) for one in error.errors]
            continue
        search = Search(pattern, rule, frame)
        for anchor in pattern.anchors:
            pack.searches.setdefault(anchor, []).append(search)
        if not pattern.anchors:
            pack.always.append(search)


def _vocabulary(file: PackFile) -> Vocabulary:
    plain = Vocabulary({}, {})
    stems: dict[str, str] = {}
    for base, forms in file.forms.items():
        for form in (base, *forms.split()):
            stems[form] = plain.stem(base)
    return Vocabulary({word: tuple(usual.split()) for word, usual in file.spelling.items()}, stems)


def _faults(file: PackFile) -> Iterator[FieldError]:
    told = {kind.key for kind in file.kinds}
    yield from (FieldError("kinds", f"“{key}” is missing") for key in KINDS if key not in told)
    yield from (FieldError("kinds", f"“{key}” is no kind that Triage knows") for key in sorted(told - set(KINDS)))
    yield from (
        FieldError(f"types.{name}", f"“{key}” is no kind") for name, key in file.types.items() if key not in KINDS
    )
    for name, count in Counter([*(rule.id for rule in file.rules), *(frame.id for frame in file.frames)]).items():
        if count > 1:
            yield FieldError(name, "is the id of more than one rule")
    for rule in file.rules:
        yield from _rule_faults(rule, file)
    for frame in file.frames:
        if frame.reach not in ("text", "sentence"):
            yield FieldError(f"{frame.id}.reach", "must be “text” or “sentence”")
        yield from _unknown(frame.id, "unless", frame.unless, file)


def _rule_faults(rule: Rule, file: PackFile) -> Iterator[FieldError]:
    for key in (rule.kind, *rule.also):
        if key not in KINDS:
            yield FieldError(f"{rule.id}.kind", f"“{key}” is no kind")
    if not 0 < rule.strength <= 1:
        yield FieldError(f"{rule.id}.strength", "must be above 0 and at most 1")
    if rule.grade and rule.grade not in GRADES:
        yield FieldError(f"{rule.id}.grade", f"must be one of {', '.join(GRADES)}")
    if not rule.phrases.strip():
        yield FieldError(f"{rule.id}.phrases", "is empty")
    for name in ("near", "anywhere", "without"):
        yield from _unknown(rule.id, name, getattr(rule, name), file)


def _unknown(name: str, where: str, classes: tuple[str, ...], file: PackFile) -> Iterator[FieldError]:
    yield from (
        FieldError(f"{name}.{where}", f"names the class “{one}”, which the pack does not have")
        for one in classes
        if one not in file.classes
    )
