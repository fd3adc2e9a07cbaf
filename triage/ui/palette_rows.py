"""What the palette lists: commands that fit the words typed, best first, then reports found. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.models.ids import ReportId
from triage.models.views import QueueRow
from triage.models.visible import one_line
from triage.ui.actions import ActionSpec
from triage.ui.everyday import everyday
from triage.ui.text import RISK_WORDS, STAGE_WORDS

COMMAND_ICONS = {"Queue": "queue", "Report": "document", "Decide": "pencil", "Move": "chevron-right"}
HIDDEN = frozenset({"palette"})
_WHOLE, _BEGINNING, _INSIDE = range(3)
_WORD = re.compile(r"\w+")
_REFERENCE = 4  # letters and digits from which on something may be a reference


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteRow:
    """A row: a command (``action_id``), a report (``report_id``), or a view or setting (``place``). ``why`` says why
    it cannot be run now; ``also``: the everyday word it was found by, where its own words do not hold what was typed.
    """

    text: str
    aside: str
    icon: str
    keys: str = ""
    why: str = ""
    also: str = ""
    enabled: bool = True
    action_id: str = ""
    report_id: ReportId | None = None
    place: str = ""
    reference: str = ""

    @property
    def spoken(self) -> str:
        """The row as a sentence."""
        parts = (self.text, self.aside, f"key {self.keys}" if self.keys else "", self.why)
        return ", ".join(part for part in parts if part)


def command_rows(specs: Iterable[ActionSpec], words: str, why: Mapping[str, str]) -> tuple[PaletteRow, ...]:
    """Commands whose words hold every word typed; what begins with them first, then those that people call so
    (`everyday`), what cannot be run last.

    ``why``: action id → why it is switched off.
    """
    wanted = words.casefold().split()
    found = [(*_rank(spec, wanted), at, spec) for at, spec in enumerate(specs) if spec.id not in HIDDEN]
    fitting = sorted((entry for entry in found if entry[0] is not None), key=lambda entry: (entry[0] or 0, entry[2]))
    return tuple(_command(spec, why, also) for _, also, _, spec in fitting)


def arrange(
    commands: tuple[PaletteRow, ...],
    reports: tuple[PaletteRow, ...],
    words: str,
    places: tuple[PaletteRow, ...] = (),
) -> tuple[PaletteRow, ...]:
    """A report whose very reference was typed; what is called just as was typed, what begins so; other commands with
    words that begin so, other views and settings, commands found by an everyday word, reports, other commands, last
    what cannot be run."""
    wanted = words.casefold().split()
    meant = tuple(row for row in reports if _names(row, words))
    reports = tuple(row for row in reports if row not in meant)
    offered = (*(row for row in commands if row.enabled), *places)
    led = tuple(sorted((row for row in offered if _lead(row, words) < _INSIDE), key=lambda row: _lead(row, words)))
    near = tuple(row for row in commands if row.enabled and row not in led and _begins(row, wanted))
    places = tuple(row for row in places if row not in led)
    also = tuple(row for row in commands if row.enabled and row.also)
    far = tuple(row for row in commands if row.enabled and row not in led and row not in near and not row.also)
    # Where own words hold what was typed, however far inside, an everyday word stays behind them.
    called = (*reports, *far, *also) if far else (*also, *reports)
    return (*meant, *led, *near, *places, *called, *(row for row in commands if not row.enabled))


def report_rows(rows: Iterable[QueueRow]) -> tuple[PaletteRow, ...]:
    """Reports as the palette shows them."""
    return tuple(_report(row) for row in rows)


def _rank(spec: ActionSpec, wanted: list[str]) -> tuple[int | None, str]:
    """How well it fits and by which everyday word: smaller is better; None does not fit."""
    text = spec.text.casefold()
    everything = f"{text} {spec.group.casefold()} {' '.join(spec.keys).casefold()}"
    off = 0 if spec.enabled else 10
    if not all(word in everything for word in wanted):
        also = next((called for called in everyday(spec.id) if _called(called, text, wanted)), "")
        return (off + 3 if also else None), also
    if not wanted or text.startswith(wanted[0]):
        return off, ""
    return off + (1 if _at_words(text, wanted) else 2), ""


def _called(called: str, text: str, wanted: list[str]) -> bool:
    """Whether each word typed begins one of an everyday phrase or, beside one that does, of the action's own words."""
    spoken = called.split()
    by_it = [word for word in wanted if any(part.startswith(word) for part in spoken)]
    return bool(by_it) and _at_words(f"{called} {text}", wanted)


def _at_words(text: str, wanted: list[str]) -> bool:
    return all(any(part.startswith(word) for part in text.split()) for word in wanted)


def _lead(row: PaletteRow, words: str) -> int:
    """How much of what the row is called was typed: all of it, its beginning, or neither. “View: Closed” is called
    “Closed” as well."""
    typed = _spaced(words)
    called = (_spaced(row.text), _spaced(row.text.partition(": ")[2]))
    if not typed or row.also:
        return _INSIDE
    return _WHOLE if typed in called else _BEGINNING if any(name.startswith(typed) for name in called) else _INSIDE


def _spaced(text: str) -> str:
    """Its words alone, to be compared."""
    return " ".join(_WORD.findall(text.casefold()))


def _begins(row: PaletteRow, wanted: list[str]) -> bool:
    return _at_words(row.text.casefold(), wanted)


def _names(row: PaletteRow, words: str) -> bool:
    """Whether the words are the report's own reference, its dashes and spaces aside, or its beginning."""
    typed = _signs(words)
    return len(typed) >= _REFERENCE and _signs(row.reference).startswith(typed)


def _signs(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _command(spec: ActionSpec, why: Mapping[str, str], also: str) -> PaletteRow:
    reason = "" if spec.enabled else why.get(spec.id) or "Not possible just now"
    return PaletteRow(
        text=spec.text,
        aside=f"{spec.group} · {also}" if also else spec.group,
        also=also,
        icon=COMMAND_ICONS.get(spec.group, "settings"),
        keys=spec.keys[0] if spec.keys else "",
        why=reason,
        enabled=spec.enabled,
        action_id=spec.id,
    )


def _report(row: QueueRow) -> PaletteRow:
    summary = row.summary
    heading = " · ".join(part for part in (one_line(summary.title, 80), one_line(summary.place, 40)) if part)
    state = f"{RISK_WORDS[summary.risk]}, {STAGE_WORDS[row.stage].lower()}"
    aside = " · ".join(part for part in (one_line(summary.customer_reference, 40), state) if part)
    reference = summary.customer_reference
    return PaletteRow(text=heading, aside=aside, icon="document", report_id=summary.report_id, reference=reference)
