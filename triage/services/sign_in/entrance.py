"""Where people come in: by the browser, or again within some hours of it; each to a store that is theirs alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from triage.models import codec
from triage.models.caller import Caller
from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.services.api.client import ApiFailure, Client
from triage.services.api.openid import ProviderAway, ProviderRefused
from triage.services.hub import Hub
from triage.services.secret import (
    CredentialStoreKey,
    KeySource,
    PassphraseKey,
    SecretTrouble,
    TrainingKeyFile,
    WrongPassphrase,
)
from triage.services.sign_in.flow import Flow, SignedIn
from triage.services.sign_in.persons import Card, CardFile, Person, Persons
from triage.services.sign_in.session import Pass, Session
from triage.services.sign_in.tries import Tries
from triage.settings import DeskSettings

KEY_FILE, STORE_FILE = "store.key", "desk.db"
LEAST_SECRET = 8
"""Signs of a personal secret: words or digits, as the person likes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A person who is in: what a desk is opened with. ``settings`` are the workstation's, made this person's own."""

    person: Person
    settings: DeskSettings
    key: bytes = field(repr=False)
    card: Card
    session: Session
    hub: Hub
    """This person's services speak by it, the session among them; the next person's have another."""


class Entrance:
    """Lets people in at this workstation; `settings.sign_in` is there."""

    def __init__(self, settings: DeskSettings, flow: Flow, clock: Clock) -> None:
        self._settings = settings
        self.flow = flow
        self._clock = clock
        self._persons = Persons(settings.home)
        self._tries = Tries(clock)

    @property
    def wants_secret(self) -> bool:
        """Whether stores are wrapped by a secret of each person's own."""
        return self._settings.key_source in ("passphrase", "shared-account")

    async def known(self) -> tuple[Person, ...]:
        """Who has worked here before, by name."""
        return await asyncio.to_thread(self._persons.known)

    async def place_of(self, signed: SignedIn) -> Person:
        """The folder of whoever has just signed in, made when they are new here."""
        return await asyncio.to_thread(self._persons.of, signed.who)

    def has_secret(self, person: Person) -> bool:
        """Whether this person has chosen a secret here already."""
        return (person.home / KEY_FILE).is_file()

    async def enter(self, person: Person, signed: SignedIn, secret: str = "") -> Entered:
        """Let in who has just signed in with the browser.

        Raises:
            KnownError: the secret does not fit or is too short, the account has no role, or the gateway, which says
                whom it takes this person for, is away at the very first time.
        """
        key = await self._key(person, secret)
        cards = CardFile(person, key)
        caller = await self._caller(signed.given, await asyncio.to_thread(cards.read))
        who = signed.who
        card = Card(issuer=who.issuer, subject=who.subject, name=who.name, id=caller.id, roles=caller.roles)
        entered = self._entered(person, key, card, signed.given)
        await entered.session.take(signed.given)  # which writes the card
        return entered

    async def resume(self, person: Person, secret: str = "") -> Entered:
        """Let in again, without the browser, who signed in with it some hours ago.

        Raises:
            KnownError: the secret does not fit, there is no card, or it is too long ago.
        """
        sign_in = self._settings.sign_in
        key = await self._key(person, secret) if person.has_card else b""
        card = await asyncio.to_thread(CardFile(person, key).read) if key else None
        if card is None or sign_in is None:
            raise KnownError("There is no earlier sign-in to go on from.", "Sign in with the browser.")
        card.check_offline(self._clock.now(), sign_in.offline)
        return self._entered(person, key, card, Pass(refresh=card.refresh, identity=card.identity))

    async def again(self, entered: Entered, show: Callable[[str], None], *, asked: bool = False) -> None:
        """The same person signs in again, because the provider ended the session; work goes on where it waits.

        ``asked``: the provider is to ask who it is, because the desk was locked.

        Raises:
            KnownError: as `Flow.sign_in` does; or somebody else has signed in.
        """
        signed = await self.flow.sign_in(show, again=asked)
        if signed.who.subject != entered.card.subject:
            raise KnownError(
                f"You signed in as {signed.who.name}, but this desk is {entered.card.name}'s.",
                "Sign out here first; what waits to be sent stays until its owner is back.",
            )
        await entered.session.take(signed.given)

    async def unlock(self, entered: Entered, secret: str) -> None:
        """That whoever types this secret is the person whose desk is locked; raises KnownError when it does not fit."""
        if await self._key(entered.person, secret) != entered.key:
            raise WrongPassphrase

    async def sign_out(self, entered: Entered) -> str:
        """End the session here and at the provider; gives the address that makes the browser forget too, or "".

        The desk is closed before. What it had not sent stays in the person's store.
        """
        cards = CardFile(entered.person, entered.key)
        await asyncio.to_thread(cards.remove)
        provider, hint = self.flow.provider, entered.session.identity_token
        try:
            await provider.revoke(entered.session.refresh_token)
            where = (await provider.endpoints()).end_session
        except (ProviderAway, ProviderRefused):
            return ""
        told = {"client_id": self.flow.settings.client_id, **({"id_token_hint": hint} if hint else {})}
        return f"{where}?{urlencode(told)}" if where else ""

    async def begin_afresh(self, person: Person) -> None:
        """Set the store of someone who forgot the secret aside, unopened; the next `enter` makes a new one."""
        await asyncio.to_thread(self._persons.set_aside, person)

    async def _caller(self, given: Pass, before: Card | None) -> Caller:
        """Whom the gateway takes this person for; while it is away, as it was the last time."""
        client = Client(self._settings.gateway_url, given.access, self._clock)
        try:
            return codec.decode(Caller, (await client.call("GET", "/v1/me")).body)
        except ApiFailure as failure:
            if before is None or 400 <= failure.status < 500:
                raise
            return Caller(id=before.id, roles=before.roles)
        finally:
            await client.aclose()

    def _entered(self, person: Person, key: bytes, card: Card, given: Pass) -> Entered:
        cards, latest = CardFile(person, key), [card]

        async def keep(renewed: Pass) -> None:
            latest[0] = latest[0].confirmed(renewed, self._clock.now())
            await asyncio.to_thread(cards.write, latest[0])

        flow, hub = self.flow, Hub()
        session = Session(given, card.who, flow.provider, flow.identities, self._clock, hub, keep)
        settings = replace(
            self._settings,
            home=person.home,
            shared=self._settings.home,
            handler_id=card.id,
            handler_name=card.name,
        )
        return Entered(person=person, settings=settings, key=key, card=card, session=session, hub=hub)

    async def _key(self, person: Person, secret: str) -> bytes:
        self._tries.check(person.mark)
        try:
            key = await asyncio.to_thread(self._load, person, secret)
        except WrongPassphrase:
            self._tries.wrong(person.mark)
            raise
        self._tries.right(person.mark)
        return key

    def _load(self, person: Person, secret: str) -> bytes:
        """A new key opens no store that is there already, so none is made then."""
        return self._source(person, secret).load(may_make=not (person.home / STORE_FILE).exists())

    def _source(self, person: Person, secret: str) -> KeySource:
        """Where this person's key comes from; each has one of their own."""
        kind, mode = self._settings.key_source, self._settings.mode
        if kind == "training-file":
            return TrainingKeyFile(person.home / "training.key")
        if kind == "credential-store":
            return CredentialStoreKey(f"{mode}:{person.mark}")
        if len(secret) < LEAST_SECRET and not self.has_secret(person):
            raise SecretTrouble(f"The secret needs at least {LEAST_SECRET} letters or digits.", "Make it longer.")
        beside = CredentialStoreKey(f"{mode}:workstation") if kind == "shared-account" else None
        return PassphraseKey(person.home / KEY_FILE, lambda: secret, beside)
