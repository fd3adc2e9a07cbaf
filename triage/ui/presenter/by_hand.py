"""What a person says of an outbox line that waits for their word: what they saw there, which file they leave out."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from triage.models.ids import OpId
from triage.services.enclosing import AFTER
from triage.ui.handoff.why_sheet import Asked, WhySheet
from triage.ui.icons import Icons
from triage.ui.outbox.words import Row
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.theme import Theme

if TYPE_CHECKING:  # made when first opened
    from triage.ui.outbox.seen_sheet import SeenSheet

LEAVE_OUT = Asked(
    key="",
    title="Leave the attachment out",
    words="The record is finished without it. Your reason is kept in the audit and in the history of the report.",
    ask="Why it is left out, or where you put it instead",
    button="Leave it out",
)


class ByHandPresenter(QObject):
    """Asks, and hands the answer to `triage.services.by_hand`."""

    def __init__(self, context: Context, theme: Theme, icons: Icons, overlays: Overlays) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons, self._overlays = context, theme, icons, overlays
        self._by_hand = context.desk.by_hand
        overlays.see_requested.connect(self._look)
        overlays.leave_requested.connect(self._leave_out)

    @cached_property
    def _seen(self) -> SeenSheet:
        from triage.ui.outbox.seen_sheet import SeenSheet

        sheet, by_hand = SeenSheet(self._theme, self._icons), self._by_hand
        sheet.closed.connect(self._overlays.leave)
        sheet.there.connect(lambda op_id, told: self._settle(by_hand.is_there(OpId(op_id), told)))
        sheet.missing.connect(lambda op_id: self._settle(by_hand.is_not_there(OpId(op_id))))
        return sheet

    @Slot(object)
    def _look(self, row: Row) -> None:
        op = row.line.operation
        facts = f"{row.about}\n{row.note}\nExternal reference there: {row.line.report_id}\n{row.said}".strip()
        self._seen.start(op.op_id, row.what, facts)
        self._show(self._seen)

    @cached_property
    def _leaving(self) -> WhySheet:
        sheet = WhySheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.given.connect(lambda op_id, why: self._settle(self._by_hand.leave_out(OpId(op_id), why)))
        return sheet

    @Slot(object)
    def _leave_out(self, row: Row) -> None:
        op_id, about = row.line.operation.op_id, f"{row.about}\n{row.note.removesuffix(AFTER)}".strip()
        self._leaving.start(replace(LEAVE_OUT, key=op_id, words=f"{about}\n\n{LEAVE_OUT.words}"))
        self._show(self._leaving)

    def _show(self, sheet: SeenSheet | WhySheet) -> None:
        self._context.shell.set_overlay(sheet, sheet=True)
        sheet.focus_start()

    def _settle(self, act: Awaitable[None]) -> None:
        async def done() -> None:
            await act
            self._overlays.leave()

        self._context.spawn("seen there", done())
