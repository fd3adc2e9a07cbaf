"""How one report is worked by keys: whatever has the focus is answered as its section asks, until nothing is missing.

Only keys that the registry names, Enter, Space, and the digits and letters of a choice. When the decide column
changes, this file and `scripts` are what to adapt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget

from triage.bench.keys.fingers import Fingers, StuckError
from triage.bench.keys.scripts import RATIONALE, SCRIPTS, Script
from triage.bench.keys.striker import focus_name
from triage.models.draft import CheckState, Draft
from triage.models.grading import suggested_grade
from triage.models.looking_up import AUTO
from triage.models.outcome_draft import ASK, HAND_OFF
from triage.models.profile import Profile
from triage.models.views import ReportDetail

MOST_STEPS = 60
"""Of one report: more than its checks, questions and letters together need."""
_ANSWERS = {"yes_no": "N", "choice": "1", "number": "1", "date": "yest"}


class Hands:
    """Works the report on the screen."""

    def __init__(self, fingers: Fingers, profile: Profile) -> None:
        self.fingers = fingers
        self.window = fingers.window
        self._profile = profile
        self._script = SCRIPTS[0]
        self._steps = {
            "checks": self._check,
            "questions": self._question,
            "thrive": self._letter,
            "risk": self._risk,
            "grade": self._grade,
            "crimes": self._crime,
            "incident": self._incident,
            "outcome": self._outcome,
            "rationale": self._rationale,
            "needed": self._lost,
        }

    @property
    def detail(self) -> ReportDetail:
        detail = self.window.reports.detail
        if detail is None or detail.body is None:
            raise StuckError("no report is open")
        return detail

    @property
    def draft(self) -> Draft:
        return self.window.decide.draft or self.detail.draft

    @property
    def ready(self) -> bool:
        """Whether the report that was asked for is on the screen, has the focus and can be worked on."""
        draft = self.window.decide.draft
        shown = draft is not None and draft.report_id == self.window.reports.current
        return shown and self.window.shell.column_in_focus() == "report"

    async def take_next(self) -> None:
        await self.fingers.act("next")
        await self.fingers.until("the next report is open", lambda: self.ready)

    async def work(self, script: Script) -> None:
        """From the open report to all that its outcome needs."""
        self._script = script
        await self.fingers.act(script.begin)
        for _ in range(MOST_STEPS):
            if self.draft.outcome and not self._for_a_hand:
                await self.fingers.until("what is done by itself is done", lambda: not self._coming)
                return
            await self._step()
        raise StuckError(f"{script.kind} does not come to an end (keys: {' '.join(self.fingers.pressed[-16:])})")

    async def send(self) -> None:
        """Send; where Send leads to something still needed, answer that and send again."""
        for _ in range(MOST_STEPS):
            problems = self.window.decide.form.needed.problems
            await self.fingers.act("send")
            if not problems:
                return
            await self._step()
        raise StuckError(f"still needed: {[one.words for one in self.window.decide.form.needed.problems]}")

    @property
    def _coming(self) -> list[str]:
        """The checks that are answered by themselves and are not yet."""
        keys = [one.key for one in self._profile.checks if one.how == AUTO]
        return [key for key in keys if f"checks/{key}" in self._missing and not self.draft.check(key).by]

    @property
    def _missing(self) -> list[str]:
        """The fields that are still needed."""
        return [one.field for one in self.window.decide.form.needed.problems]

    @property
    def _for_a_hand(self) -> list[str]:
        """Those of them that a person comes to on the way; what a look-up leaves open, Send leads to."""
        own = {f"checks/{one.key}" for one in self._profile.checks if one.how == AUTO}
        return [field for field in self._missing if field not in own]

    def answered(self) -> list[str]:
        """THRIVE letters that have words."""
        return [letter.key for letter in self._profile.thrive if self.draft.thrive.get(letter.key, "").strip()]

    async def _step(self) -> None:
        """Answer what has the focus."""
        before = (self.draft, QApplication.focusWidget())
        section = self._section()
        await self._steps.get(section, self._lost)()
        await asyncio.sleep(0)
        if (self.draft, QApplication.focusWidget()) == before:
            missing = [one.words for one in self.window.decide.form.needed.problems[:3]]
            raise StuckError(
                f"{self._script.kind}: nothing came of it in “{section}” (focus on {focus_name()}, "
                f"needed: {missing}, keys: {' '.join(self.fingers.pressed[-12:])})"
            )

    def _section(self) -> str:
        """The section of the decide column with the focus, "" for none."""
        focused = QApplication.focusWidget()
        sections = self.window.decide.form.sections
        return next((name for name, one in sections.items() if focused and one.isAncestorOf(focused)), "")

    async def _lost(self) -> None:
        """The focus is where nothing is asked: go on to what comes next."""
        await self._go_on()

    async def _go_on(self) -> None:
        """From a place where nothing is left to do."""
        if self._other_category and not typing():
            await self.fingers.act("incident")
        elif not self.draft.outcome and not typing():
            await self.fingers.press(self._digit())
        elif not self.draft.outcome:
            await self.fingers.press("Return")
        else:
            await self.fingers.act("rationale")

    @property
    def _other_category(self) -> bool:
        """Whether the category is not the one wanted: the kind's own comes with the report."""
        key = self.draft.incident.category
        name = next((one.name for one in self._profile.incident_categories if one.key == key), "")
        return self._script.incident not in name

    async def _check(self) -> None:
        """A search ends in “no trace”, anything else is done; the focus goes on to the next one that is open."""
        rows = self.window.decide.form.checks.rows
        row = next((one for one in rows if one.row.hasFocus()), None)
        if row is None or row.state is not CheckState.OPEN:
            # One that is done without a person may have been settled under the focus.
            left = row is not None and any(
                one.state is CheckState.OPEN and one.rule.required and not one.by_itself for one in rows
            )
            await self.fingers.act("checks" if left else "thrive")
        else:
            await self.fingers.press("N" if row.rule.search else "Space")

    async def _question(self) -> None:
        """The shortest answer that the question takes; the focus goes on to the next."""
        focused = QApplication.focusWidget()
        rows = self.window.decide.form.questions.rows.values()
        row = next((one for one in rows if focused is not None and one.isAncestorOf(focused)), None)
        if row is None:
            await self.fingers.act("thrive")
            return
        usual = _ANSWERS.get(row.question.type, "As told in the report.")
        answer = self._script.answers.get(row.question.key, usual)
        if row.question.options():
            await self.fingers.press(answer)
        else:
            await self.fingers.write(answer)
            await self.fingers.press("Tab" if row.question.type == "list" else "Return")  # a list keeps its Enter

    async def _letter(self) -> None:
        """Words and Enter; after the last letter the focus is on the overall risk."""
        name = focus_name().rpartition(":")[2]
        if not self.draft.thrive.get(name, "").strip():
            await self.fingers.write(self._script.letter(name))
        await self.fingers.press("Return")

    async def _risk(self) -> None:
        level = next(one for one in self._profile.risk_levels if one.key == self._script.risk)
        await self.fingers.press(level.name[0])

    async def _grade(self) -> None:
        """The suggested grade, or the lowest where nothing is suggested, by its digit; a reason by digit too."""
        if self.draft.grade:
            await self.fingers.press("1" if not self.draft.grade_reason else "Return")
            return
        body = self.detail.body
        grades = self._profile.grades
        wanted = (suggested_grade(body.assessment, self._profile) if body else None) or grades[-1]
        await self.fingers.press(str(grades.index(wanted) + 1))

    async def _crime(self) -> None:
        """The class into the search and Enter; without a crime Enter on the empty search goes on."""
        if self._script.crime and not self.draft.crimes:
            await self.fingers.type(self._script.crime)
            await self.fingers.press("Return")
        else:
            await self._go_on()

    async def _incident(self) -> None:
        if not self._other_category:
            await self._go_on()
            return
        await self.fingers.type(self._script.incident)
        await self.fingers.press("Return")

    async def _outcome(self) -> None:
        """The outcome's digit, then what it asks for: a reason, a signpost, a message, a receiver."""
        outcome = self._profile.outcome(self.draft.outcome)
        if outcome is None:
            await self._go_on()
        elif outcome.does == ASK:
            await self._message()
        elif outcome.does == HAND_OFF:
            await self._handover()
        elif outcome.needs_reason and not self.draft.reason:
            await self._nth([one.key for one in self._profile.reasons], self._script.reason)
        elif outcome.needs_signpost and not self.draft.signpost:
            await self._nth([one.key for one in self._profile.signposts], self._script.signpost)
        else:
            await self._go_on()

    async def _message(self) -> None:
        """To whom, by digit; the words to start from, by digit; then the words that fill them."""
        form = self.window.decide.form.outcome.message
        if within(form.ways):
            await self.fingers.press("1")
        elif within(form.templates):
            await self._nth(list(form.templates.rows), self._script.template)
        else:
            await self.fingers.write(self._script.told)

    async def _handover(self) -> None:
        form = self.window.decide.form.outcome.handover
        if within(form.choices):
            await self._nth([key.partition("|")[2] for key in form.choices.rows], self._script.receiver)
        else:
            await self.fingers.write(self._script.told)

    async def _nth(self, keys: Sequence[str], wanted: str) -> None:
        """The digit of this choice."""
        await self.fingers.press(str(keys.index(wanted) + 1))

    async def _rationale(self) -> None:
        await self.fingers.write(RATIONALE)

    def _digit(self) -> str:
        return next(one.digit for one in self._profile.outcomes if one.key == self._script.outcome)


def typing() -> bool:
    """Whether letters and digits are words just now."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QTextEdit)


def within(widget: QWidget) -> bool:
    """Whether the focus is in there."""
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)
