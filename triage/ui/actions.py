"""The one table of what keys do. Shortcuts, menus, the “?” sheet and the palette are all made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from triage.models.errors import KnownError
from triage.models.profile import Outcome
from triage.ui.key_rules import is_single, normal, refused

Where = Literal["anywhere", "list", "report", "decide", "viewer"]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a key does. ``keys`` in Qt's notation, the first is the one shown. ``where`` it works.

    ``training`` actions exist only in training mode, ``sign_in`` ones only where people sign in.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    group: str
    where: Where = "anywhere"
    enabled: bool = True
    training: bool = False
    sign_in: bool = False


_DIGITS = range(1, 10)


def _outcome(digit: int) -> ActionSpec:
    return ActionSpec(f"outcome_{digit}", f"Choose outcome {digit}", (str(digit),), "Decide")


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("next", "Take the next report by priority", ("N",), "Queue"),
    ActionSpec("claim", "Claim this report", ("C",), "Queue"),
    ActionSpec("open", "Open the selected report", ("Return", "Enter"), "Queue", "list"),
    ActionSpec("search", "Search the queue", ("/",), "Queue"),
    ActionSpec("down", "Next row", ("J",), "Queue", "list"),
    ActionSpec("up", "Row before", ("K",), "Queue", "list"),
    ActionSpec("peek", "Look quickly without opening", ("Space",), "Queue", "list"),
    ActionSpec("new_report", "Go to the next new report", ("Ctrl+N",), "Queue"),
    ActionSpec("find_text", "Search the whole text of every report", ("Ctrl+F",), "Queue"),
    ActionSpec("filter", "Filter the queue", ("F",), "Queue"),
    ActionSpec("views", "Saved views", ("Ctrl+Shift+V",), "Queue"),
    ActionSpec("put_off", "Put off until a time", ("S",), "Queue"),
    ActionSpec("show_again", "Show again what was put off", ("Ctrl+Shift+S",), "Queue"),
    ActionSpec("tag", "Tag for yourself", ("Ctrl+T",), "Queue"),
    ActionSpec("untag", "Take a tag off", ("Ctrl+Shift+G",), "Queue"),
    ActionSpec("select_all", "Select all of this view", ("Ctrl+A",), "Queue", "list"),
    ActionSpec("bulk", "Go to the acts on the selected reports", ("Ctrl+Shift+B",), "Queue"),
    ActionSpec("release", "Give the report back", ("Ctrl+R",), "Queue"),
    ActionSpec("refresh", "Ask for news now", ("F5",), "Queue"),
    ActionSpec("correct", "Correct the field in focus", ("E",), "Report"),
    ActionSpec("attachments", "Go to the attachments", ("A",), "Report"),
    ActionSpec("original", "Show the form as it was sent", ("O",), "Report"),
    ActionSpec("from_words", "Make a person, place or crime from the selected words", ("W",), "Report"),
    ActionSpec("adopt", "Take in the next thing that the words mention", ("Z",), "Report"),
    ActionSpec("join_people", "Join two people of the report into one", ("U",), "Report"),
    ActionSpec("compare", "Compare with the version before", ("Ctrl+D",), "Report"),
    ActionSpec("print", "Print or save a summary", ("Ctrl+P",), "Report"),
    ActionSpec("checks", "Go to the checks", ("H",), "Decide"),
    ActionSpec("seen", "Go to what was seen before", ("Ctrl+G",), "Decide"),
    ActionSpec("lookups", "Go to the look-ups", ("Ctrl+I",), "Decide"),
    ActionSpec("questions", "Go to the questions", ("Q",), "Decide"),
    ActionSpec("thrive", "Go to THRIVE", ("T",), "Decide"),
    ActionSpec("evidence", "Insert the next suggested line", ("Ctrl+Space",), "Decide"),
    ActionSpec("evidence_words", "Find a suggestion's words in the report", ("Ctrl+J",), "Decide"),
    ActionSpec("assess_again", "Assess again, as a new assessment", ("Ctrl+Shift+A",), "Decide"),
    ActionSpec("risk", "Go to the overall risk", ("V",), "Decide"),
    ActionSpec("grade", "Go to the grade", ("G",), "Decide"),
    ActionSpec("crime", "Add a crime", ("X",), "Decide"),
    ActionSpec("incident", "Go to the incident category", ("I",), "Decide"),
    ActionSpec("outcome", "Go to the outcome", ("Ctrl+O",), "Decide"),
    *(_outcome(digit) for digit in _DIGITS),
    ActionSpec("advice", "Go to the advice given", ("D",), "Decide"),
    ActionSpec("rationale", "Go to the rationale", ("R",), "Decide"),
    ActionSpec("headings", "Insert decision-model headings", ("Ctrl+Shift+N",), "Decide"),
    ActionSpec("preview", "Preview what will be sent", ("P",), "Decide"),
    ActionSpec("send", "Send", ("Ctrl+Return", "Ctrl+Enter"), "Decide"),
    ActionSpec("dispatch", "Dispatch now", ("F9",), "People"),
    ActionSpec("write", "Write to somebody of the report", ("M",), "People"),
    ActionSpec("contact", "Log a call or an attempt", ("L",), "People"),
    ActionSpec("withdrawal", "Note that the reporter asks to withdraw", ("Ctrl+Shift+R",), "People"),
    ActionSpec("contact_log", "Go to the contact log", ("Ctrl+Shift+M",), "People"),
    ActionSpec("handoff_answer", "Enter the answer to a handover", ("Y",), "People"),
    ActionSpec("handoffs", "Show what was handed over", ("Ctrl+Shift+H",), "People"),
    ActionSpec("reopen", "Reopen this closed report", ("Ctrl+Shift+O",), "People"),
    ActionSpec("conflict", "Lay yours and theirs side by side", ("Ctrl+Shift+D",), "People"),
    ActionSpec("ask_supervisor", "Ask a supervisor for help with this report", ("Ctrl+Shift+E",), "People"),
    ActionSpec("held", "Take over the work of others", ("Ctrl+Shift+U",), "People"),
    ActionSpec("take_back", "Take a report back from whoever holds it", ("Ctrl+Shift+X",), "Supervise"),
    ActionSpec("assign", "Give a report to somebody", ("Ctrl+Shift+Y",), "Supervise"),
    ActionSpec("pin", "Pin a report to the top of every queue, or unpin it", ("Ctrl+Shift+P",), "Supervise"),
    ActionSpec("approvals", "Approve or refuse decisions, answer whoever asks", ("Ctrl+Shift+J",), "Supervise"),
    ActionSpec("board_page", "Next page of the board", ("Ctrl+PgDown",), "Supervise"),
    ActionSpec("board_page_before", "Page of the board before", ("Ctrl+PgUp",), "Supervise"),
    ActionSpec("quality", "Quality: review decisions that were drawn", ("Ctrl+Shift+I",), "Supervise"),
    ActionSpec("feedback", "Read feedback on your reports", ("F4",), "People"),
    ActionSpec("let_go", "Let go of a report you lost", ("Ctrl+Shift+L",), "People"),
    ActionSpec("undo", "Undo", ("Ctrl+Z",), "Decide"),
    ActionSpec("file_stop", "Stop viewing this attachment: it may be illegal", ("F12",), "Attachment"),
    ActionSpec("file_cover", "Cover or uncover the attachment", ("B",), "Attachment", "viewer"),
    ActionSpec("file_nearer", "Nearer", ("+", "="), "Attachment", "viewer"),
    ActionSpec("file_farther", "Farther", ("-",), "Attachment", "viewer"),
    ActionSpec("file_fit", "The whole picture", ("0",), "Attachment", "viewer"),
    ActionSpec("file_actual", "One pixel on one pixel", ("Ctrl+1",), "Attachment", "viewer"),
    ActionSpec("file_turn", "Turn to the right", ("]",), "Attachment", "viewer"),
    ActionSpec("file_turn_back", "Turn to the left", ("[",), "Attachment", "viewer"),
    ActionSpec("file_page", "Next page or still", ("PgDown",), "Attachment", "viewer"),
    ActionSpec("file_page_before", "Page or still before", ("PgUp",), "Attachment", "viewer"),
    ActionSpec("file_picture", "Next picture of a film", (".",), "Attachment", "viewer"),
    ActionSpec("file_picture_before", "Picture of a film before", (",",), "Attachment", "viewer"),
    ActionSpec("file_second", "A second later in a film", ("Shift+Right",), "Attachment", "viewer"),
    ActionSpec("file_second_before", "A second earlier in a film", ("Shift+Left",), "Attachment", "viewer"),
    ActionSpec("file_next", "Next attachment", ("Ctrl+Right",), "Attachment", "viewer"),
    ActionSpec("file_before", "Attachment before", ("Ctrl+Left",), "Attachment", "viewer"),
    ActionSpec("file_export", "Export the original and its hash", ("Ctrl+E",), "Attachment", "viewer"),
    ActionSpec("file_hash", "Copy the SHA-256", ("Ctrl+Shift+C",), "Attachment", "viewer"),
    ActionSpec("next_column", "Next column", ("F6",), "Move"),
    ActionSpec("previous_column", "Column before", ("Shift+F6",), "Move"),
    ActionSpec("back", "Back", ("Escape",), "Move"),
    ActionSpec("outbox", "Open the outbox", ("Ctrl+B",), "Move"),
    ActionSpec("board", "Board: what waits, who holds what, what is stuck", ("F7",), "Move"),
    ActionSpec("wider", "Make this column wider", ("Alt+Shift+Right",), "Window"),
    ActionSpec("narrower", "Make this column narrower", ("Alt+Shift+Left",), "Window"),
    ActionSpec("palette", "Find a command, a view, a setting or a report", ("Ctrl+K",), "Move"),
    ActionSpec("guides", "Help: the guides, to read and to search", ("F1",), "Move"),
    ActionSpec("help", "Show all keys", ("?", "Shift+F1"), "Move"),
    ActionSpec("account", "Account for every report", ("Ctrl+Shift+K",), "Window"),
    ActionSpec("checkup", "Check this workstation", ("Ctrl+Shift+W",), "Window"),
    ActionSpec("theme", "Light, dark or high contrast", ("Ctrl+Shift+T",), "Window"),
    ActionSpec("settings", "Settings", ("Ctrl+,",), "Window"),
    ActionSpec("zoom_in", "Larger text", ("Ctrl+=", "Ctrl++"), "Window"),
    ActionSpec("zoom_out", "Smaller text", ("Ctrl+-",), "Window"),
    ActionSpec("zoom_reset", "Text size of the system", ("Ctrl+0",), "Window"),
    ActionSpec("faults", "Training faults", ("Ctrl+Shift+F",), "Window", training=True),
    ActionSpec("lock", "Lock Triage", ("Ctrl+L",), "Window", sign_in=True),
    ActionSpec("sign_out", "Sign out", ("Ctrl+Shift+Q",), "Window", sign_in=True),
    ActionSpec("quit", "Quit", ("Ctrl+Q",), "Window"),
)


def with_outcomes(outcomes: Iterable[Outcome], specs: Iterable[ActionSpec] = ACTIONS) -> tuple[ActionSpec, ...]:
    """The same table with the force's outcomes by name; a digit without one does nothing and is left out."""
    own = {f"outcome_{one.digit}": f"Outcome: {one.name}" for one in outcomes if one.digit}
    numbered = {_outcome(digit).id for digit in _DIGITS}
    there = (spec for spec in specs if spec.id in own or spec.id not in numbered)
    return tuple(replace(spec, text=own.get(spec.id, spec.text)) for spec in there)


