"""What the palette lists: commands that fit the words typed, best first, then reports found. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.models.ids import ReportId
from triage.models.views import QueueRow
from triage.models.visible import one_line
from triage.ui.actions import ActionSpec
from triage.ui.text import RISK_WORDS, STAGE_WORDS

COMMAND_ICONS = {"Queue": "queue", "Report": "document", "Decide": "pencil", "Move": "chevron-right"}
HIDDEN = frozenset({"palette"})
_REFERENCE = 4  # letters and digits from which on something may be a reference


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteRow:
    """A row: a command (``action_id``), a report (``report_id``), or a view or setting (``place``). ``why`` says why
    it cannot be run now."""

    text: str
    aside: str
    icon: str
    keys: str = ""
    why: str = ""
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
    """Commands whose words hold every word typed; what begins with them first, what cannot be run last.

    ``why``: action id → why it is switched off.
    """
    wanted = words.casefold().split()
    found = [(_rank(spec, wanted), at, spec) for at, spec in enumerate(specs) if spec.id not in HIDDEN]
    fitting = sorted((entry for entry in found if entry[0] is not None), key=lambda entry: (entry[0] or 0, entry[1]))
    return tuple(_command(spec, why) for _, _, spec in fitting)


def arrange(
    commands: tuple[PaletteRow, ...],
    reports: tuple[PaletteRow, ...],
    words: str,
    places: tuple[PaletteRow, ...] = (),
) -> tuple[PaletteRow, ...]:
    """A report whose very reference was typed; commands that begin with what was typed, views and settings, reports,
    other commands, last what cannot be run."""
    wanted = words.casefold().split()
    meant = tuple(row for row in reports if _names(row, words))
    reports = tuple(row for row in reports if row not in meant)
    near = tuple(row for row in commands if row.enabled and _begins(row, wanted))
    far = tuple(row for row in commands if row.enabled and row not in near)
    return (*meant, *near, *places, *reports, *far, *(row for row in commands if not row.enabled))


def report_rows(rows: Iterable[QueueRow]) -> tuple[PaletteRow, ...]:
    """Reports as the palette shows them."""
    return tuple(_report(row) for row in rows)


def _rank(spec: ActionSpec, wanted: list[str]) -> int | None:
    """Smaller is better; None does not fit."""
    text = spec.text.casefold()
    everything = f"{text} {spec.group.casefold()} {' '.join(spec.keys).casefold()}"
    if not all(word in everything for word in wanted):
        return None
    off = 0 if spec.enabled else 10
    if not wanted or text.startswith(wanted[0]):
        return off
    return off + (1 if _at_words(text, wanted) else 2)


def _at_words(text: str, wanted: list[str]) -> bool:
    return all(any(part.startswith(word) for part in text.split()) for word in wanted)


def _begins(row: PaletteRow, wanted: list[str]) -> bool:
    return _at_words(row.text.casefold(), wanted)


def _names(row: PaletteRow, words: str) -> bool:
    """Whether the words are the report's own reference, its dashes and spaces aside, or its beginning."""
    typed = _signs(words)
    return len(typed) >= _REFERENCE and _signs(row.reference).startswith(typed)


def _signs(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _command(spec: ActionSpec, why: Mapping[str, str]) -> PaletteRow:
    reason = "" if spec.enabled else why.get(spec.id) or "Not possible just now"
    return PaletteRow(
        text=spec.text,
        aside=spec.group,
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
