"""The submission of a report: what identifies it, and the form as text."""

from __future__ import annotations

from triage.models.answer import Moment
from triage.models.errors import FieldError, InputError
from triage.models.ids import SubmissionId
from triage.models.report import Submission
from triage.models.sdm import roles
from triage.models.sdm.entities import Document, Entity
from triage.models.sdm.leaves import Leaf, answers
from triage.models.sdm.moments import moment
from triage.models.sdm.scalars import as_text

_ID = "submissionid"
FORCE_FIELDS = ("forceidentifier", "force", "forcecode")


def submission_entity(document: Document) -> Entity | None:
    """The submission that the incident names, else the first one in the document."""
    linked = [
        link.target for link in document.main.links if link.target and roles.kind_of(link.target) == roles.SUBMISSION
    ]
    all_of_them = [one for one in document.entities if roles.kind_of(one) == roles.SUBMISSION]
    return next(iter([one for one in linked if one] + all_of_them), None)


def identity(document: Document, entity: Entity | None) -> tuple[SubmissionId, list[str]]:
    """The submission's id, and every other one that the document also names.

    What counts, in this order: ``submissionId`` of the submission, of the incident, then anywhere in the document;
    failing all, the id of ``data`` itself.

    Raises:
        InputError: none of them is told.
    """
    told = _ids(document, entity)
    if told:
        chosen = as_text(told[0].raw)
        told[0].shown_as = "submission_id"
        return SubmissionId(chosen), sorted({as_text(leaf.raw) for leaf in told} - {chosen})
    if document.main.id:
        return SubmissionId(document.main.id), []
    errors = (FieldError("/data/id", "needed: neither a submissionId nor an id of the incident was told"),)
    raise InputError("The document names neither a submission nor an incident.", errors)


def _ids(document: Document, entity: Entity | None) -> list[Leaf]:
    places = [entity, document.main, *document.others] if entity else list(document.entities)
    named = [leaf for place in places for leaf in place.fields.get(_ID, ()) if _is_id(leaf)]
    if named:
        return named
    everywhere = (document.loose, *document.files, *document.entities)
    return [leaf for owner in everywhere for leaf in owner.leaves if leaf.key == _ID and _is_id(leaf)]


def _is_id(leaf: Leaf) -> bool:
    return (
        isinstance(leaf.raw, str | int)
        and not isinstance(leaf.raw, bool)
        and bool(as_text(leaf.raw))
        and not leaf.again
    )


def submission_of(entity: Entity | None, submission_id: SubmissionId) -> Submission:
    """The typed submission; without an entity only its id is known."""
    if entity is None:
        return Submission(submission_id=submission_id)
    return Submission(
        submission_id=submission_id,
        force=entity.text("force", *FORCE_FIELDS),
        source=entity.text("source", "externalreferenceid", "source"),
        category=entity.text("category", "category"),
        subcode=entity.text("subcode", "categorysubcode", "subcategory", "subcode"),
        customer_reference=entity.text("customer_reference", "customerreferencenumber", "customerreference"),
        submitted=_submitted(entity),
        content=entity.text("content", "submissioncontent"),
        ip_address=entity.text("ip_address", "ipaddress"),
        user_agent=entity.text("user_agent", "useragent"),
        details=answers(entity.leaves),
    )


def _submitted(entity: Entity) -> Moment | None:
    told = entity.text("submitted", "submittime", "submissiontime", "submitted", "submittedat", "submissiondate")
    return moment(told) if told else None
