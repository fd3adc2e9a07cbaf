"""Small facts about the store itself: cursor of the feed, cached profile, chain of the audit."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from triage.services.tables import STATE

CURSOR = "feed.cursor"
GENERATION = "feed.generation"
"""Grows with each full fetch; rows of an older one are dropped when the fetch is complete."""
FULL_FETCH = "feed.full"
"""Present while a full fetch is under way."""
PROFILE = "profile.json"
PROFILE_ETAG = "profile.etag"
INSTALLATION = "audit.installation"
STORE_ID = "audit.store"
EPOCH = "audit.epoch"
ROLES = "roles.held"
"""With a person's id behind it: the roles that the gateway named last for them."""
BEGUN_REVIEWS = "quality.begun"
"""With a person's id behind it: the quality reviews that they began and did not send yet."""
SALVAGE = "salvage.told"
"""What became of a damaged store, until the person has read it."""
DOUBTFUL = "salvage.doubtful"
"""Reports of which the damaged store may have known more than we do: records are asked before anything is sent."""


def get(conn: Connection, key: str, default: str = "") -> str:
    found: str | None = conn.scalar(select(STATE.c.value).where(STATE.c.key == key))
    return default if found is None else found


def put(conn: Connection, key: str, value: str) -> None:
    row = insert(STATE).values(key=key, value=value)
    conn.execute(row.on_conflict_do_update(index_elements=[STATE.c.key], set_={"value": value}))


def drop(conn: Connection, key: str) -> None:
    conn.execute(delete(STATE).where(STATE.c.key == key))
