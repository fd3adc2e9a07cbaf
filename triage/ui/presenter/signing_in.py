"""Leads a person from the sign-in screen to an open desk, and back in front of a locked one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from triage.models.errors import KnownError
from triage.services.secret import SecretTrouble
from triage.services.sign_in.browser import open_browser
from triage.services.sign_in.entrance import LEAST_SECRET, Entered, Entrance
from triage.services.sign_in.flow import SignedIn
from triage.services.sign_in.persons import Person
from triage.services.tasks import Tasks
from triage.ui.signin import view as views
from triage.ui.signin.leaving import Unlocked
from triage.ui.signin.view import AFRESH, AGAIN, BACK, CANCEL, COPY, FORGOT, OTHER, QUIT, SignInView
from triage.ui.signin.window import SignInWindow

T = TypeVar("T")
Opens = Callable[[str], Awaitable[bool]]
DIFFER = "The two are not the same. Type both again."


@dataclass(frozen=True, slots=True)
class Act:
    """What the person did: a button's key; "person" with whose; "typed" with the secret and its repetition."""

    key: str
    value: str = ""
    again: str = ""


class Back(Exception):
    """The person went back."""


class SignInPresenter(QObject):
    """Lives as long as the program; the window is shown while it is needed."""

    def __init__(self, window: SignInWindow, entrance: Entrance, tasks: Tasks, *, opens: Opens = open_browser) -> None:
        super().__init__(window)
        self.window = window
        self._entrance = entrance
        self._tasks = tasks
        self._opens = opens
        self._acts: asyncio.Queue[Act] = asyncio.Queue()
        page = window.page
        page.acted.connect(lambda key: self._acts.put_nowait(Act(key)))
        page.chosen.connect(lambda key: self._acts.put_nowait(Act("person", key)))
        page.typed.connect(lambda secret, again: self._acts.put_nowait(Act("typed", secret, again)))
        window.close_requested.connect(self._close)

    async def enter(self, text: str = "") -> Entered | None:
        """Who comes in; None when the person closes the window instead. ``text``: said first, once."""
        trouble = ""
        while True:
            persons = await self._entrance.known()
            lines = [views.PersonLine(key=one.mark, name=one.name, note="Go on") for one in persons if one.has_card]
            act = await self._ask(views.welcome(lines, trouble, text))
            trouble = text = ""
            try:
                match act.key:
                    case "quit":
                        return None
                    case "person":
                        return await self._resume(next(one for one in persons if one.mark == act.value))
                    case "browser" | "other":
                        return await self._by_browser(again=act.key == OTHER)
            except Back:
                continue
            except KnownError as error:
                trouble = f"{error.what} {error.do}".strip()

    async def unlock(self, entered: Entered) -> Unlocked:
        """Wait in front of a locked desk until somebody is there, and say who."""
        name, trouble = entered.card.name, ""
        secret = self._entrance.wants_secret
        while True:
            act = await self._ask(views.locked(name, trouble, secret=secret))
            trouble = ""
            try:
                match act.key:
                    case "typed":
                        self._show(views.opening(name))
                        await self._entrance.unlock(entered, act.value)
                        return Unlocked.BACK
                    case "browser":
                        await self._through_browser(lambda show: self._entrance.again(entered, show, asked=True))
                        return Unlocked.BACK
                    case "other":
                        return Unlocked.OTHER
                    case "quit":
                        return Unlocked.QUIT
            except Back:
                continue
            except KnownError as error:
                trouble = f"{error.what} {error.do}".strip()

    async def _resume(self, person: Person) -> Entered:
        trouble = ""
        while True:
            secret = await self._secret(person, trouble) if self._entrance.wants_secret else ""
            self._show(views.opening(person.name))
            try:
                return await self._entrance.resume(person, secret)
            except SecretTrouble as error:
                trouble = f"{error.what} {error.do}"

    async def _by_browser(self, *, again: bool) -> Entered:
        signed = await self._through_browser(lambda show: self._entrance.flow.sign_in(show, again=again))
        person = await self._entrance.place_of(signed)
        if not self._entrance.wants_secret:
            self._show(views.opening(person.name))
            return await self._entrance.enter(person, signed)
        return await self._with_secret(person, signed)

    async def _with_secret(self, person: Person, signed: SignedIn) -> Entered:
        trouble = ""
        while True:
            known = self._entrance.has_secret(person)
            secret = await (self._secret(person, trouble, signed) if known else self._new_secret(person, trouble))
            self._show(views.opening(person.name))
            try:
                return await self._entrance.enter(person, signed, secret)
            except SecretTrouble as error:
                trouble = f"{error.what} {error.do}"

    async def _secret(self, person: Person, trouble: str, signed: SignedIn | None = None) -> str:
        """The secret as it is typed; raises Back. With ``signed`` it may be forgotten and another be chosen."""
        while True:
            act = await self._ask(views.secret_for(person.name, trouble, forgot=signed is not None))
            if act.key == "typed" and act.value:
                return act.value
            if act.key == FORGOT and (await self._ask(views.forgotten(person.name))).key == AFRESH:
                await self._entrance.begin_afresh(person)
                return await self._new_secret(person, "")
            if act.key in (BACK, QUIT):
                raise Back

    async def _new_secret(self, person: Person, trouble: str) -> str:
        while True:
            act = await self._ask(views.new_secret_for(person.name, LEAST_SECRET, trouble))
            if act.key in (BACK, QUIT):
                raise Back
            if act.key == "typed" and act.value == act.again:
                return act.value
            trouble = DIFFER

    async def _through_browser(self, work: Callable[[Callable[[str], None]], Awaitable[T]]) -> T:
        """Run a sign-in beside the screen that waits for it; raises Back when the person cancels."""
        self._show(views.contacting())
        shown: list[str] = []

        def show(address: str) -> None:
            shown.append(address)
            self._tasks.spawn("browser", self._open(address))

        async def run() -> T:
            return await work(show)

        task = self._tasks.spawn("sign in", self._quiet(run()))
        assert task is not None
        while True:
            act = self._tasks.spawn("act", self._acts.get())
            assert act is not None
            await asyncio.wait({task, act}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                act.cancel()
                found: T | KnownError = task.result()
                if isinstance(found, KnownError):
                    raise found
                return found
            told: Act = act.result()
            if told.key in (CANCEL, QUIT):
                task.cancel()
                await asyncio.wait({task})
                raise Back
            if shown and told.key == COPY:
                QApplication.clipboard().setText(shown[0])
            elif shown and told.key == AGAIN:
                self._tasks.spawn("browser", self._open(shown[0]))

    @staticmethod
    async def _quiet(work: Awaitable[T]) -> T | KnownError:
        """What can happen to a person is a result here: the screen says it, not a notice."""
        try:
            return await work
        except KnownError as error:
            return error

    async def _open(self, address: str) -> None:
        self._show(views.waiting(address, opened=None))
        opened = await self._opens(address)
        if self.window.page.view.title == views.waiting("", opened=None).title:  # nobody has come back meanwhile
            self._show(views.waiting(address, opened=opened))

    async def _ask(self, view: SignInView) -> Act:
        """Show a state and wait for what the person does about it."""
        while not self._acts.empty():
            self._acts.get_nowait()
        self._show(view)
        act = await self._acts.get()
        self.window.page.clear_fields()
        return act

    def _show(self, view: SignInView) -> None:
        self.window.page.show_view(view)

    @Slot()
    def _close(self) -> None:
        self._acts.put_nowait(Act(QUIT))
