"""A handler who has no eyes on the screen: what is there to press and to fill, they know from the tree."""

from __future__ import annotations

import re

from tests.ui.accessible.room import Room
from tests.ui.accessible.tree import Node
from triage.training.ledger import Ledger, read_ledger

CODE = "49"
"""Other theft: what the plain reports of the ground tell of."""
WORDS = "Considered; nothing more is told."
RATIONALE = "The account is credible and nothing contradicts it."


class Blind:
    """Does a report through actions of the tree alone: nothing is typed, nothing is clicked."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def command(self, words: str) -> None:
        """Any command by the palette."""
        room = self.room
        room.press(self.find("TopBar", "push button", "^Find any"))
        room.write(self.find("palette", "text", "."), words)
        room.press(self.find("palette", "push button", "^Run the marked line$"))

    def find(self, part: str, role: str, name: str) -> Node:
        """The first control of this role and name in this part of the window; waits for it."""

        def look() -> list[Node]:
            return self.room.tree(part).all(role, name)

        return self.room.until(f"there is a {role} {name} in {part}", look)[0]

    def take_next(self) -> None:
        self.command("take the next report")
        self.find("section:thrive", "text", "^Threat")

    def do_checks(self) -> None:
        """One after the other: pressed, it is done, or asks what the search showed. Some are done without anybody."""
        self.room.until("earlier reports were looked through", self._looked_through)
        for check in self.room.tree("section:checks").all("check box"):
            if "checked" in check.states:
                continue
            self.room.press(check)
            self.room.until(f"{check} is done", lambda check=check: self._done(check))

    def _looked_through(self) -> bool:
        return self.room.tree("section:seen").one(lambda node: "Looking through" in node.name) is None

    def _done(self, check: Node) -> bool:
        section = self.room.tree("section:checks")
        again = section.one(lambda node: node.path == check.path)
        if again is not None and "checked" in again.states:
            return True
        for trace in section.all("radio button", "No trace"):
            if "checked" not in trace.states:
                self.room.press(trace)
                return False
        for keep in section.all("push button", "^Keep "):
            self.room.press(keep)
        return False

    def write_thrive(self) -> None:
        for field in self.room.tree("section:thrive").all("text"):
            self.room.write(field, WORDS)

    def choose(self, section: str, name: str) -> None:
        """One of several, and see that it is chosen."""
        room = self.room
        row = room.tree(section).all("radio button", name)[0]
        room.press(row)

        def chosen() -> bool:
            again = room.tree(section).one(lambda node: node.path == row.path)
            return again is not None and "checked" in again.states

        room.until(f"{row} is chosen", chosen)

    def add_crime(self) -> None:
        room = self.room
        line = room.tree("section:crimes").all("text")[0]
        room.press(line, "SetFocus")
        room.write(line, CODE)
        found = room.until("the class is found", lambda: room.tree("section:crimes").all("push button", under="found:"))
        room.press(found[0])
        room.until("the crime is there", lambda: room.tree("section:crimes").part("crime:"))

    def conclude(self) -> None:
        self.choose("section:outcome", ".")
        field = self.room.tree("section:rationale").all("text")[0]
        self.room.write(field, RATIONALE)

    def needed(self) -> list[str]:
        """What the form says is still needed."""
        return [node.name for node in self.room.tree("section:needed").all("push button")]


class Keyed:
    """Does a report with the keyboard alone, told by nothing but the control that has the focus."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.presses = 0

    def key(self, *keys: str) -> None:
        self.presses += len(keys)
        self.room.key(*keys)

    def take_next(self) -> None:
        """Press N, and wait for another report than the one that a sending before it may have opened by itself."""
        before = self._reference()
        self.key("N")
        self.room.until("another report is there", lambda: self._reference() not in ("", before))
        self.room.until("the form is there", lambda: self.room.tree("DecideForm").shown())

    def _reference(self) -> str:
        """The reference of the report on the screen, "" while there is none."""
        line = self.room.tree("report_header").part("report_header.ValueText")
        return line.name.split()[0] if line and line.name else ""

    def triage(self) -> None:
        """From the first check to the rationale: what the focus is on says what to do, and leads on."""
        self.key("H")
        here = self.room.until("the focus is on a check", lambda: self.room.focused_in("section:checks"))
        for _ in range(60):
            if "section:rationale" in here.own:
                self.room.type(RATIONALE)
                return
            self._answer(here)
            here = self._moved_from(here.path)
        raise AssertionError(f"the focus never came to the rationale; it is on {here}")

    def _answer(self, here: Node) -> None:
        if "section:checks" in here.own:
            self.key("N" if "N: no trace" in here.description else "Space")
        elif "section:thrive" in here.own:
            self.room.type(WORDS)
            self.key("Return")
        elif "section:risk" in here.own:
            self.key("M")
        elif "section:grade" in here.own:
            self.key(self._suggested())
        elif "section:crimes" in here.own and here.role == "text":
            self.room.type(CODE)
            self.key("Return")
        elif "section:crimes" in here.own or "section:outcome" in here.own:
            self.key("1")
        else:
            raise AssertionError(f"nothing is known to do with {here}")

    def _suggested(self) -> str:
        """The digit of the grade that is suggested."""
        grades = self.room.tree("section:grade").all("radio button", "suggested")
        found = re.search(r"Key (\d) inside", grades[0].description) if grades else None
        return found[1] if found else "3"

    def _moved_from(self, path: str) -> Node:
        """The control of the form that has the focus once it is another one."""
        here = self.room.rests(other_than=path)
        assert "section:" in here.own, f"the focus left the form for {here}"
        return here


def settled(room: Room, count: int) -> Ledger | None:
    """What gateway and records systems hold once ``count`` reports are settled."""
    ledger = read_ledger(room.home)
    return ledger if ledger.settlements >= count else None
