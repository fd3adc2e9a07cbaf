"""The force profile on this workstation: the gateway's, cached in the store so that the desk opens offline too."""

from __future__ import annotations

from sqlalchemy import Connection

from triage.insight.reference.lists import ClassList, with_classes
from triage.models import codec
from triage.models.errors import InputError, KnownError
from triage.models.profile import Profile
from triage.services import state
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.hub import Hub, Notice
from triage.services.store import Store


class InForce:
    """The profile that a desk works by: as it was when it started, with the crime classes that were imported since."""

    def __init__(self, own: Profile) -> None:
        self.own = own
        self._now = own

    def current(self) -> Profile:
        return self._now

    def take_classes(self, classes: ClassList | None) -> None:
        """Imported crime classes stand in the place of the profile's, for every report opened from now on."""
        self._now = with_classes(self.own, classes)

    def hear(self, fresh: Profile, hub: Hub) -> None:
        """Tell when the force has changed its settings since."""
        if fresh.version != self.own.version:
            what = f"The force's settings changed (profile {fresh.version})."
            hub.publish(Notice("info", what, "Start Triage again to work with them.", key="profile"))


async def cached(store: Store) -> Profile | None:
    """The profile as fetched last; None when there is none or it is of a shape this version does not read."""
    text = await store.read(lambda conn: state.get(conn, state.PROFILE))
    if not text:
        return None
    try:
        return codec.decode(Profile, text)
    except InputError:
        return None


async def fetch(store: Store, api: QueueApi, known: Profile | None) -> Profile:
    """The current profile: asked for when the gateway can be reached, else the one we know.

    Raises:
        KnownError: neither; the very first start needs the gateway.
    """
    etag = await store.read(lambda conn: state.get(conn, state.PROFILE_ETAG)) if known else ""
    try:
        got = await api.profile(etag)
    except ApiFailure as failure:
        if known is not None:
            return known
        raise KnownError(
            f"{failure.what} The first start needs it, to fetch the force's settings.",
            "Check the network.",
        ) from failure
    if got is None and known is not None:
        return known
    if got is None:
        raise KnownError("The gateway sent no force profile.", "Tell support.")
    profile, fresh = got

    def write(conn: Connection) -> None:
        state.put(conn, state.PROFILE, codec.encode(profile).decode())
        state.put(conn, state.PROFILE_ETAG, fresh)

    await store.write(write)
    return profile
