"""A whole report, from the queue to sent, without mouse or eyes: by the tree's actions, then by keys alone."""

from __future__ import annotations

from tests.ui.accessible.handler import Blind, Keyed, settled
from tests.ui.accessible.room import Room
from triage.training.ledger import Ledger, read_ledger


def test_a_report_is_triaged_by_actions_of_the_tree_alone(room: Room) -> None:
    """The records systems have it and the gateway has closed it with their references."""
    before = read_ledger(room.home).settlements
    me = Blind(room)
    me.take_next()
    me.do_checks()
    me.write_thrive()
    me.choose("section:risk", "^Medium")
    me.choose("section:grade", "suggested|^Scheduled")
    me.add_crime()
    me.conclude()
    send = me.find("decide_foot", "push button", "^Send$")
    assert "enabled" in send.states, me.needed()
    room.press(send)
    assert_settled(room, before + 1)


def test_a_report_is_triaged_by_keys_alone(room: Room) -> None:
    """Real key presses, each answered by what the focus is on; sending is announced."""
    before = read_ledger(room.home).settlements
    me = Keyed(room)
    me.take_next()
    me.triage()
    me.key("Ctrl+Return")
    assert_settled(room, before + 1)
    leaves = [words for words in room.listen() if " leaves in " in words]
    assert len(leaves) == before + 1, "each decision is told once, not with each second that it can be taken back"


def assert_settled(room: Room, count: int) -> None:
    ledger: Ledger = room.until("it is recorded and settled", lambda: settled(room, count))
    assert [len(made) for made in ledger.records.values()] == [count, count]
    assert ledger.references_agree(ledger.settled)
    assert ledger.in_order(ledger.settled)
