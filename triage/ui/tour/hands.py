"""What a handler does with a report, key by key: open it, put a name right, decide it, send it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from triage.models.deciding import add_crime, suggested_grade
from triage.models.draft import CheckState
from triage.models.ids import ReportId
from triage.models.profile import Profile
from triage.models.views import ReportDetail
from triage.services.desk import Desk
from triage.ui.presenter.window import DeskWindow
from triage.ui.tour.driver import Driver, StepFailedError

WORDS = {
    "threat": "Suspect not there now, not known to the reporter.",
    "harm": "Shaken, loss of property, no injury told.",
    "risk": "No sign that it will happen again tonight.",
    "investigation": "CCTV opposite, one witness willing to help.",
    "vulnerability": "None told; lives with family.",
    "engagement": "Wants an update by text; told what happens next.",
}
RATIONALE = "Victim's account is credible and nothing contradicts it. Recorded on the balance of probability."
GRADE_REASON = "Nobody is in danger now."
SURNAME = "Ravenscroft-Vale"


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
        return draft is not None and draft.report_id == self.window.reports.current

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
        """H, then Space for each check."""
        await self.driver.press("H")
        rules = [rule for rule in self._profile.checks_for(self._kind) if rule.required]
        for _ in range(len(rules) + 2):
            if all(self.detail.draft.check(rule.key).state is CheckState.DONE for rule in rules):
                break
            await self.driver.press("Space")
        await self.driver.until(
            "each check is done and signed",
            lambda: all(self.detail.draft.check(rule.key).state is CheckState.DONE for rule in rules),
        )

    async def write_thrive(self) -> None:
        """T, then words and Enter for each letter; the overall risk by its letter."""
        driver = self.driver
        await driver.press("T")
        for letter in self._profile.thrive:
            await driver.type(WORDS.get(letter.key, "Considered."))
            await driver.press("Return")
        level = self._profile.risk_levels[1]
        await driver.press(level.name[0])
        await driver.until(
            "every THRIVE letter has words, and the overall risk is chosen",
            lambda: (
                all(self.detail.draft.thrive.get(letter.key) for letter in self._profile.thrive)
                and self.detail.draft.overall_risk == level.key
            ),
        )

    async def grade(self) -> None:
        """The suggested grade (or, without one, the last) by its digit."""
        grades = self._profile.grades
        body = self.detail.body
        wanted = (suggested_grade(body.assessment, self._profile) if body else None) or grades[2]
        await self.driver.press(str(grades.index(wanted) + 1))
        await self.driver.until(f"graded {wanted.name}", lambda: self.detail.draft.grade == wanted.key)

    async def add_crime(self) -> None:
        """Type the class into the finder; Enter takes it, Enter on the empty finder goes on."""
        driver = self.driver
        await driver.type(self._class_code())
        await driver.press("Return")
        await driver.until("a crime was added by its class", lambda: len(self.detail.draft.crimes) == 1)
        await driver.press("Return")

    async def conclude(self) -> None:
        """Outcome 1, the rationale, and what is still needed."""
        await self.driver.press("1")
        await self.driver.until("the outcome is chosen", lambda: bool(self.detail.draft.outcome))
        await self.driver.type(RATIONALE)

    async def decide(self) -> None:
        """All of it, from the checks to the rationale."""
        await self.do_checks()
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
        """Other theft where it is plain who the victim is, else a class that is counted by the incident."""
        body, theft = self.detail.body, "49"
        if body and add_crime(self.detail.draft, theft, body.report).crimes[-1].victim:
            return theft
        return next(entry.code for entry in self._profile.crime_classes if entry.per == "incident")

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
