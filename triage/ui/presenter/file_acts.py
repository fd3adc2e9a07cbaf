"""What a person does with an attachment besides looking at it: exports it, locks it, tells somebody of it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from triage.models.files import INFECTED, LOCKED, FileLine, FileLock
from triage.models.views import ReportDetail
from triage.ui.dialogs import pick_file
from triage.ui.files.words import moment_words
from triage.ui.presenter.context import Context
from triage.ui.presenter.saving import safe_name
from triage.ui.text import ended


class FileActs:
    """Every act raises KnownError with words for the person who did it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._desk = context.desk

    async def export(self, detail: ReportDetail, line: FileLine) -> bool:
        """Ask where, then write the original and its SHA-256 beside it; False when the person went back."""
        if line.here == LOCKED or line.state == INFECTED or detail.body is None:
            self._context.tell("warning", "This attachment cannot be exported.", key="export")
            return False
        chosen = await pick_file(self._context.shell, "Export the original", save_as=safe_name(line.name, line.number))
        if chosen is None:
            return False
        report, files = detail.body.report, self._desk.files
        held = await files.fetch(report.report_id, report.version, line, lambda _here, _of: None, anyway=True)
        beside = await files.export(held, chosen)
        what = f"Exported {chosen.name} ({held.size or 0:,} bytes); its SHA-256 lies beside it in {beside.name}."
        self._context.tell("info", what, key="export")
        return True

    async def lock(self, detail: ReportDetail, line: FileLine) -> FileLock:
        """Lock it for good and say whom to tell, in a strip that stays."""
        assert detail.body is not None
        report, who = detail.body.report, self._desk.profile.illegal_images
        lock = await self._desk.files.lock(report.report_id, report.version, line)
        what = f"Attachment {line.number} is locked since {moment_words(lock.locked_at)}. {ended(f'Tell: {who.tell}')}"
        self._context.tell("error", what, ended(who.contact), key=f"locked:{report.report_id}:{line.number}")
        return lock

    def whom(self) -> str:
        """Whom to tell, how, and what to leave alone, as the force's profile says it."""
        who = self._desk.profile.illegal_images
        return "\n".join(ended(part) for part in (f"Tell: {who.tell}", who.contact, who.words) if part)

    def copy_reference(self, detail: ReportDetail, line: FileLine) -> None:
        """Words for the call: which report, which file, no content."""
        reference = detail.summary.customer_reference or str(detail.summary.report_id)
        words = f"Report {reference}, attachment {line.number}, SHA-256 {line.sha256 or 'not known'}"
        QApplication.clipboard().setText(words)
        self._context.tell("info", "The report, the number and the hash are on the clipboard.", key="copied")
