"""What a back-test comes to, in words, tiles and rows. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from triage.models.back_test import Changed, Stand
from triage.models.back_test_sum import BackTestSum
from triage.models.clock import london
from triage.models.compliance_words import kind_words
from triage.models.indicators import RiskLevel
from triage.models.profile import Profile
from triage.services.api.client import ApiFailure
from triage.ui.board.now.tiles import TileText
from triage.ui.board.row import BoardRow
from triage.ui.text import RISK_WORDS, count

MOST_FAULTS = 200
"""On the screen; all of them are copied."""
_NO_DEPLOYMENT = "without deployment"
NO_RULES = (
    "No rules are chosen. A rule pack is a TOML file: “triage rulepack show” writes the one that Triage came with,"
    " to be changed."
)
ABOUT = (
    "Both sets of rules are asked anew about the same reports, by the first senses alone; what a second look raised is "
    "left out on both sides. Nothing is changed by trying. To use the rules, have them signed and put in force by IT."
)


def progress_words(told: BackTestSum) -> str:
    """How far it is."""
    return f"{told.read:,} of {count(told.whole, 'report')} tried" if told.whole else "Asking the gateway…"


def summary_words(told: BackTestSum, *, whole: bool) -> str:
    """What was tried, in a sentence or two; ``whole`` False: it was stopped or broken off before its end."""
    if not told.read:
        return "No report was received in this time."
    tried = f"{count(told.tried, 'report')} tried"
    words = tried if whole else f"{tried} of {told.whole:,}, the earliest of the time chosen"
    if told.erased:
        words += f"; the words of {told.erased:,} more are erased"
    if not told.raised and not told.lowered:
        return f"{words}. Every one would stand where it stands now."
    return f"{words}. {told.raised:,} would stand higher, {told.lowered:,} lower."


def tile_texts(told: BackTestSum) -> tuple[TileText, ...]:
    """Each level before and after; then what handlers found urgent and rules ask less for."""
    levels = tuple(
        TileText(
            key=level.value,
            name=RISK_WORDS[level],
            figure=_moved(told.levels_now[level], told.levels_then[level]),
            note=_share(told.levels_then[level], told.tried),
        )
        for level in RiskLevel
    )
    worse = told.missed_then > told.missed_now
    missed = TileText(
        key="missed",
        name="Graded urgent, rules ask less",
        figure=_moved(told.missed_now, told.missed_then),
        note=f"of {told.urgent:,} that handlers graded urgent",
        tone="wrong" if worse else "text",
        sign="▲" if worse else "",
    )
    return (*levels, missed)


def row_of(one: Changed, profile: Profile, reference: str = "") -> BoardRow:
    """One report that would stand elsewhere. ``reference``: what people call it, where the queue has it."""
    came = f"{london(one.received_at):%d/%m/%Y %H:%M}"
    name = "Restricted" if one.restricted else reference or one.report_id[:8]
    graded = _NO_DEPLOYMENT if one.graded == "none" else one.graded
    return BoardRow(
        report_id=one.report_id,
        risk=one.then.level,
        what=f"{name}  {kind_words(one.kind, profile)}",
        note=_why_words(one) or "By the weight of its signs together",
        figure=f"{_stand(one.now)} → {_stand(one.then)}",
        aside=f"graded {graded}, received {came}" if one.graded else f"received {came}",
    )


def fault_words(error: ApiFailure) -> Sequence[str]:
    """Each fault of the rules that the gateway named; none when it refused for another reason."""
    return [one.detail for one in error.problem.errors] if error.problem and error.word == "invalid" else []


def faults_text(faults: Sequence[str]) -> str:
    """What is shown of them: one to a line, the first of very many."""
    more = len(faults) - MOST_FAULTS
    return "\n".join([*faults[:MOST_FAULTS], *([f"and {more:,} more; “Copy all” has them too"] if more > 0 else [])])


def _why_words(one: Changed) -> str:
    told = (("New", one.comes), ("No longer", one.goes))
    return "; ".join(f"{lead}: {', '.join(reasons)}" for lead, reasons in told if reasons)


def _stand(stand: Stand) -> str:
    level = RISK_WORDS[stand.level]
    return level if stand.grade == "none" else f"{level}, {stand.grade}"


def _moved(now: int, then: int) -> str:
    return f"{now:,} → {then:,}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} % by the changed rules" if whole else ""
