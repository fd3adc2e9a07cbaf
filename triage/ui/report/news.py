"""What the public sent while a report is open: two strips over it, to read the new version and to compare it."""

from __future__ import annotations

from triage.models.views import ReportDetail
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import Strip


class News:
    """``waiting``: a version came in that was not read yet. ``comparing``: one is shown that nobody compared yet."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        self.waiting = Strip(theme, icons, "", closable=False)
        self.comparing = Strip(theme, icons, "", level="warning")
        self._compared: set[tuple[str, int]] = set()

    def show_detail(self, detail: ReportDetail) -> None:
        """Offer what can be read or compared of this report."""
        version = f"version {detail.summary.version}"
        self.waiting.set_words(
            f"The public sent {version}. Read it before you send; what you wrote is kept.", f"Read {version}"
        )
        self.waiting.setVisible(detail.new_version)
        self._offer_comparison(detail)

    def hide(self) -> None:
        """No report is shown."""
        self.waiting.hide()
        self.comparing.hide()

    def compared(self, detail: ReportDetail) -> None:
        """What is new in this version was looked at, or put aside: do not offer it again."""
        self._compared.add((detail.summary.report_id, detail.summary.version))
        self.comparing.hide()

    def _offer_comparison(self, detail: ReportDetail) -> None:
        version = detail.body.report.version if detail.body else 0
        new = bool(detail.earlier) and not detail.new_version and detail.editable
        self.comparing.setVisible(new and (detail.summary.report_id, version) not in self._compared)
        if new:
            self.comparing.set_words(
                f"Version {version} came in while you worked and is shown now. What you wrote is kept.",
                f"Compare with version {detail.earlier[-1]}",
                "warning",
            )
