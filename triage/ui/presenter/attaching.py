"""Finding what a report is added to: records by their reference, and recorded reports by words of their line."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from triage.models.errors import KnownError
from triage.models.outcome_draft import AttachTo
from triage.models.query import ListQuery, View
from triage.ui.decide.panel import DecidePanel
from triage.ui.presenter.context import Context
from triage.ui.text import count

REPORTS = 4
"""Reports whose records are looked at for one search."""


class AttachPresenter(QObject):
    def __init__(self, context: Context, decide: DecidePanel) -> None:
        super().__init__(context.shell)
        self._context, self._decide = context, decide
        self._asked = ""
        decide.asks.attach_searched.connect(self._search)

    @Slot(str)
    def _search(self, words: str) -> None:
        self._asked = words
        self._context.spawn("attach", self._find(words))

    async def _find(self, words: str) -> None:
        found, away = await self._context.desk.find_records(words)
        found += await self._of_reports(words, {(one.destination, one.record_id) for one in found})
        if words != self._asked:
            return  # another search was begun meanwhile
        draft = self._decide.draft
        if found:
            told = f"{count(len(found), 'record')} found. Choose with a digit."
        else:
            told = "Nothing was found. Look for the whole reference, or a word of the other report."
        told = f"{' and '.join(away)} did not answer. {told}" if away else told
        self._decide.form.outcome.attach.show_found(found, told, draft.attach if draft else None)

    async def _of_reports(self, words: str, known: set[tuple[str, str]]) -> tuple[AttachTo, ...]:
        """Records of the reports whose line has these words."""
        desk, found = self._context.desk, []
        query = ListQuery(view=View.ALL, text=words, me=desk.me.id)
        draft = self._decide.draft
        for report_id in (await desk.reports.ids(query))[:REPORTS]:
            try:
                body = await desk.fetch(report_id)
            except KnownError:
                continue
            title = f"{body.report.title}, {body.report.submission.customer_reference}"
            for one in body.references:
                own = draft is not None and draft.report_id == report_id
                if one.record_id and not own and (one.destination, one.record_id) not in known:
                    known.add((one.destination, one.record_id))
                    found.append(
                        AttachTo(
                            destination=one.destination, reference=one.reference, record_id=one.record_id,
                            report_id=report_id, title=title,
                        )
                    )  # fmt: skip
        return tuple(found)
