"""The files of decided reports beside their records: where each is by what the gateway knows. Pure but for its reading.

Which records system takes which files is asked of the profile under which the report was decided: one that takes files
since last week never lacked those of last month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import leaving_out, tables
from triage.gateway.accounting.books import Ending, Standing
from triage.gateway.media.files import File, file_from
from triage.gateway.media.locks import is_locked
from triage.gateway.relay.files import mark_of_file
from triage.gateway.relay.room import DONE
from triage.models import codec
from triage.models.account import AccountFile, FilePlace
from triage.models.decision import HANDED_OFF, Decision
from triage.models.files import FAILED, INFECTED, LOCKED, SUSPICIOUS, FileLeftOut
from triage.models.profile import Destination, Profile
from triage.models.stage import Stage

_NEVER = frozenset({INFECTED, FAILED, SUSPICIOUS, LOCKED})
"""How a file stands that no records system is sent."""
_SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """A decision and how it ended; None: it is begun."""

    number: int
    decision: Decision
    ending: Ending | None
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """``files``: (report, version) → its files, each with how it stands; ``relayed``: (report, destination) → the marks
    of what the gateway itself brought there; ``profiles`` by version."""

    files: Mapping[tuple[str, int], Sequence[tuple[File, str]]]
    decisions: Mapping[str, Sequence[tuple[int, Decision]]]
    left_out: Mapping[str, Sequence[FileLeftOut]]
    relayed: Mapping[tuple[str, str], Set[str]]
    profiles: Mapping[str, Profile]

    def of(self, standing: Standing, version: int) -> tuple[AccountFile, ...]:
        """The files of this version that go somewhere, once for each records system and content."""
        report_id = standing.state.report_id
        files = self.files.get((report_id, version), ())
        found: dict[tuple[str, str | int], AccountFile] = {}
        for decided in self._decided(standing, version) if files else ():
            profile = self.profiles.get(decided.decision.profile_version)
            for place in profile.destinations if profile else ():
                records = _records(decided, place)
                for file, state in files if records is not None else ():
                    key = (place.key, file.sha256 or file.number)
                    if place.takes_files_of(file.sniffed or file.media_type) and key not in found:
                        found[key] = self._one(decided, place, file, state, records or ())
        return tuple(found.values())

    def _decided(self, standing: Standing, version: int) -> Iterator[_Decided]:
        """The newest first: what a later decision says of a file counts."""
        state = standing.state
        ended = {one.number: one for one in standing.endings if one.kind == _SETTLED}
        for number, decision in self.decisions.get(state.report_id, ()):
            begun = state.stage is Stage.BEGUN and number == state.begins
            if decision.report_version == version and (begun or number in ended):
                ending = ended.get(number)
                yield _Decided(
                    number=number, decision=decision, ending=ending, who=ending.subject if ending else decision.author
                )

    def _one(
        self, decided: _Decided, place: Destination, file: File, state: str, records: tuple[str, ...]
    ) -> AccountFile:
        out = self._left_out(file, place.key)
        who, why = "", ""
        if mark_of_file(file.sha256) in self.relayed.get((file.report_id, place.key), ()):
            where = FilePlace.ARRIVED
        elif out is not None:
            where, who, why = FilePlace.LEFT_OUT, out.by, out.why
        elif state in _NEVER:
            where, why = FilePlace.UNREADABLE, state
        elif decided.ending is None:
            where, who = FilePlace.WAITING, decided.who
        else:
            where = FilePlace.SENT
        return AccountFile(
            number=file.number,
            destination=place.key,
            place=where,
            sha256=file.sha256,
            record_ids=records,
            who=who,
            why=why,
        )

    def _left_out(self, file: File, destination: str) -> FileLeftOut | None:
        this = (file.version, file.number, destination)
        every = self.left_out.get(file.report_id, ())
        return next((one for one in every if (one.version, one.number, one.destination) == this), None)


async def open_filing(connection: AsyncConnection, report_ids: Sequence[str]) -> Filing:
    """Read what there is about the files of these reports; most have none."""
    files = await _files(connection, report_ids)
    with_files = sorted({report_id for report_id, _ in files})
    decisions = await _decisions(connection, with_files)
    versions = {decision.profile_version for some in decisions.values() for _, decision in some}
    return Filing(
        files=files,
        decisions=decisions,
        left_out=await leaving_out.of_reports(connection, with_files) if with_files else {},
        relayed=await _relayed(connection, with_files),
        profiles=await _profiles(connection, sorted(versions)),
    )


async def _files(
    connection: AsyncConnection, report_ids: Sequence[str]
) -> dict[tuple[str, int], list[tuple[File, str]]]:
    table = tables.attachments
    asked = select(table, is_locked().label("locked")).where(table.c.report_id.in_(report_ids))
    rows = await connection.execute(asked.order_by(table.c.report_id, table.c.version, table.c.number))
    found: dict[tuple[str, int], list[tuple[File, str]]] = {}
    for row in rows.mappings():
        file = file_from(row)
        found.setdefault((file.report_id, file.version), []).append((file, LOCKED if row["locked"] else file.state))
    return found


async def _decisions(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, list[tuple[int, Decision]]]:
    """The newest first; what retention emptied is left out."""
    table = tables.decisions
    asked = select(table.c.report_id, table.c.number, table.c.decision).where(table.c.report_id.in_(report_ids))
    found: dict[str, list[tuple[int, Decision]]] = {}
    for row in await connection.execute(asked.order_by(table.c.number.desc())) if report_ids else ():
        if row.decision:
            found.setdefault(row.report_id, []).append((row.number, codec.decode(Decision, bytes(row.decision))))
    return found


async def _relayed(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[tuple[str, str], set[str]]:
    table = tables.relayed
    columns = (table.c.report_id, table.c.destination, table.c.deliverables)
    asked = select(*columns).where(table.c.report_id.in_(report_ids), table.c.state == DONE)
    found: dict[tuple[str, str], set[str]] = {}
    for row in await connection.execute(asked) if report_ids else ():
        found.setdefault((row.report_id, row.destination), set()).add(row.deliverables)
    return found


async def _profiles(connection: AsyncConnection, versions: Sequence[str]) -> dict[str, Profile]:
    table = tables.profiles
    asked = select(table.c.version, table.c.profile).where(table.c.version.in_(versions)).order_by(table.c.number)
    rows = await connection.execute(asked) if versions else ()
    return {row.version: codec.decode(Profile, bytes(row.profile)) for row in rows}


def _records(decided: _Decided, place: Destination) -> tuple[str, ...] | None:
    """The records that a decision has there; None: it makes none there."""
    if decided.ending is None:
        makes = any(one.destination == place.key for one in decided.decision.deliverables)
        return () if makes else None
    ours = [
        one
        for one in decided.ending.references
        if one.destination == place.key and not one.deliverable.startswith(HANDED_OFF)
    ]
    return tuple(dict.fromkeys(one.record_id for one in ours if one.record_id)) if ours else None
