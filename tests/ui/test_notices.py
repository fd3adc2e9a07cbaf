"""Notices become strips: counted when repeated, gone by themselves when they only inform."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from triage.models.ids import ReportId
from triage.services.hub import Notice
from triage.ui.notices import Notices


@dataclass
class Host:
    """Remembers what it was asked to show."""

    shown: dict[str, tuple[str, str | None, str]] = field(default_factory=dict)

    def show_strip(self, key: str, text: str, action_text: str | None = None, level: str = "info") -> None:
        self.shown[key] = (text, action_text, level)

    def clear_strip(self, key: str) -> None:
        self.shown.pop(key, None)


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def notices(qapp, host: Host) -> Notices:
    return Notices(host, info_ms=30)


def test_what_and_do_are_one_sentence_after_the_other(notices: Notices, host: Host) -> None:
    notices.tell([Notice("warning", "Crime records refused it.", "Mend the postcode.", key="k")])
    assert host.shown == {"notice:k": ("Crime records refused it. Mend the postcode.", None, "warning")}


def test_the_same_again_is_counted(notices: Notices, host: Host) -> None:
    notices.tell([Notice("error", "No answer.")] * 3)
    assert [text for text, _, _ in host.shown.values()] == ["No answer. (3 times)"]


def test_other_words_under_the_same_key_replace_and_count_anew(notices: Notices, host: Host) -> None:
    notices.tell([Notice("error", "No answer.", key="k")] * 2)
    notices.tell([Notice("error", "Refused.", key="k")])
    assert host.shown["notice:k"][0] == "Refused."


def test_information_goes_by_itself_and_the_rest_stays(notices: Notices, host: Host, qtbot) -> None:
    notices.tell([Notice("info", "Rules loaded.", key="i"), Notice("warning", "Slow.", key="w")])
    qtbot.waitUntil(lambda: "notice:i" not in host.shown)
    assert "notice:w" in host.shown


def test_what_grew_graver_does_not_go_by_itself(notices: Notices, host: Host, qtbot) -> None:
    notices.tell([Notice("info", "Slow.", key="k"), Notice("error", "Gone.", key="k")])
    qtbot.wait(60)
    assert "notice:k" in host.shown


def test_the_action_opens_the_report(notices: Notices, host: Host, qtbot) -> None:
    notices.tell([Notice("error", "Refused.", report_id=ReportId("r1"), key="k")])
    assert host.shown["notice:k"][1] == "Open the report"
    with qtbot.waitSignal(notices.open_report) as opened:
        notices.act("notice:k")
    assert opened.args == ["r1"]
    assert host.shown == {}


def test_other_strips_are_left_alone(notices: Notices, host: Host) -> None:
    host.shown["link"] = ("Offline.", None, "warning")
    notices.close("link")
    notices.act("link")
    assert "link" in host.shown


def test_closed_by_the_person_it_begins_to_count_anew(notices: Notices, host: Host) -> None:
    notices.tell([Notice("error", "No answer.", key="k")] * 2)
    notices.close("notice:k")
    notices.tell([Notice("error", "No answer.", key="k")])
    assert host.shown["notice:k"][0] == "No answer."


def test_the_same_words_of_several_parts_are_one_strip(notices: Notices, host: Host, qtbot) -> None:
    """The store's own line comes first, and what ends it ends them all."""
    for key in ("store", "outbox", "puller"):
        notices.tell([Notice("error", "The disk is full.", "Free some space.", key=key)])
    assert {key: text for key, (text, _, _) in host.shown.items()} == {
        "notice:store": "The disk is full. Free some space. (3 times)"
    }
    notices.tell([Notice("info", "The local store can be written again.", key="store")])
    assert [level for _, _, level in host.shown.values()] == ["info"]
    qtbot.waitUntil(lambda: not host.shown)
