"""The outcome: its digit, its name, what it does; and what it needs: a reason, a signpost, a question, a receiver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from triage.models.deciding import outcome_by_digit
from triage.models.draft import Draft
from triage.models.messages import Template
from triage.models.outcome_draft import ASK, ATTACH, HAND_OFF, AttachTo, Handover, Question
from triage.models.profile import Outcome
from triage.models.safe_contact import guard_words, ways
from triage.ui.contact.composing import known_fields
from triage.ui.contact.message_form import MessageForm, Writing
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.decide.edits import with_outcome
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.handoff.attach_form import AttachForm
from triage.ui.handoff.handover_form import HandoverForm
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.scroll_column import settle_around


class OutcomeSection(Section):
    """Digits choose from anywhere outside a text field; see `choose_digit`.

    ``attach_searched(words)``: the person looks for a record or report to add this one to.
    """

    attach_searched = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, "outcome", "Outcome", "Ctrl+O", parent)
        self._templates: tuple[Template, ...] = ()
        self.outcomes = ChoiceRows(theme, "Outcome")
        self._ask = PlainLabel(theme, "Say why:", tone="text_soft")
        self.reasons = ChoiceRows(theme, "Reason of the outcome")
        self._point = PlainLabel(theme, "Who deals with it:", tone="text_soft")
        self.signposts = ChoiceRows(theme, "Who deals with it")
        self.message = MessageForm(theme)
        self.handover = HandoverForm(theme)
        self.attach = AttachForm(theme, icons)
        for part in (self.outcomes, self._ask, self.reasons, self._point, self.signposts):
            self.body.addWidget(part)
        forms: tuple[QWidget, ...] = (self.message, self.handover, self.attach)
        for form in forms:
            form.hide()
            self.body.addWidget(form)
        self._connect()

    def set_templates(self, templates: tuple[Template, ...]) -> None:
        """The gateway's words to start from."""
        self._templates = templates
        if self._work is not None:
            self.refresh(self._work)

    def refresh(self, work: Work) -> None:
        self.outcomes.show_options(
            tuple((one.key, one.name, _note(one, work), one.digit) for one in work.profile.outcomes),
            work.draft.outcome,
        )
        chosen = work.profile.outcome(work.draft.outcome)
        self._refresh_reasons(work, chosen)
        self._refresh_signposts(work, chosen)
        self._refresh_leaving(work, chosen)

    def focus_first(self) -> None:
        self.outcomes.focus_value()

    def focus_part(self, part: str) -> None:
        if part == "reason" and self.reasons.isVisibleTo(self):
            self.reasons.focus_value()
        elif part == "signpost" and self.signposts.isVisibleTo(self):
            self.signposts.focus_value()
        elif part and self.message.isVisibleTo(self):
            self.message.focus_part(part)
        elif part and self.handover.isVisibleTo(self):
            self.handover.focus_part(part)
        elif part and self.attach.isVisibleTo(self):
            self.attach.focus_first()
        else:
            self.focus_first()

    def choose_digit(self, digit: str) -> bool:
        """Choose the outcome of this digit as the keyboard does; False when the profile has none."""
        outcome = outcome_by_digit(self._work.profile, digit) if self._work else None
        if outcome is not None:
            self._choose(outcome.key, True)
        return outcome is not None

    def _connect(self) -> None:
        self.outcomes.chosen.connect(self._choose)
        self.reasons.chosen.connect(self._reason)
        self.signposts.chosen.connect(self._signpost)
        self.message.changed.connect(self._message)
        self.handover.changed.connect(self._handover)
        self.handover.done.connect(self.done)
        self.attach.searched.connect(self.attach_searched)
        self.attach.changed.connect(self._attach)

    def _refresh_reasons(self, work: Work, chosen: Outcome | None) -> None:
        needed = chosen is not None and chosen.needs_reason
        for part in (self._ask, self.reasons):
            part.setVisible(needed)
        if needed:
            options = tuple(
                (reason.key, reason.name, reason.note, str(at) if at < 10 else "")
                for at, reason in enumerate(work.profile.reasons, 1)
            )
            self.reasons.show_options(options, work.draft.reason)

    def _refresh_signposts(self, work: Work, chosen: Outcome | None) -> None:
        needed = chosen is not None and chosen.needs_signpost and bool(work.profile.signposts)
        for part in (self._point, self.signposts):
            part.setVisible(needed)
        if needed:
            options = tuple(
                (one.key, one.name, one.note, str(at) if at < 10 else "")
                for at, one in enumerate(work.profile.signposts, 1)
            )
            self.signposts.show_options(options, next(iter(work.draft.signpost), ""))

    def _refresh_leaving(self, work: Work, chosen: Outcome | None) -> None:
        doing = chosen.does if chosen else ""
        if doing == ASK:
            self.message.show_message(self._writing(work), work.draft.question or Question())
        elif doing == HAND_OFF and chosen is not None:
            self.handover.show_handover(work.draft.handover or Handover(), chosen, work.profile, work.elsewhere)
        elif doing == ATTACH:
            self.attach.show_chosen(work.draft.attach)
        shown = ((self.message, ASK), (self.handover, HAND_OFF), (self.attach, ATTACH))
        if any(part.isHidden() == (doing == what) for part, what in shown):
            for part, what in shown:
                part.setVisible(doing == what)
            settle_around(self)

    def _writing(self, work: Work) -> Writing:
        rules = work.profile.contact
        return Writing(
            report=work.report,
            profile=work.profile,
            ways=ways(work.report, work.assessment, rules, work.draft.corrections),
            guard=guard_words(work.report, work.assessment, rules),
            templates=tuple(one for one in self._templates if one.asks),
            known=known_fields(work.report, work.profile, work.draft, ()),
        )

    def _choose(self, key: str, by_key: bool) -> None:
        assert self._work is not None
        work = self._work
        self.say("outcome", "outcome", lambda draft: with_outcome(draft, key, work.report, work.profile))
        if not by_key:
            return
        chosen = work.profile.outcome(key)
        if self.reasons.isVisibleTo(self):
            self.reasons.focus_value()
        elif chosen is not None and chosen.does == ASK:
            self.message.focus_first()
        elif chosen is not None and chosen.does == HAND_OFF:
            self.handover.focus_part("receiver")
        elif chosen is not None and chosen.does == ATTACH:
            self.attach.focus_first()
        else:
            self.done.emit()

    def _reason(self, key: str, by_key: bool) -> None:
        self.say("reason of the outcome", "reason", lambda draft: replace(draft, reason=key))
        if by_key and self.signposts.isVisibleTo(self):
            self.signposts.focus_value()
        elif by_key:
            self.done.emit()

    def _signpost(self, key: str, by_key: bool) -> None:
        self.say("signpost", "outcome/signpost", lambda draft: replace(draft, signpost=(key,)))
        if by_key:
            self.done.emit()

    def _message(self, change: Callable[[Question], Question], typing: bool) -> None:
        def edit(draft: Draft) -> Draft:
            return replace(draft, question=change(draft.question or Question()))

        self.say("message", "outcome/question", edit, typing=typing)

    def _handover(self, change: Callable[[Handover], Handover], typing: bool) -> None:
        def edit(draft: Draft) -> Draft:
            return replace(draft, handover=change(draft.handover or Handover()))

        self.say("handover", "outcome/receiver", edit, typing=typing)

    def _attach(self, chosen: AttachTo) -> None:
        self.say("what it is added to", "outcome/target", lambda draft: replace(draft, attach=chosen))
        self.done.emit()


def _note(outcome: Outcome, work: Work) -> str:
    """The outcome's note; handing over is suggested, never chosen, for a place in another force's area."""
    if work.elsewhere and outcome.does == HAND_OFF and "force" in outcome.receivers:
        return f"Suggested: the place is in {work.elsewhere}’s area. {outcome.note}".strip()
    return outcome.note
