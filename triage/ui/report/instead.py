"""What stands in the place of a report: that none is open, that one is on its way, or why it cannot be read here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.errors import KnownError
from triage.models.queue import Summary
from triage.models.stage import TRANSITIONS, Stage, StageEvent
from triage.models.views import ReportDetail
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.empty import Empty

NO_REPORT = "No report is open."
WHAT_COMES = "What somebody reported is read here: their words, the people, the place and the files."
KEYS = (("N", "Take the next by priority"), ("Return", "Read the line in the queue"), ("C", "Claim it to work on it"))
OPENING = "Opening the report…"


def kept_words(detail: ReportDetail) -> str:
    """What is said in the place of a report whose words are not on this computer."""
    if detail.stage is Stage.CLOSED:
        rest = "The report is closed and no longer kept here. Open it again when the gateway answers to read it all."
    elif StageEvent.CLAIM in TRANSITIONS[detail.stage]:
        rest = "Only this much is kept here. Press C to claim the report and read it all."
    else:
        rest = "Only this much is kept here. Open the report again when the gateway answers to read it all."
    return f"{detail.summary.gist}\n\n{rest}"


class Instead(QWidget):
    """Says one thing at a time; hidden while a report is shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self.message = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self.message.setObjectName("report_message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.message.setContentsMargins(space(4), space(5), space(4), space(4))
        self.nothing = Empty(theme, NO_REPORT, WHAT_COMES, KEYS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message)
        column.addWidget(self.nothing, 1)
        column.addStretch(0)

    @property
    def says_nothing_open(self) -> bool:
        """Whether it says that no report is open."""
        return not self.isHidden() and not self.nothing.isHidden()

    def say_nothing_open(self) -> None:
        self.message.hide()
        self.nothing.show()
        self.show()

    def say_fetching(self, summary: Summary) -> None:
        """What the queue line knows, while the report is fetched."""
        self._say(f"{summary.gist}\n\nFetching the report…")

    def say_opening(self) -> None:
        """While a report that is here is laid out below its heading."""
        self._say(OPENING)

    def say_kept(self, detail: ReportDetail) -> None:
        """What is kept here of a report whose words are not."""
        self._say(kept_words(detail))

    def say_error(self, error: KnownError) -> None:
        """The report cannot be shown: what happened and what to do."""
        self._say(f"{error.what}\n{error.do}".strip())

    def _say(self, words: str) -> None:
        self.nothing.hide()
        self.message.setText(words)
        self.message.show()
        self.show()
