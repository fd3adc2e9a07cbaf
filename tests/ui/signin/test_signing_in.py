"""From the sign-in screen to an open desk and back in front of a locked one, at a real provider and gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from tests.openid.browser import Browser
from tests.openid.provider import OpenIdProvider, open_id_provider
from tests.services.sign_in.station import SECRET, Station, station
from triage.services.sign_in.entrance import Entered
from triage.settings import KeyKind
from triage.ui.icons import Icons
from triage.ui.presenter.signing_in import DIFFER, SignInPresenter
from triage.ui.signin.leaving import Unlocked
from triage.ui.signin.window import SignInWindow
from triage.ui.theme import Theme

PATIENCE = 20.0


@pytest.fixture(scope="module")
def idp() -> Iterator[OpenIdProvider]:
    with open_id_provider() as running:
        yield running


@dataclass
class Desk:
    """A person in front of the screen. ``browser``: who signs in there; None: none can be opened."""

    station: Station
    window: SignInWindow
    signing: SignInPresenter
    browser: str | None = "ann"
    opened: list[str] = field(default_factory=list)

    async def open(self, address: str) -> bool:
        self.opened.append(address)
        if self.browser is None:
            return False
        if self.browser:
            async with Browser(self.browser) as browser:
                await browser.come_back(address)
        return True

    def start(self, work: Any) -> asyncio.Task[Any]:
        task = self.station.place.tasks.spawn("person", work)
        assert task is not None
        return task

    async def until(self, title: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.window.page.view.title != title:  # noqa: ASYNC110 - the screen tells nobody
                await asyncio.sleep(0.01)

    def press(self, name: str) -> None:
        found = self.window.findChildren(QAbstractButton, name)
        next(one for one in found if one.isVisible()).click()  # QTest would turn the event loop inside a coroutine

    def type(self, *words: str) -> None:
        fields = [one for one in self.window.findChildren(QLineEdit) if one.isVisible()]
        for line, word in zip(fields, words, strict=True):
            line.setText(word)
        fields[-1].returnPressed.emit()

    @property
    def trouble(self) -> str:
        return self.window.page.view.trouble


@asynccontextmanager
async def at_screen(
    tmp_path: Path, idp: OpenIdProvider, look: tuple[Theme, Icons], key_source: KeyKind = "training-file"
) -> AsyncIterator[Desk]:
    """Opened inside the test: between a fixture and its test Qt's loop turns while asyncio's does not."""
    async with station(tmp_path, idp, key_source) as place:
        yield _desk(place, *look)


Here = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def here(tmp_path: Path, idp: OpenIdProvider, theme: Theme, icons: Icons) -> Here:
    return lambda *more: at_screen(tmp_path, idp, (theme, icons), *more)


def _desk(place: Station, theme: Theme, icons: Icons) -> Desk:
    window = SignInWindow(theme, icons, training=True)
    made: list[Desk] = []

    async def open_(address: str) -> bool:
        return await made[0].open(address)

    signing = SignInPresenter(window, place.entrance(), place.place.tasks, opens=open_)
    made.append(Desk(place, window, signing))
    window.show()
    return made[0]


async def entered(desk: Desk) -> Entered:
    task = desk.start(desk.signing.enter())
    await desk.until("Sign in to Triage")
    desk.press("sign-in-browser")
    found: Entered | None = await asyncio.wait_for(task, PATIENCE)
    assert found is not None
    return found


async def test_one_button_and_the_browser_lead_in_and_the_next_time_one_press_does(here: Here) -> None:
    async with here() as desk:
        first = await entered(desk)
        assert first.card.name == "Ann Lee"
        task = desk.start(desk.signing.enter())
        await desk.until("Sign in to Triage")
        [line] = desk.window.page.view.persons
        assert line.name == "Ann Lee"
        desk.press(f"person-{line.key}")
        again = await asyncio.wait_for(task, PATIENCE)
        assert (again.card.id, again.key, len(desk.opened)) == ("ann", first.key, 1)


async def test_a_browser_that_cannot_be_opened_leaves_an_address_to_copy_and_a_way_back(here: Here) -> None:
    async with here() as desk:
        desk.browser = None
        task = desk.start(desk.signing.enter())
        await desk.until("Sign in to Triage")
        desk.press("sign-in-browser")
        async with asyncio.timeout(PATIENCE):
            while not desk.window.page.view.address:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        desk.press("sign-in-copy")
        await asyncio.sleep(0)
        assert desk.window.page.view.address == desk.opened[0]
        desk.press("sign-in-cancel")
        await desk.until("Sign in to Triage")
        assert desk.trouble == ""
        desk.window.close()
        assert await asyncio.wait_for(task, PATIENCE) is None


async def test_what_a_sign_in_is_refused_for_is_said_on_the_screen(here: Here) -> None:
    async with here() as desk:
        desk.browser = "nora"
        task = desk.start(desk.signing.enter())
        await desk.until("Sign in to Triage")
        desk.press("sign-in-browser")
        async with asyncio.timeout(PATIENCE):
            while not desk.trouble:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert "role" in desk.trouble
        desk.press("sign-in-quit")
        assert await asyncio.wait_for(task, PATIENCE) is None


async def test_a_secret_is_chosen_asked_for_and_may_be_forgotten(here: Here) -> None:
    async with here("passphrase") as wrapped:
        task = wrapped.start(wrapped.signing.enter())
        await wrapped.until("Sign in to Triage")
        wrapped.press("sign-in-browser")
        await wrapped.until("Ann Lee")
        wrapped.type(SECRET, "another one")
        async with asyncio.timeout(PATIENCE):
            while wrapped.trouble != DIFFER:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        wrapped.type(SECRET, SECRET)
        first = await asyncio.wait_for(task, PATIENCE)
        lock = wrapped.start(wrapped.signing.unlock(first))
        await wrapped.until("Locked")
        wrapped.type("a wrong one")
        async with asyncio.timeout(PATIENCE):
            while "does not fit" not in wrapped.trouble:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        wrapped.type(SECRET)
        assert await asyncio.wait_for(lock, PATIENCE) is Unlocked.BACK
        task = wrapped.start(wrapped.signing.enter())
        await wrapped.until("Sign in to Triage")
        wrapped.press("sign-in-browser")
        await wrapped.until("Ann Lee")
        wrapped.press("sign-in-forgot")
        await wrapped.until("Begin afresh, Ann Lee?")
        wrapped.press("sign-in-afresh")
        await wrapped.until("Ann Lee")
        wrapped.type("a newer secret", "a newer secret")
        second = await asyncio.wait_for(task, PATIENCE)
        assert second.key != first.key


async def test_a_locked_desk_opens_to_its_owner_alone(here: Here) -> None:
    async with here() as desk:
        anns = await entered(desk)
        desk.browser = "bob"
        lock = desk.start(desk.signing.unlock(anns))
        await desk.until("Locked")
        desk.press("sign-in-browser")
        async with asyncio.timeout(PATIENCE):
            while "this desk is Ann Lee's" not in desk.trouble:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        desk.browser = "ann"
        desk.press("sign-in-browser")
        assert await asyncio.wait_for(lock, PATIENCE) is Unlocked.BACK
        assert "prompt=login" in desk.opened[-1]
        lock = desk.start(desk.signing.unlock(anns))
        await desk.until("Locked")
        desk.press("sign-in-other")
        assert await asyncio.wait_for(lock, PATIENCE) is Unlocked.OTHER
