"""Saved views and reference data as they travel (contracts B)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from triage.models.profile import Choice, CrimeClass, ReportKind
from triage.models.query import ListQuery
from triage.models.reference import RefSet


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewPut:
    """A view to keep. ``shared``: everybody's, written by supervisors; ``default``: the one this person starts with
    (None: leave that as it is). ``query.me`` is not kept: it is always who asks.
    """

    name: str
    query: ListQuery
    columns: tuple[str, ...] = ()
    shared: bool = False
    default: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredView:
    """A view as kept; ``count``: how many reports it shows this person now, when that was asked for."""

    key: str
    name: str
    query: ListQuery
    columns: tuple[str, ...] = ()
    shared: bool = False
    default: bool = False
    etag: str
    changed_at: datetime
    changed_by: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewList:
    """One's own views, then the shared ones, each by name. ``built_in``: counts of the built-in views by key."""

    items: tuple[StoredView, ...] = ()
    built_in: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefData:
    """The lists that decisions are made from. ``profile_version`` names their source; ``sdm_words``: the version of
    the table that puts the hub's codes into words. ``crime_classes`` are the imported ones where there are any.

    ``sets``: the imported reference data in use, each to be fetched from /v1/refdata/{kind}/{sha256}.
    """

    profile_version: str
    sdm_words: str
    crime_classes_year: str
    crime_classes: tuple[CrimeClass, ...]
    incident_categories: tuple[Choice, ...]
    qualifiers: tuple[Choice, ...]
    kinds: tuple[ReportKind, ...]
    sets: tuple[RefSet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """The risk rules in force: ``pack`` is what assessments name, ``content`` the file itself (TOML), ``sha256`` of
    its UTF-8 bytes. ``signed_by``: the fingerprint of the force's key; empty for the pack that the program ships."""

    pack: str
    sha256: str
    content: str
    signed_by: str = ""
