"""Which decision an approval is of: by what it decides, so that a look-up or a saving since does not undo it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from triage.models.decision import Decision
from triage.models.draft import Draft
from triage.models.outcome_draft import ASK
from triage.models.outcome_problems import does
from triage.models.profile import Profile


def covers(approved: Iterable[Decision], draft: Draft, report_version: int) -> bool:
    """Whether one of these approved decisions says what this draft says, of the same version of the report."""
    wanted = _substance(draft)
    return any(one.report_version == report_version and _substance(one.draft) == wanted for one in approved)


def approved_first(approved: Iterable[Decision], draft: Draft, report_version: int, profile: Profile) -> bool:
    """Whether a trainee's decision goes to a supervisor before anything of it leaves; asking the reporter does not."""
    return does(draft, profile) != ASK and not covers(approved, draft, report_version)


def _substance(draft: Draft) -> Draft:
    """The draft without what changes by itself or says only how it came about."""
    return replace(
        draft,
        base_version=0,
        revision=0,
        checks=(),
        lookups=(),
        assessed_by="",
        assessed_at=None,
        graded_by="",
        earlier=(),
        set_grades=(),
    )
