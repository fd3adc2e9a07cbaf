"""The types of this room's answers, for /openapi.json."""

from __future__ import annotations

from triage.models.audit import AuditPage, AuditUpload, AuditUploaded, ChainPage
from triage.models.search import KnownPeople, Related, SearchPage
from triage.models.view_store import RefData, RulePack, StoredView, ViewList, ViewPut

TYPES: tuple[type, ...] = (
    AuditPage,
    AuditUpload,
    AuditUploaded,
    ChainPage,
    KnownPeople,
    Related,
    RefData,
    RulePack,
    SearchPage,
    StoredView,
    ViewList,
    ViewPut,
)