class Actions(QObject):
    """The actions of one window.

    ``triggered(id)`` says what the person asked for, ``withheld(ActionSpec)`` that it is not for them or not for this
    mode: a key that does nothing says why. A printable key does nothing while a text field has the focus:
    the field takes it first. Keys for the list, the report or the decide column only work inside the widget that
    `attach` names for them.
    """

    triggered = Signal(str)
    withheld = Signal(object)
    changed = Signal()

    def __init__(
        self,
        window: QWidget,
        specs: Iterable[ActionSpec] = ACTIONS,
        *,
        training: bool = False,
        sign_in: bool = False,
        keys: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._single = True
        specs = tuple(specs)
        self._specs = {spec.id: spec for spec in specs if spec.training <= training and spec.sign_in <= sign_in}
        absent = [spec for spec in specs if spec.id not in self._specs]
        self._given = {spec.id: spec.keys for spec in self._specs.values()}
        self._made = {spec.id: self._make(spec) for spec in self._specs.values()}
        self._absent = [(spec, self._make_absent(spec)) for spec in absent]
        self.choose_keys(keys or {})

    def specs(self) -> tuple[ActionSpec, ...]:
        """Every action with its present keys, in the order of the “?” sheet."""
        return tuple(self._specs.values())

    def groups(self) -> dict[str, tuple[ActionSpec, ...]]:
        """The “?” sheet: group → actions; those that are not for whoever is here are left out."""
        there = [spec for spec in self._specs.values() if spec.enabled]
        names = dict.fromkeys(spec.group for spec in there)
        return {name: tuple(spec for spec in there if spec.group == name) for name in names}

    def found(self, words: str) -> tuple[ActionSpec, ...]:
        """Palette rows: enabled actions whose words hold every word typed."""
        wanted = words.casefold().split()
        return tuple(
            spec
            for spec in self._specs.values()
            if spec.enabled and all(word in f"{spec.text} {spec.group}".casefold() for word in wanted)
        )

    def group(self, name: str) -> str:
        """The group of the “?” sheet that this action stands in ("" when it is unknown)."""
        spec = self._specs.get(name)
        return spec.group if spec is not None else ""

    def key(self, name: str) -> str:
        """The key to show for this action ("" when it has none)."""
        spec = self._specs.get(name)
        return spec.keys[0] if spec is not None and spec.keys else ""

    def attach(self, where: Where, widget: QWidget) -> None:
        """Actions of ``where`` work inside this widget from now on."""
        for spec in self._specs.values():
            if spec.where == where:
                widget.addAction(self._made[spec.id])

    def set_enabled(self, enabled: Mapping[str, bool]) -> None:
        for name, value in enabled.items():
            if name in self._specs:
                self._specs[name] = replace(self._specs[name], enabled=value)
        self.changed.emit()

    def set_single_letters(self, on: bool) -> None:
        """Switch the keys that are one printable character on or off."""
        self._single = on
        for spec in self._specs.values():
            self._bind(spec)
        self._free_absent()
        self.changed.emit()

    def owner(self, key: str, but: str = "") -> ActionSpec | None:
        """The action that has this key now, other than ``but``."""
        wanted = normal(key)
        return next((s for s in self._specs.values() if s.id != but and wanted in map(normal, s.keys)), None)

    def remap(self, name: str, keys: tuple[str, ...], *, take: bool = False) -> None:
        """Give an action other keys (none at all with ``()``). ``take``: from the action that has them, too.

        Raises:
            KnownError: another action has one of them, or it is a key that cannot be given away.
        """
        for key in keys:
            if refused(key) and normal(key) not in map(normal, self._given[name]):
                raise KnownError(f"“{key}” {refused(key)}.", "Choose another key.")
            taken = self.owner(key, name)
            if taken is not None and not take:
                raise KnownError(f"“{key}” already does “{taken.text}”.", "Choose another key.")
            if taken is not None:
                left = tuple(one for one in taken.keys if normal(one) != normal(key))
                self._set_keys(taken.id, left)
        self._set_keys(name, keys)
        self._free_absent()
        self.changed.emit()

    def reset(self, name: str) -> None:
        """Give an action the keys it came with; who has them meanwhile loses them."""
        self.remap(name, self._given[name], take=True)

    def choose_keys(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        """Exactly these actions differ from what they came with. Words of another build or of a damaged file are
        passed over; where two claim the same key, what the person chose wins over what an action came with."""
        for name, keys in self._given.items():
            self._set_keys(name, keys)
        for name, keys in chosen.items():
            fitting = tuple(key for key in keys if normal(key) and not refused(key))
            if name in self._specs and (fitting or not keys):
                self.remap(name, fitting, take=True)
        self._free_absent()
        self.changed.emit()

    def chosen_keys(self) -> dict[str, tuple[str, ...]]:
        """Action → keys, where they differ from what it came with."""
        return {spec.id: spec.keys for spec in self._specs.values() if spec.keys != self._given[spec.id]}

    def given_keys(self, name: str) -> tuple[str, ...]:
        """The keys that an action came with."""
        return self._given[name]

    def caps(self) -> dict[str, str]:
        """Key that an action came with → the key that works now ("" for none), for the caps beside what it does."""
        found: dict[str, str] = {}
        for spec in self._specs.values():
            now = next((key for key in spec.keys if self._single or not is_single(key)), "")
            found |= {given: now for given in self._given[spec.id][:1] if given != now}
        return found

    def _set_keys(self, name: str, keys: tuple[str, ...]) -> None:
        if self._specs[name].keys != keys:
            self._specs[name] = replace(self._specs[name], keys=keys)
            self._bind(self._specs[name])

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text.replace("&", "&&"), self)
        action.setObjectName(f"action-{spec.id}")
        action.setAutoRepeat(spec.id in ("down", "up"))
        inside = spec.where != "anywhere"
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut if inside else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        action.triggered.connect(self._telling(spec.id))
        if not inside:
            self._window.addAction(action)
        self._made_bind(action, spec)
        return action

    def _telling(self, name: str) -> Callable[[], None]:
        def tell() -> None:
            spec = self._specs[name]
            if spec.enabled:
                self.triggered.emit(name)
            else:
                self.withheld.emit(spec)

        return tell

    def _make_absent(self, spec: ActionSpec) -> QAction:
        """Of an action that there is not in this mode: its keys tell so."""
        action = QAction(spec.text.replace("&", "&&"), self)
        action.triggered.connect(lambda: self.withheld.emit(spec))
        self._window.addAction(action)
        return action

    def _free_absent(self) -> None:
        """They have the keys that nothing else has."""
        for spec, action in self._absent:
            action.setShortcuts([QKeySequence(key) for key in spec.keys if self.owner(key) is None])

    def _bind(self, spec: ActionSpec) -> None:
        self._made_bind(self._made[spec.id], spec)

    def _made_bind(self, action: QAction, spec: ActionSpec) -> None:
        keys = [key for key in spec.keys if self._single or not is_single(key)]
        action.setShortcuts([QKeySequence(key) for key in keys])
