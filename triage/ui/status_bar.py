"""The line at the bottom: which systems answer, what waits to be sent, what needs fixing, how fresh and fast it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from triage.models.clock import Clock, SystemClock
from triage.models.views import Link, LinkState, OutboxFigures
from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.latency import LatencyFigures, LatencyMeter
from triage.ui.text import LINK_WORDS, ago, count, since_words, span
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets import Button, Elided, set_tip

TICK_MS = 1000
NARROW = 250
"""Steps of space below which the words are short and the figures left out; tooltips and names keep the whole."""
_LOOKS = {
    Link.ONLINE: ("dot", "good", ""),
    Link.UNKNOWN: ("circle", "text_soft", ""),
    Link.DEGRADED: ("diamond", "warn", "warning"),
    Link.OFFLINE: ("triangle", "wrong", "error"),
    Link.SIGNED_OUT: ("lock", "wrong", "error"),
}
_GRAVITY = (Link.OFFLINE, Link.SIGNED_OUT, Link.DEGRADED, Link.UNKNOWN, Link.ONLINE)


def link_words(links: Sequence[LinkState], now: datetime) -> tuple[str, Link]:
    """One line for all systems, and the state that gives it its shape: "Gateway offline since 14:02"."""
    if not links:
        return "Not connected yet", Link.UNKNOWN
    worst = min((link.state for link in links), key=_GRAVITY.index)
    if worst in (Link.ONLINE, Link.UNKNOWN):
        return f"{_listed([link.title for link in links])} {LINK_WORDS[worst]}", worst
    bad = [link for link in links if link.state in (Link.OFFLINE, Link.SIGNED_OUT, Link.DEGRADED)]
    said = [
        f"{link.title} {LINK_WORDS[link.state]}{' ' + since_words(link.since, now) if link.since else ''}"
        for link in sorted(bad, key=lambda link: _GRAVITY.index(link.state))
    ]
    return ", ".join(said), worst


def short_link_words(links: Sequence[LinkState], now: datetime) -> str:
    """The same for a narrow window: "Online", "Gateway offline since 14:02 +1"."""
    words, worst = link_words(links, now)
    if worst is Link.ONLINE:
        return "Online"
    first, *more = words.split(", ")
    return f"{first} +{len(more)}" if more else first


def outbox_words(figures: OutboxFigures, now: datetime) -> str:
    """ "2 waiting to send, oldest 8 s", "Nothing waiting to send"."""
    if not figures.waiting:
        return "Nothing waiting to send"
    oldest = f", oldest {span(now - figures.oldest_at)}" if figures.oldest_at else ""
    return f"{figures.waiting:,} waiting to send{oldest}"


def fixing_words(figures: OutboxFigures) -> str:
    """ "1 needs fixing", "Nothing to fix"."""
    return f"{count(figures.needs_fixing, 'needs', 'need')} fixing" if figures.needs_fixing else "Nothing to fix"


def key_words(figures: LatencyFigures) -> str:
    """ "Keys 12 ms, worst 31 ms": 95 of 100 presses of the last minute, and the slowest; "" when nobody typed."""
    if not figures.presses:
        return ""
    return f"Keys {figures.p95:.0f} ms, worst {figures.worst:.0f} ms"


class StatusBar(QFrame):
    """Signals: links_requested, outbox_requested, fixing_requested, refresh_requested: the person pressed that part."""

    links_requested = Signal()
    outbox_requested = Signal()
    fixing_requested = Signal()
    refresh_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, clock: Clock | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._clock = clock or SystemClock()
        self._links: tuple[LinkState, ...] = ()
        self._figures = OutboxFigures()
        self._refreshed: datetime | None = None
        self._worst = Link.UNKNOWN
        self._meter: LatencyMeter | None = None
        self._answer: float | None = None
        self._busy: list[str] = []
        self._short = False
        self.setProperty("surface", "panel")
        self.setProperty("edge", "top")
        self.setObjectName("status-bar")
        self.setAccessibleName("Status")
        self._build()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        self._tick.start()
        self._dress()
        theme.changed.connect(self._dress)

    def set_links(self, links: Sequence[LinkState]) -> None:
        before = self._worst
        self._links = tuple(links)
        self.tick()
        if self._worst is not before and before is not Link.UNKNOWN:
            announce(self, self._link.words)

    def set_outbox(self, figures: OutboxFigures) -> None:
        if figures.needs_fixing > self._figures.needs_fixing:
            announce(self, fixing_words(figures))
        self._figures = figures
        self.tick()

    def set_refreshed(self, at: datetime | None) -> None:
        self._refreshed = at
        self.tick()

    def set_latency(self, milliseconds: float | None) -> None:
        """How long the gateway took to answer last."""
        self._answer = milliseconds
        self._say_latency()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        short = self.width() < self._theme.space(NARROW)
        if short is not self._short:
            self._short = short
            self._keys.setVisible(not short)
            self._latency.setVisible(not short)
            self.tick()

    def minimumSizeHint(self) -> QSize:
        """A window may be narrower than the words of its last line."""
        return QSize(0, super().minimumSizeHint().height())

    def follow(self, meter: LatencyMeter) -> None:
        """Show the key-to-paint times of this meter from now on."""
        self._meter = meter

    def put_first(self, part: QWidget) -> None:
        """What must be seen before all else: a dispatch that nobody has taken on."""
        self._row.insertWidget(0, part)

    def begin(self, words: str) -> None:
        """Say at once that something has started which may take a moment ("Taking the next report")."""
        self._busy.append(words)
        self._say_busy()

    def end(self, words: str) -> None:
        """What `begin` said is over."""
        if words in self._busy:
            self._busy.remove(words)
        self._say_busy()

    def text(self) -> str:
        """All that it says, left to right."""
        parts = (
            self._link.words,
            self._outbox.words,
            self._fixing.words,
            self._doing.text(),
            self._fresh.words,
            self._keys.text(),
            self._latency.text(),
        )
        return " · ".join(part for part in parts if part)

    @Slot()
    def tick(self) -> None:
        """Say it again for the present moment; called every second."""
        now = self._clock.now()
        words, worst = link_words(self._links, now)
        if worst is not self._worst:
            self._worst = worst
            self._dress()
        waiting = outbox_words(self._figures, now)
        if self._short:
            _say(self._link, short_link_words(self._links, now), words)
            _say(self._outbox, f"{self._figures.waiting:,} waiting", waiting)
        else:
            _say(self._link, words)
            _say(self._outbox, waiting)
        _say(self._fixing, fixing_words(self._figures))
        set_look(self._fixing, level="error" if self._figures.needs_fixing else "")
        _say(self._fresh, f"updated {ago(self._refreshed, now)}" if self._refreshed else "not updated yet")
        self._say_latency()
        self._row.activate()  # longer words are never painted in the room that the shorter ones had

    def _say_latency(self) -> None:
        figures = self._meter.figures() if self._meter is not None else LatencyFigures()
        self._latency.setText("" if self._answer is None else f"answer {self._answer:,.0f} ms")
        self._keys.setText(key_words(figures))
        told = (
            f"Last minute, {count(figures.presses, 'key press', 'key presses')}: 95 of 100 were on the screen within "
            f"{figures.p95:.0f} ms, the slowest after {figures.worst:.0f} ms."
            if figures.presses
            else "How soon a key press is on the screen"
        )
        if told != self._keys.accessibleDescription():
            self._keys.set_hint(told)
            self._keys.setAccessibleDescription(told)

    def _say_busy(self) -> None:
        words = f"{self._busy[-1]} …" if self._busy else ""
        if words != self._doing.text():
            self._doing.setText(words)

    def _build(self) -> None:
        theme = self._theme
        self._row = QHBoxLayout(self)
        self._link = _part(theme, "status-links", self.links_requested)
        self._outbox = _part(theme, "status-outbox", self.outbox_requested)
        self._fixing = _part(theme, "status-fixing", self.fixing_requested)
        self._fresh = _part(theme, "status-refreshed", self.refresh_requested)
        self._doing = Elided(theme, "", FontRole.SMALL, "accent", narrowest=0)
        self._doing.setObjectName("status-doing")
        self._keys = Elided(theme, "", FontRole.SMALL, "text_soft", narrowest=10)
        self._keys.setObjectName("status-keys")
        self._latency = Elided(theme, "", FontRole.SMALL, "text_soft", narrowest=14)
        self._latency.set_hint("How long the gateway took to answer last")
        set_tip(self._link, "Which systems answer")
        set_tip(self._fixing, "Show what needs fixing")
        self._tell_keys()
        theme.keys_changed.connect(self._tell_keys)
        for part in (self._link, self._outbox, self._fixing):
            self._row.addWidget(part)
        self._row.addWidget(self._doing)
        self._row.addStretch(1)
        self._row.addWidget(self._fresh)
        self._row.addWidget(self._keys)
        self._row.addWidget(self._latency)

    @Slot()
    def _tell_keys(self) -> None:
        for part, words, given in (
            (self._outbox, "Open the outbox", "Ctrl+B"),
            (self._fresh, "Ask for news now", "F5"),
        ):
            key = self._theme.key(given)
            set_tip(part, f"{words} ({key})" if key else words)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._row.setContentsMargins(space(1.5), 0, space(3), 0)
        self._row.setSpacing(space(1))
        shape, tone, level = _LOOKS[self._worst]
        size = space(3)
        self._link.setIcon(self._icons.icon(shape, tone, size))
        self._link.setIconSize(QSize(size, size))
        set_look(self._link, level=level)
        for part in (self._link, self._outbox, self._fixing, self._fresh):
            part.setFont(self._theme.font(FontRole.SMALL))


def _say(button: Button, words: str, whole: str = "") -> None:
    """``whole``: what a screen reader says where the words are short."""
    if button.words != words:
        button.set_words(words)
    if button.accessibleName() != (whole or words):
        button.setAccessibleName(whole or words)


def _part(theme: Theme, name: str, pressed: SignalInstance) -> Button:
    button = Button(theme, "", "quiet")
    button.setObjectName(name)
    button.clicked.connect(pressed)
    return button


def _listed(names: Sequence[str]) -> str:
    """ "Gateway, Control and Crime"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
