"""A message being written: to whom and by which safe way, in which words, and exactly what will be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.messages import Template
from triage.models.outcome_draft import Question
from triage.models.profile import Profile
from triage.models.report import Report
from triage.models.safe_contact import Safety, Way
from triage.models.wording import field_words, find_template, letter
from triage.ui.contact import composing
from triage.ui.contact.parts import Field, caption
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

Change = Callable[[Question], Question]
NO_WAY = (
    "No safe way to write to anybody of this report is known. Ring by a number marked safe and log the call (L), "
    "or correct the contact in the report."
)
NO_TEMPLATES = "The gateway's templates have not been fetched yet: write your own words."


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a message is written about. ``guard``: why only safe ways are used, "" when nothing asks for it; ``known``:
    what the report says in fields.
    """

    report: Report
    profile: Profile
    ways: tuple[Way, ...]
    guard: str
    templates: tuple[Template, ...]
    known: Mapping[str, str]


class MessageForm(QWidget):
    """``changed(change, typing)``: a `Change` that the person made; whoever holds the message applies it."""

    changed = Signal(object, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._writing: Writing | None = None
        self._question = Question()
        self._shown: tuple[object, ...] = ()
        self.guard = PlainLabel(theme, "", FontRole.SMALL, "warn", wrap=True)
        self.never = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.ways = ChoiceRows(theme, "To whom, and by which way")
        self.safe = Field(theme, "How do you know that only the right person reads it?", "safe_reason")
        self.templates = ChoiceRows(theme, "Words to start from")
        self._fields = Rows(theme.space(1))
        self._made: dict[str, Field] = {}
        self.text = Field(theme, "The words", "message_text", lines=True)
        self.own = Button(theme, "Change the words", "link")
        self.preview = Card(theme, "Exactly as it will be sent")
        self._to = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._subject = PlainLabel(theme, "", FontRole.STRONG, wrap=True, selectable=True)
        self._body = PlainLabel(theme, "", wrap=True, selectable=True)
        self._lay_out()
        self._connect()

    def show_message(self, writing: Writing, question: Question) -> None:
        """Show this; a field that says it already keeps its cursor."""
        self._writing, self._question = writing, question
        self._show_ways(writing)
        self._show_words(writing)
        self._show_preview(writing)

    def focus_first(self) -> None:
        """Where a person begins: to whom, else the words that are still missing."""
        if not self._question.address and self.ways.rows:
            self.ways.focus_value()
        else:
            self.focus_part("")

    def focus_part(self, part: str) -> None:
        if part == "address" and self.ways.rows:
            self.ways.focus_value()
        elif part == "safe" and self.safe.isVisibleTo(self):
            self.safe.focus()
        elif part.startswith("field:") and part.removeprefix("field:") in self._made:
            self._made[part.removeprefix("field:")].focus()
        elif not part and self.safe.isVisibleTo(self) and not self._question.safe_reason.strip():
            self.safe.focus()
        elif part == "template":
            self.templates.focus_value()
        else:
            empty = next((name for name, words in self._question.fields.items() if not words.strip()), "")
            target = self._made.get(empty) or next(iter(self._made.values()), None)
            (target or self.text).focus() if target or self.text.isVisibleTo(self) else self.templates.focus_value()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space(1.5))
        self.guard.setObjectName("safe_contact_guard")
        self.preview.setObjectName("message_preview")
        upper: tuple[QWidget, ...] = (self.guard, caption(self._theme, "To"), self.ways, self.never, self.safe)
        lower: tuple[QWidget, ...] = (caption(self._theme, "Words"), self.templates, self._fields, self.text)
        for part in (*upper, *lower):
            column.addWidget(part)
        column.addWidget(self.own, 0, Qt.AlignmentFlag.AlignLeft)
        for label in (caption(self._theme, "Exactly as it will be sent"), self._to, self._subject, self._body):
            self.preview.add(label)
        column.addWidget(self.preview)

    def _connect(self) -> None:
        self.ways.chosen.connect(self._choose_way)
        self.templates.chosen.connect(self._choose_template)
        self.safe.edited.connect(lambda words: self._say(lambda one: replace(one, safe_reason=words), typing=True))
        self.text.edited.connect(
            lambda words: self._say(lambda one: replace(one, text=words, own_words=True), typing=True)
        )
        self.own.clicked.connect(self._take_over)
        self.safe.left.connect(lambda: self.focus_part(""))

    def _show_ways(self, writing: Writing) -> None:
        self.guard.setText(f"Only ways marked safe are used. {writing.guard}" if writing.guard else "")
        self.guard.setVisible(bool(writing.guard))
        usable = composing.writable(writing.ways, writing.profile)
        options = tuple(
            (composing.way_key(way), *composing.way_words(way), _digit(at)) for at, way in enumerate(usable, 1)
        )
        chosen = composing.chosen_way(self._question, usable)
        self.ways.show_options(options, composing.way_key(chosen) if chosen else "")
        never = [f"{way.address}: {' '.join(way.why)}" for way in writing.ways if way.safety is Safety.NEVER]
        words = "\n".join(["Not to be used:", *never]) if never else ""
        self.never.setText(words if usable else "\n".join(part for part in (NO_WAY, words) if part))
        self.never.set_tone("text_soft" if usable else "wrong")
        self.never.setVisible(bool(never) or not usable)
        asks = chosen is not None and chosen.safety is Safety.ASK
        self.safe.setVisible(asks)
        if asks and chosen is not None:
            self.safe.set_note(" ".join(why for why in chosen.why if why != writing.guard))
        self.safe.set_words(self._question.safe_reason)

    def _show_words(self, writing: Writing) -> None:
        known = _one_language(writing.templates)
        options = tuple((one.key, one.name, "", _digit(at)) for at, one in enumerate(known, 1))
        own = (composing.OWN, "Own words", "" if options else NO_TEMPLATES, _digit(len(options) + 1))
        question = self._question
        free = question.own_words and not question.template
        self.templates.show_options((*options, own), composing.OWN if free else question.template)
        names = tuple(question.fields)
        if names != tuple(self._made):
            self._made = {name: self._field(name) for name in names}
            self._fields.fill(list(self._made.values()))
            settle_around(self)
        for name, field in self._made.items():
            field.set_words(question.fields[name])
            field.setVisible(not question.own_words)
        self.text.setVisible(question.own_words)
        if question.own_words:
            self.text.set_words(question.text)
        self.own.setVisible(bool(question.template) and not question.own_words)

    def _show_preview(self, writing: Writing) -> None:
        question = self._question
        template = composing.template_of(question, writing.templates)
        told = letter(question, template, writing.report, writing.profile.force.name)
        way = composing.chosen_way(question, writing.ways)
        who = f"{way.name}, {question.address}" if way else question.address or "nobody yet"
        self._to.setText(f"To {who} from {writing.profile.force.name}")
        sms = question.channel == "sms"
        self._subject.setText("" if sms else f"{told.subject} [ref: the gateway adds a reply mark here]")
        self._subject.setVisible(not sms)
        self._body.setText(told.body.rstrip("\n") or "No words yet.")
        self.preview.setVisible(bool(question.template or question.text))

    def _field(self, name: str) -> Field:
        field = Field(self._theme, field_words(name), f"field:{name}")
        field.edited.connect(partial(self._fill, name))
        field.left.connect(partial(self._next_field, name))
        return field

    def _fill(self, name: str, words: str) -> None:
        writing = self._writing
        if writing is not None:
            template = composing.template_of(self._question, writing.templates)
            force = writing.profile.force.name
            self._say(lambda one: composing.with_field(one, name, words, template, writing.report, force), typing=True)

    def _next_field(self, name: str) -> None:
        names = list(self._made)
        after = names[names.index(name) + 1 :] if name in names else []
        if after:
            self._made[after[0]].focus()
        else:
            self.own.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_way(self, key: str, by_key: bool) -> None:
        writing = self._writing
        way = next((one for one in writing.ways if composing.way_key(one) == key), None) if writing else None
        if way is None:
            return
        self._say(lambda one: composing.with_way(one, way))
        if by_key and self.safe.isVisibleTo(self):
            self.safe.focus()
        elif by_key:
            self.templates.focus_value() if not self._question.template else self.focus_part("")

    def _choose_template(self, key: str, by_key: bool) -> None:
        writing = self._writing
        if writing is None:
            return
        language = self._question.language
        template = find_template(writing.templates, key, language) if key != composing.OWN else None
        self._say(lambda one: composing.with_template(one, template, writing.known))
        if by_key:
            self.focus_part("")

    def _take_over(self) -> None:
        """The filled template becomes the handler's own text, to be changed freely."""
        writing = self._writing
        if writing is None:
            return
        template = composing.template_of(self._question, writing.templates)
        told = letter(self._question, template, writing.report, writing.profile.force.name)
        self._say(lambda one: replace(one, text=told.body, own_words=True))
        self.text.focus()

    def _say(self, change: Change, *, typing: bool = False) -> None:
        self.changed.emit(change, typing)


def _digit(at: int) -> str:
    return str(at) if at < 10 else ""


def _one_language(templates: tuple[Template, ...]) -> tuple[Template, ...]:
    """Each template once, in English where it has English."""
    first = {one.key: one for one in reversed(templates)}
    english = {one.key: one for one in templates if one.language == "en"}
    return tuple({**first, **english}[key] for key in dict.fromkeys(one.key for one in templates))
