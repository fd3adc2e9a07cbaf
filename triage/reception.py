"""Composition of what people need before they are in: the sign-in screen over a provider, or over training's roles."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from triage.models.clock import SystemClock
from triage.models.errors import BugError, KnownError
from triage.models.sign_in import RoleToPick
from triage.services.api.openid import OpenId
from triage.services.desk import Desk
from triage.services.hub import Hub
from triage.services.secret import OpenedKey
from triage.services.sign_in.browser import open_browser
from triage.services.sign_in.entrance import Entered, Entrance
from triage.services.sign_in.flow import Flow
from triage.services.sign_in.roles import read_roles
from triage.services.tasks import Tasks
from triage.settings import DeskSettings
from triage.ui.icons import Icons
from triage.ui.presenter.at_door import Door, Session
from triage.ui.presenter.role_picking import RolePresenter
from triage.ui.presenter.signing_in import SignInPresenter
from triage.ui.signin.leaving import Leaving
from triage.ui.signin.window import SignInWindow
from triage.ui.theme import Theme


class Coming(Protocol):
    """Somebody who came in. ``door`` is what their desk's window is given."""

    @property
    def settings(self) -> DeskSettings: ...

    @property
    def door(self) -> Door: ...

    async def open_desk(self) -> Desk:
        """Raises KnownError as `Desk.open` does."""
        ...


class Reception(Protocol):
    """Shows its window at once; `close` it at the end."""

    window: SignInWindow

    async def next(self, words: str) -> Coming | None:
        """Who comes in next; None when nobody does any more. ``words``: said first, once."""
        ...

    async def goodbye(self, coming: Coming) -> str:
        """After the desk was closed; gives what to say on the screen."""
        ...

    async def close(self) -> None: ...


def open_reception(settings: DeskSettings, theme: Theme) -> Reception:
    """For the provider of the settings, else for training's roles."""
    return ProviderReception(settings, theme) if settings.sign_in is not None else RoleReception(settings, theme)


class _SignedIn:
    """Somebody that the provider let in."""

    def __init__(self, entered: Entered, entrance: Entrance, signing: SignInPresenter) -> None:
        self.entered, self.settings = entered, entered.settings
        sign_in, session = entered.settings.sign_in, entered.session
        self.door = Door(
            window=signing.window,
            unlock=lambda: signing.unlock(entered),
            lock_minutes=sign_in.lock_minutes if sign_in else 0,
            session=Session(again=lambda show: entrance.again(entered, show), ended=lambda: session.ended),
        )

    async def open_desk(self) -> Desk:
        entered = self.entered
        return await Desk.open(self.settings, key=OpenedKey(entered.key), tokens=entered.session, hub=entered.hub)


class ProviderReception:
    def __init__(self, settings: DeskSettings, theme: Theme) -> None:
        if settings.sign_in is None:
            raise BugError("nobody signs in here")
        clock = SystemClock()
        self._tasks = Tasks(Hub())
        self._provider = OpenId(settings.sign_in)
        self._entrance = Entrance(settings, Flow(settings.sign_in, self._provider, clock, self._tasks), clock)
        self.window = SignInWindow(theme, Icons(theme), training=settings.training)
        self._signing = SignInPresenter(self.window, self._entrance, self._tasks)
        self.window.show()

    async def next(self, words: str) -> _SignedIn | None:
        entered = await self._signing.enter(words)
        return None if entered is None else _SignedIn(entered, self._entrance, self._signing)

    async def goodbye(self, coming: Coming) -> str:
        assert isinstance(coming, _SignedIn)
        name = coming.entered.card.name
        if coming.door.leaving is not Leaving.SIGN_OUT:
            return f"{name}'s work is saved. What waits to be sent goes when {name} is back."
        address = ""
        with suppress(KnownError):
            address = await self._entrance.sign_out(coming.entered)
        if address and await open_browser(address):
            return f"{name} is signed out. Confirm it in the browser as well, so that it forgets who was here."
        return f"{name} is signed out here. Close the browser too, so that it forgets who was here."

    async def close(self) -> None:
        await self._tasks.close()
        await self._provider.aclose()
        self.window.finish()
        self.window.deleteLater()


class _InRole:
    """Somebody who practises in a role."""

    def __init__(self, settings: DeskSettings, role: RoleToPick, picking: RolePresenter) -> None:
        self.settings = replace(
            settings,
            home=settings.home / role.key,
            shared=settings.home,
            token=role.token,
            handler_id=role.person,
            handler_name=role.name,
        )
        self.door = Door(window=picking.window, unlock=lambda: picking.unlock(role.name))

    async def open_desk(self) -> Desk:
        return await Desk.open(self.settings)


class RoleReception:
    """Training: nobody proves anything, a role is picked."""

    def __init__(self, settings: DeskSettings, theme: Theme) -> None:
        self._settings = settings
        self.window = SignInWindow(theme, Icons(theme), training=True)
        self._picking = RolePresenter(self.window)
        self.window.show()

    async def next(self, words: str) -> _InRole | None:
        if self._settings.training_roles is None:
            raise BugError("training has no roles here")
        roles = await asyncio.to_thread(read_roles, self._settings.training_roles)
        role = await self._picking.pick(roles, words)
        return None if role is None else _InRole(self._settings, role, self._picking)

    async def goodbye(self, coming: Coming) -> str:
        return f"{coming.settings.handler_name}'s work is saved. Pick a role to go on."

    async def close(self) -> None:
        self.window.finish()
        self.window.deleteLater()
