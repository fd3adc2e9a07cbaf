"""Every screen's tree: names, roles, states, sizes, order of the focus; contrast of the pixels; what is announced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.accessible import rules
from tests.ui.accessible.handler import Blind
from tests.ui.accessible.room import Room
from tests.ui.accessible.tree import Node
from triage.ui.actions import ACTIONS

SCREENS = {
    "filter": "filter-editor", "views": "views-panel", "tag": "queue-foot", "original": "original_card",
    "join_people": "join_chooser", "print": "print-sheet", "preview": "section:preview", "write": "compose_sheet",
    "contact": "log_sheet", "withdrawal": "withdrawal_sheet", "handoffs": "handoff_list", "held": "held-sheet",
    "ask_supervisor": "why_sheet", "feedback": "feedback_sheet", "outbox": "outbox-panel", "palette": "palette",
    "help": "help-sheet", "guides": "guides-panel",
    "settings": "settings-panel", "faults": "faults-panel", "account": "account-sheet",
    "checkup": "checkup-sheet",
}  # fmt: skip
"""Action → what its key shows, by the end of its own id in the tree; the focus comes to be inside."""
ACTS = frozenset(
    {"next", "claim", "open", "down", "up", "new_report", "put_off", "show_again", "untag", "select_all", "bulk"}
    | {
        "board",
        "release",
        "refresh",
        "search",
        "find_text",
        "attachments",
        "correct",
        "adopt",
        "from_words",
        "compare",
        "peek",
    }
    | {
        "checks",
        "seen",
        "lookups",
        "questions",
        "thrive",
        "risk",
        "grade",
        "crime",
        "incident",
        "advice",
        "outcome",
        "rationale",
    }
    | {
        "headings",
        "evidence",
        "evidence_words",
        "assess_again",
        "send",
        "undo",
        "dispatch",
        "contact_log",
        "handoff_answer",
    }
    | {
        "take_back",
        "assign",
        "pin",
        "approvals",
        "quality",
        "board_page",
        "board_page_before",
        "reopen",
        "let_go",
        "conflict",
        "file_stop",
        "next_column",
        "previous_column",
        "back",
        "wider",
        "narrower",
        "theme",
    }
    | {"zoom_in", "zoom_out", "zoom_reset", "quit", "lock", "sign_out", *(f"outcome_{digit}" for digit in range(1, 10))}
)
"""What does something, goes to a part of the window that is there anyway, or needs a report that this ground lacks."""
MOST_STOPS = 160


@pytest.fixture
def opened(room: Room) -> Iterator[Node]:
    """A report open for work, the focus on its narrative; what lies over the columns is gone afterwards."""
    if not room.tree("DecideForm").showing:
        room.key("N")
    room.until("the report is open", lambda: room.tree("DecideForm").showing)
    narrative = room.until("there is a narrative", lambda: room.tree("narrative_card").all("text"))[0]
    room.press(narrative, "SetFocus")
    yield narrative
    room.key("Escape", "Escape")


def test_every_action_is_known_here() -> None:
    """A new action: say above which part of the window its key shows, and the walk looks at it too."""
    told = SCREENS.keys() | ACTS
    assert {spec.id for spec in ACTIONS if spec.where != "viewer"} - told == set()


def test_every_screen_can_be_read(room: Room, opened: Node) -> None:
    """The window with an open report, and what each key of the registry shows. Escape leads out of it."""
    wrong = {"the window": rules.broken(room.tree())}
    for spec in ACTIONS:
        part = SCREENS.get(spec.id, "")
        if not part:
            continue
        room.press(opened, "SetFocus")
        room.key(spec.keys[-1] if spec.id == "help" else spec.keys[0])
        here = room.until(f"{spec.keys[0]} brings the focus to {part}", lambda part=part: room.focused_in(part))
        tree = room.tree(part)
        wrong[spec.id] = [*rules.broken(tree), *rules.faint(tree, room.picture())]
        if "._Ring." in here.own:
            room.key("Escape")
            room.until(f"Escape leads out of {part}", lambda part=part: not room.focused_in(part))
    assert {name: words for name, words in wrong.items() if words} == {}


def test_tab_goes_in_reading_order_and_round(room: Room, opened: Node) -> None:
    """Each stop is a control with a name; within a panel the next one is below or to the right; no stop is a trap."""
    walked = [room.rests().path]
    for _ in range(MOST_STOPS):
        room.key("Tab")
        here = room.until("Tab goes on", lambda: room.focus() if room.focus() != walked[-1] else None)
        if here == walked[0]:
            break
        assert here not in walked, f"Tab goes in a circle: {room.node(here)}"
        walked.append(here)
    else:
        raise AssertionError(f"Tab does not come round in {MOST_STOPS} stops")
    places = {node.path: node for node in room.tree().walk()}  # one moment's: columns scroll while the focus goes
    stops = [places[path] for path in walked]
    assert [str(node) for node in stops if not node.name] == []
    wrong = []
    for panel in ("column-queue", "column-report", "column-decide", "Rail", "TopBar", "status-bar"):
        inside = [node for node in stops if f".{panel}." in node.own]
        assert inside, f"Tab never comes to {panel}"
        wrong += list(rules.out_of_order(from_the_first(inside, walked)))
    assert wrong == []


def test_words_stand_out_from_what_they_stand_on(room: Room, opened: Node) -> None:
    """4.5:1 for words and 3:1 for signs in light, dark and high contrast, by the pixels of a window with a report.

    It stays in high contrast: each change dresses a thousand widgets anew.
    """
    found = {"light": rules.faint(room.tree(), room.picture())}
    for theme in ("dark", "high contrast"):
        before = room.picture().row(0, 40, 400)
        Blind(room).command(f"Theme: {theme}")
        room.until(f"the window is {theme}", lambda before=before: room.picture().row(0, 40, 400) != before)
        window = room.tree()  # after it: what is laid out anew takes another moment
        found[theme] = rules.faint(window, room.picture())
    assert {theme: words for theme, words in found.items() if words} == {}


def test_losing_the_gateway_is_announced(room: Room, opened: Node) -> None:
    """Said aloud when the gateway goes and when it comes back; the strip says what still works and can be read."""
    me = Blind(room)
    me.command("training faults")
    room.press(me.find("fault-gateway", "radio button", "^Cut$"))
    try:
        room.until("going offline is announced", lambda: [words for words in room.listen() if "offline" in words])
        room.key("Escape")
        assert rules.broken(room.tree("Strips")) == []
        assert rules.broken(room.tree("status-bar")) == []
    finally:
        me.command("training faults")
        room.press(me.find("fault-gateway", "radio button", "^Working$"))
    room.heard.clear()
    room.until("coming back is announced", lambda: [words for words in room.listen() if "online" in words])


def test_a_faint_word_is_found(room: Room) -> None:
    """The measure itself: the same words are passed in the theme's ink and told when they are nearly the ground's."""
    label = next(node for node in room.tree("TopBar").shown() if node.role == "label")
    assert label.box is not None
    painted = room.picture().part(label.box)
    whole = (0, 0, label.box[2], label.box[3])
    assert all(best >= rules.TEXT_CONTRAST for _, best in painted.words(whole))
    ground = painted.row(0, 0, 1)[0]
    assert all(best < rules.SIGN_CONTRAST for _, best in painted.inked(ground, ground ^ 0x303030).words(whole))


def from_the_first(stops: list[Node], walked: list[str]) -> list[Node]:
    """A panel's stops from its own first one: the walk may have begun in its middle."""
    at = [walked.index(node.path) for node in stops]
    gap = next((number for number in range(1, len(at)) if at[number] != at[number - 1] + 1), 0)
    return [*stops[gap:], *stops[:gap]]
