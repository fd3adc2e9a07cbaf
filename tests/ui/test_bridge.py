"""Hub events reach the screen queued, and many of a kind as one."""

from __future__ import annotations

import pytest

from triage.models.ids import ReportId
from triage.models.lease import LeaseState
from triage.models.views import Link, LinkState
from triage.services.hub import DraftSaved, Hub, LeaseChanged, LinkChanged, Notice, OutboxChanged, ReportsChanged
from triage.ui.bridge import Bridge


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def bridge(qapp, hub: Hub):
    made = Bridge(hub)
    yield made
    made.close()


def names(*words: str) -> frozenset[ReportId]:
    return frozenset(ReportId(word) for word in words)


def test_nothing_is_delivered_inside_the_publishers_call(hub: Hub, bridge: Bridge, qtbot) -> None:
    heard: list[object] = []
    bridge.reports_changed.connect(heard.append)
    with qtbot.waitSignal(bridge.reports_changed):
        hub.publish(ReportsChanged(names("a")))
        assert heard == []
    assert heard == [names("a")]


def test_a_burst_is_one_signal_after_the_first(hub: Hub, bridge: Bridge, qtbot) -> None:
    heard: list[object] = []
    bridge.reports_changed.connect(heard.append)
    for word in "abcdef":
        hub.publish(ReportsChanged(names(word)))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [names("a"), names(*"bcdef")]


def test_many_swallows_the_named(hub: Hub, bridge: Bridge, qtbot) -> None:
    heard: list[object] = []
    bridge.reports_changed.connect(heard.append)
    for event in (ReportsChanged(names("a")), ReportsChanged(names("b")), ReportsChanged(None)):
        hub.publish(event)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] is None


def test_the_newest_of_each_system_and_report_is_told(hub: Hub, bridge: Bridge, qtbot) -> None:
    links: list[list[LinkState]] = []
    bridge.links_changed.connect(links.append)
    for state in (Link.ONLINE, Link.DEGRADED, Link.OFFLINE):
        hub.publish(LinkChanged(LinkState(name="gateway", title="Gateway", state=state)))
    qtbot.waitUntil(lambda: len(links) == 2)
    assert [link.state for link in links[1]] == [Link.OFFLINE]


def test_every_kind_arrives(hub: Hub, bridge: Bridge, qtbot) -> None:
    report_id = ReportId("a")
    for event, signal, expected in (
        (DraftSaved(report_id, 3), bridge.drafts_saved, [DraftSaved(report_id, 3)]),
        (OutboxChanged(names("a")), bridge.outbox_changed, names("a")),
        (LeaseChanged(report_id, LeaseState.LOST), bridge.leases_changed, [LeaseChanged(report_id, LeaseState.LOST)]),
        (Notice("info", "Done."), bridge.notices, [Notice("info", "Done.")]),
    ):
        with qtbot.waitSignal(signal) as heard:
            hub.publish(event)
        assert heard.args == [expected]


def test_no_notice_is_lost_in_a_burst(hub: Hub, bridge: Bridge, qtbot) -> None:
    heard: list[Notice] = []
    bridge.notices.connect(heard.extend)
    for number in range(5):
        hub.publish(Notice("info", str(number)))
    qtbot.waitUntil(lambda: len(heard) == 5)
    assert [notice.what for notice in heard] == list("01234")


def test_a_closed_bridge_is_silent(hub: Hub, bridge: Bridge, qtbot) -> None:
    hub.publish(ReportsChanged(names("a")))
    bridge.close()
    with qtbot.assertNotEmitted(bridge.reports_changed, wait=80):
        hub.publish(ReportsChanged(names("b")))
