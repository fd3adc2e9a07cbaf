"""Who a payload is, without reading all that it says: what an intake needs before it can store it."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.ids import SubmissionId
from triage.models.sdm.entities import read_document
from triage.models.sdm.files import find_files
from triage.models.sdm.jsontree import load
from triage.models.sdm.submission import FORCE_FIELDS, identity, submission_entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """``force`` is the one that the submission names, "" when it names none."""

    submission_id: SubmissionId
    force: str


def identify(raw: bytes) -> Identity:
    """The very identity that `parse` finds.

    Raises:
        InputError: whenever `parse` does: not JSON, nested too deeply, or nothing that identifies it.
    """
    tree, _ = load(raw)
    document = read_document(tree, find_files(tree))
    entity = submission_entity(document)
    submission_id, _ = identity(document, entity)
    force = entity.text("force", *FORCE_FIELDS) if entity else ""
    return Identity(submission_id=submission_id, force=force)
