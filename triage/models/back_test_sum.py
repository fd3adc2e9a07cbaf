"""The pages of a back-test added up, and as a sheet. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from triage.models.account_sheet import safe, sheet
from triage.models.back_test import BackTested, Changed, Stand, Tried
from triage.models.clock import london
from triage.models.compliance_words import kind_words
from triage.models.indicators import LEAST_GRADES, RiskLevel
from triage.models.profile import Profile

URGENT = ("emergency", "priority")
T = TypeVar("T")
MOST_KEPT = 5_000
"""Reports that are kept of each direction, to be shown and exported; the others are only counted."""
HEAD = (
    "report_id", "type", "received_at", "level_now", "level_then", "least_grade_now", "least_grade_then",
    "graded_by_handlers", "direction", "comes", "goes",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestSum:
    """``levels_now``, ``levels_then``: reports at each level; ``graded``: reports by the role that handlers gave them;
    ``less_now``, ``less_then``: of those, how many the rules ask a lower grade for. ``higher`` and ``lower``: reports
    that would stand elsewhere, of ``raised`` and ``lowered`` in all.
    """

    whole: int = 0
    tried: int = 0
    erased: int = 0
    levels_now: Counter[RiskLevel] = field(default_factory=Counter)
    levels_then: Counter[RiskLevel] = field(default_factory=Counter)
    graded: Counter[str] = field(default_factory=Counter)
    less_now: Counter[str] = field(default_factory=Counter)
    less_then: Counter[str] = field(default_factory=Counter)
    raised: int = 0
    lowered: int = 0
    higher: tuple[Changed, ...] = ()
    lower: tuple[Changed, ...] = ()
    pack: str = ""
    sha256: str = ""
    in_force: str = ""

    @property
    def read(self) -> int:
        """How many of the period have been gone through."""
        return self.tried + self.erased

    def plus(self, page: BackTested) -> BackTestSum:
        """With this page too."""
        sorts = page.tried
        return replace(
            self,
            whole=page.whole or self.whole,
            tried=self.tried + sum(one.count for one in sorts),
            erased=self.erased + page.erased,
            levels_now=_more(self.levels_now, ((one.now.level, one.count) for one in sorts)),
            levels_then=_more(self.levels_then, ((one.then.level, one.count) for one in sorts)),
            graded=_more(self.graded, ((one.graded, one.count) for one in sorts)),
            less_now=_more(self.less_now, ((one.graded, one.count * _asks_less(one.now, one.graded)) for one in sorts)),
            less_then=_more(
                self.less_then, ((one.graded, one.count * _asks_less(one.then, one.graded)) for one in sorts)
            ),
            raised=self.raised + sum(one.count for one in sorts if is_higher(one)),
            lowered=self.lowered + sum(one.count for one in sorts if _place(one.then) > _place(one.now)),
            higher=_kept(self.higher, (one for one in page.changed if is_higher(one))),
            lower=_kept(self.lower, (one for one in page.changed if not is_higher(one))),
            pack=page.pack,
            sha256=page.sha256,
            in_force=page.in_force,
        )

    @property
    def missed_now(self) -> int:
        """Reports that handlers graded urgent and for which the rules in force ask less."""
        return sum(self.less_now[role] for role in URGENT)

    @property
    def missed_then(self) -> int:
        return sum(self.less_then[role] for role in URGENT)

    @property
    def urgent(self) -> int:
        """Reports that handlers graded urgent."""
        return sum(self.graded[role] for role in URGENT)


def is_higher(one: Changed | Tried) -> bool:
    """Whether it would stand nearer the top, or at the same level by a more urgent grade."""
    return _place(one.then) < _place(one.now)


def back_test_sheet(told: BackTestSum, profile: Profile) -> str:
    """CSV of what would stand elsewhere, lowered first. No cell is taken for a formula; no words of the public: the
    reasons are the rules' own.
    """
    about = (
        ("force", safe(profile.force.name)),
        ("rules_in_force", safe(told.in_force)),
        ("changed_rules", safe(told.pack)),
        ("changed_rules_sha256", told.sha256),
        ("reports_tried", str(told.tried)),
        ("reports_without_words", str(told.erased)),
        (),
        HEAD,
    )
    return sheet(
        (safe(profile.handling_marking), ""), [*about, *(_cells(one, profile) for one in (*told.lower, *told.higher))]
    )


def _cells(one: Changed, profile: Profile) -> tuple[str, ...]:
    told = (
        one.report_id or "restricted", kind_words(one.kind, profile), f"{london(one.received_at):%d/%m/%Y %H:%M}",
        one.now.level.value, one.then.level.value, one.now.grade, one.then.grade, one.graded,
        "higher" if is_higher(one) else "lower", "; ".join(one.comes), "; ".join(one.goes),
    )  # fmt: skip
    return tuple(safe(cell) for cell in told)


def _kept(before: tuple[Changed, ...], more: Iterable[Changed]) -> tuple[Changed, ...]:
    return (*before, *more)[:MOST_KEPT]


def _more(before: Counter[T], counted: Iterable[tuple[T, int]]) -> Counter[T]:
    told = Counter(before)
    for key, number in counted:
        told[key] += number
    return told


def _place(stand: Stand) -> tuple[int, int]:
    """0 is the top of the queue."""
    return stand.level.rank, len(LEAST_GRADES) - LEAST_GRADES.index(stand.grade)


def _asks_less(stand: Stand, graded: str) -> bool:
    return graded in URGENT and LEAST_GRADES.index(stand.grade) < LEAST_GRADES.index(graded)
