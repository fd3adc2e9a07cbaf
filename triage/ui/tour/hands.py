"""What a handler does with a report, key by key: open it, put a name right, decide it, send it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from triage.models.deciding import add_crime
from triage.models.decision import Problem
from triage.models.draft import CheckState
from triage.models.grading import suggested_grade
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.profile import Choice, Profile
from triage.models.questions import Question
from triage.models.views import ReportDetail
from triage.services.desk import Desk
from triage.ui.decide.crime_search import suggested
from triage.ui.decide.risk import letter_keys
from triage.ui.presenter.window import DeskWindow
from triage.ui.tour.driver import Driver, StepFailedError

WORDS = {
    "threat": "Suspect gone, not known to the reporter.",
    "harm": "Shaken; no injury told.",
    "risk": "No sign that it will happen again tonight.",
    "investigation": "CCTV opposite, one witness willing to help.",
    "vulnerability": "None told; lives with family.",
    "engagement": "Wants an update by text; told what happens next.",
}
RATIONALE = "Victim's account is credible and nothing contradicts it. Recorded on the balance of probability."
SURNAME = "Ravenscroft-Vale"
ANSWERS = {"date": "yest", "number": "1"}
REFERENCE = "TC-20261120-0042"
MOST_QUESTIONS = 60


class Hands:
    """One handler at one window."""

    def __init__(self, driver: Driver, window: DeskWindow, desk: Desk) -> None:
        self.driver = driver
        self.window = window
        self.desk = desk

    @property
    def detail(self) -> ReportDetail:
        detail = self.window.reports.detail
        if detail is None:
            raise StepFailedError("a report is open")
        return detail

    async def take_next(self) -> ReportId:
        """N: claim the next report by priority and see it open for work."""
        before = self.window.reports.current
        await self.driver.press("N")
        await self.driver.until(
            "the next report by priority was claimed and is open",
            lambda: self.window.reports.current != before and self.open_for_work,
        )
        return self.detail.summary.report_id

    @property
    def open_for_work(self) -> bool:
        """Whether the report on the screen is the one wanted, and can be edited."""
        draft = self.window.decide.draft
        shown = not self.window.decide.form.isHidden()
        return shown and draft is not None and draft.report_id == self.window.reports.current

    async def correct_a_surname(self) -> None:
        """E twice: to the first field that can be put right, and into it. The surname is one Tab away."""
        driver = self.driver
        await driver.press("E")
        await driver.press("E")
        await driver.until("the field opens for correction", lambda: self._focus_name().startswith("correct:"))
        for _ in range(6):
            if self._focus_name().endswith("/surname"):
                break
            await driver.press("Tab")
        await driver.press("Ctrl+A")
        await driver.type(SURNAME)
        await driver.press("Return")
        await driver.until(
            "the corrected surname stands beside the original",
            lambda: any(one.value == SURNAME for one in self.detail.draft.corrections),
        )

    async def do_checks(self) -> None:
        """H, then for each check N (searched, no trace) or Space (done). The last one leads on."""
        rules = [rule for rule in self._profile.checks_for(self._kind) if rule.required]
        await self.driver.until(
            "what needs nobody is done by itself",
            lambda: all(self.detail.draft.check(rule.key).by for rule in rules if rule.how == "auto"),
        )
        await self.driver.press("H")
        for rule in rules:
            if self._settled(rule.key):
                continue
            await self.driver.press("N" if rule.search else "Space")
        await self.driver.until(
            "each check is done and signed",
            lambda: all(self._settled(rule.key) for rule in rules),
        )

    def _settled(self, key: str) -> bool:
        return self.detail.draft.check(key).state is not CheckState.OPEN

    async def answer_questions(self) -> None:
        """What the force asks about this kind: one key for a choice, words and Enter else. Each leads to the next."""
        section = self.window.decide.form.questions
        for _ in range(MOST_QUESTIONS):
            focused = QApplication.focusWidget() or self.window.shell
            row = next((one for one in section.rows.values() if one.isAncestorOf(focused)), None)
            if row is None:
                break
            await self._answer(row.question)
        if section.is_asked:
            await self.driver.until(
                "the questions about this kind of report are answered",
                lambda: not any(problem.field.startswith("questions/") for problem in self._problems),
            )

    async def _answer(self, question: Question) -> None:
        """The calmest choice, or words that fit what is asked."""
        options = question.options()
        if options:
            keys = {"yes": "Y", "no": "N", "unknown": "K"}
            await self.driver.press(keys.get(options[-1][0], str(len(options))))
            return
        await self.driver.type(REFERENCE if question.pattern else ANSWERS.get(question.type, "None told."))
        await self.driver.press("Tab" if question.type == "list" else "Return")

    async def write_thrive(self) -> None:
        """Words and Enter for each letter, the first behind its suggested line; the overall risk by its letter."""
        driver = self.driver
        if not self._focus_name().startswith("thrive:"):
            await driver.press("T")
        assessment = self.detail.body.assessment if self.detail.body else None
        for at, letter in enumerate(self._profile.thrive):
            if at == 0 and assessment and assessment.thrive.get(letter.key):
                await driver.press("Ctrl+Space")
                await driver.type(" ")
            await driver.type(WORDS.get(letter.key, "Considered."))
            await driver.press("Return")
        level = self._risk_level()
        keys = {name: key for key, name in letter_keys(self._profile.risk_levels).items()}
        await driver.press(keys[level.key])
        await driver.until(
            "every THRIVE letter has words, and the overall risk is chosen",
            lambda: (
                all(self.detail.draft.thrive.get(letter.key) for letter in self._profile.thrive)
                and self.detail.draft.overall_risk == level.key
            ),
        )

    def _risk_level(self) -> Choice:
        """The force's level at the height of what was seen: a person's own judgement, here a calm one."""
        levels = self._profile.risk_levels
        seen = self.detail.body.assessment.level if self.detail.body else RiskLevel.LOW
        return levels[min({RiskLevel.HIGH: 0, RiskLevel.RAISED: 1}.get(seen, len(levels) - 1), len(levels) - 1)]

    async def grade(self) -> None:
        """The suggested grade (or, without one, the third) by its digit."""
        grades = self._profile.grades
        body = self.detail.body
        wanted = (suggested_grade(body.assessment, self._profile) if body else None) or grades[2]
        await self.driver.press(str(grades.index(wanted) + 1))
        await self.driver.until(f"graded {wanted.name}", lambda: self.detail.draft.grade == wanted.key)

    async def add_crime(self) -> None:
        """Type the class into the finder; Enter takes it. The digits of the outcomes work from there."""
        driver = self.driver
        await driver.type(self._class_code())
        await driver.press("Return")
        await driver.until("a crime was added by its class", lambda: len(self.detail.draft.crimes) == 1)

    async def conclude(self) -> None:
        """Outcome 1, the rationale, and what is still needed."""
        await self.driver.press("1")
        await self.driver.until("the outcome is chosen", lambda: bool(self.detail.draft.outcome))
        await self.driver.type(RATIONALE)

    async def decide(self) -> None:
        """All of it, from the checks to the rationale."""
        await self.do_checks()
        await self.answer_questions()
        await self.write_thrive()
        await self.grade()
        await self.add_crime()
        await self.conclude()

    async def next_open(self, sent: ReportId) -> None:
        """After sending, the next report opens by itself."""
        await self.driver.until(
            "the next report opens by itself", lambda: self.window.reports.current != sent and self.open_for_work
        )

    async def send(self) -> ReportId:
        """Ctrl+Return; returns what was sent."""
        report_id = self.detail.summary.report_id
        await self.driver.press("Ctrl+Return")

        async def signed() -> bool:
            detail = await self.desk.reports.detail(report_id)
            return detail is not None and bool(detail.deliveries)

        await self.driver.until_async("the decision is signed and stored", signed)
        self.driver.tell(decided=report_id)
        return report_id

    async def delivered(self, report_id: ReportId) -> None:
        """Wait for the references that come back."""

        async def closed() -> bool:
            detail = await self.desk.reports.detail(report_id)
            return detail is not None and detail.stage.value == "closed"

        await self.driver.until_async("begun, recorded and settled: the report is closed", closed)

    def _class_code(self) -> str:
        """The class that the kind of report usually becomes, if it is plain who the victim is; else one that fits
        the kind and is counted by the incident, else any such."""
        body = self.detail.body
        likely = suggested(body.report, self._profile) if body else ()
        if body and body.report.with_role("organisation"):
            likely = tuple(sorted(likely, key=lambda entry: "business" not in entry.name.lower()))
        for entry in (*likely, *(one for one in self._profile.crime_classes if one.per == "incident")):
            named = body and add_crime(self.detail.draft, entry.code, body.report).crimes[-1].victim
            if entry.per != "victim" or named:
                return entry.code
        return "49"

    @property
    def _problems(self) -> tuple[Problem, ...]:
        return self.window.decide.form.needed.problems

    @property
    def _profile(self) -> Profile:
        return self.desk.profile

    @property
    def _kind(self) -> str:
        return self.detail.body.report.kind if self.detail.body else ""

    @staticmethod
    def _focus_name() -> str:
        focused = QApplication.focusWidget()
        return focused.objectName() if focused is not None else ""
