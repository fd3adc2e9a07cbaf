"""The status bar's words, shapes and presses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import NOW
from triage.models.clock import ManualClock, london
from triage.models.views import Link, LinkState, OutboxFigures
from triage.ui.icons import Icons
from triage.ui.presenter.status import offline_words
from triage.ui.status_bar import StatusBar, link_words, outbox_words
from triage.ui.theme import Theme


def link(title: str, state: Link, **more: object) -> LinkState:
    return LinkState(name=title.lower(), title=title, state=state, **more)


@pytest.fixture
def bar(theme: Theme, icons: Icons, clock: ManualClock, qtbot) -> StatusBar:
    made = StatusBar(theme, icons, clock)
    qtbot.addWidget(made)
    return made


def test_all_online_is_one_phrase() -> None:
    links = [link("Gateway", Link.ONLINE), link("Control", Link.ONLINE), link("Crime", Link.ONLINE)]
    assert link_words(links, NOW) == ("Gateway, Control and Crime online", Link.ONLINE)


def test_what_is_down_is_named_with_since_when_and_comes_first() -> None:
    links = [
        link("Gateway", Link.DEGRADED),
        link("Crime", Link.OFFLINE, since=NOW - timedelta(minutes=4)),
        link("Control", Link.ONLINE),
    ]
    assert link_words(links, NOW) == ("Crime offline since 05:56, Gateway slow", Link.OFFLINE)


def test_before_anything_is_known() -> None:
    assert link_words([], NOW) == ("Not connected yet", Link.UNKNOWN)


def test_waiting_tells_count_and_oldest() -> None:
    figures = OutboxFigures(waiting=2, oldest_at=NOW - timedelta(seconds=8))
    assert outbox_words(figures, NOW) == "2 waiting to send, oldest 8 s"
    assert outbox_words(OutboxFigures(), NOW) == "Nothing waiting to send"


def test_needs_fixing_is_red_only_when_there_is_something(bar: StatusBar) -> None:
    bar.set_outbox(OutboxFigures())
    assert (bar._fixing.words, bar._fixing.property("level")) == ("Nothing to fix", "")
    bar.set_outbox(OutboxFigures(needs_fixing=1))
    assert (bar._fixing.words, bar._fixing.property("level")) == ("1 needs fixing", "error")


def test_time_goes_on_with_the_clock(bar: StatusBar, clock: ManualClock) -> None:
    bar.set_refreshed(clock.now())
    clock.advance(seconds=90)
    bar.tick()
    assert "updated 1 min ago" in bar.text()
    bar.set_latency(14.2)
    assert bar.text().endswith("answer 14 ms")


def test_every_part_can_be_pressed(bar: StatusBar, qtbot) -> None:
    for part, signal in (
        (bar._link, bar.links_requested),
        (bar._outbox, bar.outbox_requested),
        (bar._fixing, bar.fixing_requested),
        (bar._fresh, bar.refresh_requested),
    ):
        with qtbot.waitSignal(signal):
            part.click()


def test_offline_has_a_shape_and_a_word(bar: StatusBar) -> None:
    bar.set_links([link("Gateway", Link.OFFLINE, since=NOW)])
    assert bar._link.words == "Gateway offline since 06:00"
    assert bar._link.property("level") == "error"
    assert not bar._link.icon().isNull()


def test_the_strip_names_the_time_once_when_all_went_together() -> None:
    cut = [link(name, Link.OFFLINE, since=NOW) for name in ("Gateway", "Control", "Crime")]
    at = f"{london(NOW):%H:%M}"
    assert offline_words(cut).startswith(
        f"Away since {at}: Gateway, Control and Crime. Go on with the reports you hold"
    )
    later = link("Crime", Link.OFFLINE, since=NOW + timedelta(minutes=5))
    assert offline_words([cut[1], later]).startswith(f"Away: Control since {at} and Crime since ")
    assert offline_words([link("Gateway", Link.ONLINE)]) == ""


def test_longer_words_have_their_room_at_once(bar: StatusBar) -> None:
    bar.resize(900, 28)
    bar.show()
    bar.set_links([link("Gateway", Link.ONLINE)])
    bar.set_links([link("Gateway", Link.DEGRADED, since=NOW)])
    assert bar._link.width() >= bar._link.minimumSizeHint().width()
