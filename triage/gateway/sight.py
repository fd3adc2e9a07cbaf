"""Which reports a person may see at all: restricted ones (complaints, staff-linked) reach only whom the profile names.

The rule of a report is found when it is read (`triage.models.restriction`) and kept as a key in ``reports.restricted``.
Everything that shows reports asks here: lists by `Sight.condition` in their query, calls about one report by `Guard`.
Whoever may not see a report is told that there is none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from triage.gateway import tables
from triage.gateway.credentials import Role, Subject
from triage.gateway.database import Database
from triage.gateway.problems import Refusal
from triage.models import codec
from triage.models.profile import Profile

UNCONDITIONAL = ("/settle", "/abort", "/release")
"""Calls that show nothing of a report and must reach it always: what records gave, and letting go. Whom they refuse,
though, is told no more than anybody else (`refused_by`)."""
_AT_ONCE = 500
"""Reports that one statement asks for."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees. ``known``: every rule's key; ``allowed``: those whose reports they may see.

    Reports of a rule that the profile has no more are seen by supervisors only, until somebody has looked at them.
    """

    known: frozenset[str]
    allowed: frozenset[str]
    supervises: bool

    @property
    def whole(self) -> bool:
        """Nothing is hidden from anybody: the profile restricts nothing."""
        return not self.known

    def sees(self, restricted: str) -> bool:
        if self.whole or not restricted or restricted in self.allowed:
            return True
        return self.supervises and restricted not in self.known

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same for a query that has ``reports`` in it."""
        if self.whole:
            return true()
        column = tables.reports.c.restricted
        open_ = column.in_(sorted({"", *self.allowed}))
        return or_(open_, column.not_in(sorted({"", *self.known}))) if self.supervises else open_

    @property
    def mark(self) -> str:
        """Changes with what is seen: part of the feed's cursors, so that a reader with new rights starts again."""
        if self.whole:
            return ""
        told = [sorted(self.known), sorted(self.allowed), self.supervises]
        return "-" + codec.sha256(codec.encode(told))[:12]

    @property
    def gone(self) -> ColumnElement[bool]:
        """Reports that this person could see once and may not see now: the feed tells them as removed."""
        return and_(tables.reports.c.restricted_late, ~self.condition)


def sight_of(subject: Subject, profile: Profile) -> Sight:
    """What this person sees by this profile."""
    roles = {role.value for role in subject.held}
    return Sight(
        known=frozenset(rule.key for rule in profile.restricted),
        allowed=frozenset(
            rule.key for rule in profile.restricted if roles.intersection(rule.roles) or subject.id in rule.subjects
        ),
        supervises=Role.SUPERVISOR in subject.held,
    )


async def hidden(connection: AsyncConnection, report_id: str, sight: Sight) -> bool:
    """Whether there is such a report and this person may not see it."""
    if sight.whole:
        return False
    reports = tables.reports
    restricted = await connection.scalar(select(reports.c.restricted).where(reports.c.report_id == report_id))
    return restricted is not None and not sight.sees(str(restricted))


async def seen(
    connection: AsyncConnection, report_ids: Iterable[str], sight: Sight, *conditions: ColumnElement[bool]
) -> set[str]:
    """Those of these reports that there are, that this person may see, and of which all conditions hold."""
    reports = tables.reports
    found: set[str] = set()
    wanted = sorted(set(report_ids))
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        query = select(reports.c.report_id).where(reports.c.report_id.in_(some), sight.condition, *conditions)
        found |= set((await connection.scalars(query)).all())
    return found


async def refused_by(connection: AsyncConnection, report_id: str, sight: Sight, refusal: Refusal) -> Refusal:
    """What somebody is told of this refusal: where they may not see the report, that there is none."""
    return Refusal("unknown-report") if await hidden(connection, report_id, sight) else refusal


class Guard:
    """A dependency of every call whose address names a report: 404 for those who may not see it.

    It stands before all of them in one place, so that a new call cannot forget it; while the profile restricts nothing
    it asks nothing.
    """

    def __init__(
        self,
        database: Database,
        profile: Callable[[], Profile],
        caller: Callable[[Request], Awaitable[Subject]],
    ) -> None:
        self._database = database
        self._profile = profile
        self._caller = caller

    async def __call__(self, request: Request) -> None:
        """Raises Refusal: unauthorised, unknown-report."""
        report_id = request.path_params.get("report_id")
        profile = self._profile()
        if report_id is None or not profile.restricted or request.scope["path"].endswith(UNCONDITIONAL):
            return
        sight = sight_of(await self._caller(request), profile)
        async with self._database.read() as connection:
            if await hidden(connection, str(report_id), sight):
                raise Refusal("unknown-report")
