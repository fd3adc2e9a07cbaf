"""From words and people on the screen to what a person wants made of them; asks, and never changes anything itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QApplication, QWidget

from triage.models.composed import composed
from triage.models.profile import Profile
from triage.models.views import ReportDetail
from triage.ui.decide.crime_search import counting_rule, search
from triage.ui.decide.finder import Found
from triage.ui.report.body import ReportBodyView
from triage.ui.report.choosers import JoinChooser, WordsChooser
from triage.ui.report.field_card import FieldCard
from triage.ui.theme import Theme


class Making(QObject):
    """Signals:
    thing_made(Source, room, role), crime_made(Source, code), joined(kept, gone): what the person chose.
    refused(what, do): it cannot be done now, and what to do.
    """

    thing_made = Signal(object, str, str)
    crime_made = Signal(object, str)
    joined = Signal(str, str)
    refused = Signal(str, str)

    def __init__(self, theme: Theme, body: ReportBodyView, over: QWidget) -> None:
        """``over``: what the choosers lie over."""
        super().__init__(over)
        self._theme, self._body, self._over = theme, body, over
        self.words = WordsChooser(theme, over)
        self.join_chooser = JoinChooser(theme, over)
        self.words.thing_made.connect(self.thing_made)
        self.words.crime_made.connect(self.crime_made)
        self.join_chooser.joined.connect(self.joined)

    def close(self) -> None:
        """Another report comes: nothing is asked about the old one any more."""
        self.words.close_popover()
        self.join_chooser.close_popover()

    @property
    def asks(self) -> bool:
        """Whether one of the choosers waits for an answer."""
        return not (self.words.isHidden() and self.join_chooser.isHidden())

    def from_words(self, detail: ReportDetail | None, profile: Profile | None) -> None:
        """W: ask what the selected words of the narrative are."""
        if detail is None or detail.body is None or profile is None or not self._may(detail):
            return
        view = self._body.narrative.text.view
        chosen = self._body.narrative.chosen() if view.hasFocus() or view.textCursor().hasSelection() else None
        if chosen is None:
            view.setFocus()
            self.refused.emit(
                "No words are selected.", "Select some in the narrative with Shift and arrows, then press W."
            )
            return
        self.join_chooser.close_popover()  # one question at a time
        report = detail.body.report
        below = view.mapTo(self._over, view.below_selection())
        self.words.start(
            chosen,
            lambda text: tuple(
                Found(entry.code, f"{entry.code}  {entry.name}", counting_rule(entry))
                for entry in search(text, report, profile)
            ),
            below + QPoint(0, self._theme.space(1)),
        )

    def join(self, detail: ReportDetail | None) -> None:
        """U: ask who is the same person as the one in focus (else as the first of the report)."""
        if detail is None or detail.body is None or not self._may(detail):
            return
        self.words.close_popover()  # one question at a time
        whole = composed(detail.body.report, detail.draft)
        card = self._person_card()
        key = card.content.key.partition("/")[2] if card is not None and card.content is not None else ""
        kept = whole.person(key) or next(iter(whole.people), None)
        others = tuple(person for person in whole.people if person is not kept)
        if kept is None or not others:
            self.refused.emit("There are not two people to join.", "Add a person from words of the narrative with W.")
            return
        self.join_chooser.start(kept, others, self._place_for(str(kept.key)))

    def _place_for(self, key: str) -> QPoint:
        """Below the heading of the person's card, when it is in sight."""
        card = next((one for one in self._body.cards() if one.content and one.content.key == f"people/{key}"), None)
        margin = self._theme.space(8)
        if card is None or card.visibleRegion().isEmpty():
            return QPoint(margin, margin)
        at = card.mapTo(self._over, QPoint(self._theme.space(3), margin))
        return QPoint(at.x(), max(at.y(), margin))

    def _person_card(self) -> FieldCard | None:
        here = QApplication.focusWidget()
        inside = (card for card in self._body.cards() if here is not None and card.isAncestorOf(here))
        return next((card for card in inside if card.content and card.content.key.startswith("people/")), None)

    def _may(self, detail: ReportDetail) -> bool:
        if not detail.editable:
            self.refused.emit("Only a report that you hold can be changed.", "Claim it with C.")
        return detail.editable
