"""What the decide column asks of the rest of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from triage.ui.decide.page import DecidePage


class Asks(QObject):
    """One for all sizes of type: who listens here need not know that the parts are made again.

    Signals:
        draft_changed(Draft): save it.
        send_requested(), undo_send_requested(), recall_requested(), mend_requested(), release_requested(),
        let_go_requested(), compare_requested(), preview_requested(): the person asks for it.
        attach_searched(words): the person looks for a record or report to add this one to.
        jump_requested(field): the field is not in this column.
        seen_opened(report_id), seen_attached(report_id), seen_named(person): of what was told of before.
        words_requested(start, end): these words of the narrative should be shown.
        again_wanted(): look up again what could not be looked up.
    """

    draft_changed = Signal(object)
    send_requested = Signal()
    undo_send_requested = Signal()
    recall_requested = Signal()
    mend_requested = Signal()
    release_requested = Signal()
    let_go_requested = Signal()
    compare_requested = Signal()
    attach_searched = Signal(str)
    preview_requested = Signal()
    jump_requested = Signal(str)
    seen_opened = Signal(str)
    seen_attached = Signal(str)
    seen_named = Signal(str)
    words_requested = Signal(int, int)
    again_wanted = Signal()

    def listen(self, page: DecidePage) -> None:
        """Pass on what the parts of this page ask for."""
        form, sent = page.form, page.sent
        form.lookups.again_wanted.connect(self.again_wanted)
        form.thrive.quoted.connect(self.words_requested)
        form.preview.wanted.connect(self.preview_requested)
        form.outcome.attach_searched.connect(self.attach_searched)
        form.seen.opened.connect(self.seen_opened)
        form.seen.attached.connect(self.seen_attached)
        form.seen.named.connect(self.seen_named)
        page.lost.compare.clicked.connect(self.compare_requested)
        page.lost.let_go.clicked.connect(self.let_go_requested)
        sent.undo.connect(self.undo_send_requested)
        sent.recall.connect(self.recall_requested)
        sent.mend.connect(self.mend_requested)
        sent.jump.connect(self.jump_requested)
