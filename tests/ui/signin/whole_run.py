"""The whole desktop, its settings from the environment, led through sign-in, lock and sign-out by its own buttons.

Prints one line for each step. Not a test itself: `test_whole_run.py` runs it as a process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication

from triage.app import run_desktop
from triage.settings import load_settings
from triage.ui.shell import Shell
from triage.ui.signin.window import SignInWindow
from triage.ui.widgets.elided import Elided

Holds = Callable[[], bool]


def screen() -> SignInWindow | None:
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, SignInWindow)), None)


def desk() -> Shell | None:
    found = (one for one in QApplication.topLevelWidgets() if isinstance(one, Shell) and one.isVisible())
    return next(found, None)


def asks(title: str) -> Holds:
    def holds() -> bool:
        here = screen()
        return here is not None and here.isVisible() and here.page.view.title == title

    return holds


def works() -> bool:
    """The desk is there, and its window knows its actions."""
    here = desk()
    return here is not None and here.findChild(QAction, "action-lock") is not None and not _signing()


def _signing() -> bool:
    here = screen()
    return here is not None and here.isVisible()


def press(name: str) -> None:
    here = screen()
    assert here is not None
    next(one for one in here.page.findChildren(QAbstractButton, name) if one.isVisible()).click()


def act(name: str) -> None:
    here = desk()
    assert here is not None
    here.findChild(QAction, f"action-{name}").trigger()


def way() -> Iterator[Holds]:
    """What has to hold before each next step."""
    yield asks("Sign in to Triage")
    press("sign-in-browser")
    yield works
    yield settled()
    print("in", flush=True)
    act("lock")
    yield asks("Locked")
    assert desk() is None, "the desk can be seen while it is locked"
    print("locked", flush=True)
    press("sign-in-browser")
    yield works
    print("unlocked", flush=True)
    act("sign_out")
    yield asks("Sign in to Triage")
    here = screen()
    assert here is not None
    assert here.page.view.persons == ()
    print(here.page.view.text, flush=True)
    press("sign-in-quit")


def way_of_roles() -> Iterator[Holds]:
    """The same in training, where a role is picked."""
    yield asks("Pick a role to practise in")
    press("person-handler")
    yield works
    yield settled()
    act("lock")
    yield asks("Locked")
    assert desk() is None
    press("sign-in-submit")
    yield works
    print(_person(), flush=True)
    act("sign_out")
    yield asks("Pick a role to practise in")
    press("person-supervisor")
    yield works
    yield settled()
    print(_person(), flush=True)
    act("quit")


def _person() -> str:
    here = desk()
    assert here is not None
    return str(here.top.findChild(Elided, "person").text())


def settled() -> Holds:
    """A moment later: the window has begun everything."""
    left = [20]

    def holds() -> bool:
        left[0] -= 1
        return left[0] < 0

    return holds


def lead(steps: Iterator[Holds]) -> QTimer:
    waits = [next(steps)]
    timer = QTimer()

    def look() -> None:
        if waits[0]():
            try:
                waits[0] = next(steps)
            except StopIteration:
                timer.stop()

    timer.timeout.connect(look)
    timer.start(25)
    return timer


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    leading = lead(way_of_roles() if sys.argv[1:] == ["roles"] else way())
    sys.exit(run_desktop(load_settings()))
