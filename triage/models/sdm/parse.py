"""A hub payload (SDM JSON:API document) to a `Report`: leniently, and without losing a value.

Source of the shape: the hub's published data model; the published example itself is untidy, so nothing is refused
for a field we do not know or a type we did not expect.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from triage.models.answer import Answer
from triage.models.ids import report_id_for
from triage.models.profile import Profile
from triage.models.profile_file import default_profile
from triage.models.report import Report
from triage.models.sdm.cast import Cast, cast
from triage.models.sdm.entities import Document, Entity, read_document
from triage.models.sdm.files import FileNode, attachment, content_of, find_files
from triage.models.sdm.form_cast import read_places, read_reporter
from triage.models.sdm.gaps import gaps_of
from triage.models.sdm.jsontree import load
from triage.models.sdm.kinds import kind_of
from triage.models.sdm.leaves import Leaf, answer
from triage.models.sdm.narrative import Told, tell
from triage.models.sdm.submission import identity, submission_entity, submission_of
from triage.models.sdm.when import when_of
from triage.models.sdm.words import name_key, words

_TITLES = (
    "title",
    "servicename",
    "service",
    "formname",
    "form",
    "incidenttype",
    "crimetype",
    "offencetype",
    "subject",
    "reporttype",
)


@dataclass(slots=True)
class _Sorted:
    answers: list[Answer] = field(default_factory=list)
    other: list[Answer] = field(default_factory=list)


def parse(
    raw: bytes,
    *,
    force: str = "",
    version: int = 1,
    received_at: datetime | None = None,
    profile: Profile | None = None,
    keep_files: bool = False,
) -> Report:
    """What the payload says, each value under its meaning or under ``other``.

    ``force`` goes into the report id (default: the force the submission names); ``profile`` knows the kinds of
    report (default: the shipped one). ``keep_files`` leaves the base64 of inline files in the answers, which
    otherwise stay in the payload only (see `attachment_bytes`).

    Identity is a ``submissionId`` (of the submission, the incident, or anywhere), failing that the id of ``data``.

    Raises:
        InputError: not JSON, nested too deeply, or nothing that identifies it; ``errors`` hold JSON pointers.
    """
    tree, text_gaps = load(raw)
    files = find_files(tree)
    document = read_document(tree, files)
    entity = submission_entity(document)
    submission_id, rivals = identity(document, entity)
    submission = submission_of(entity, submission_id)
    people = cast(document, entity)
    told = tell(document.main, submission, modelled=bool(people.people or people.places))
    if told.skeleton:
        people = _read_from_form(people, told)
    when = when_of(document.main)
    chosen = profile or default_profile()
    title = " ".join([*_titles(document.main, entity), told.opening])
    kind = kind_of(
        chosen, category=submission.category, subcode=submission.subcode, title=title, narrative=told.narrative
    )
    sorted_answers = _sort(document, entity, people, told)
    report = Report(
        report_id=report_id_for(force or submission.force, submission_id),
        version=version,
        submission=submission,
        kind=kind.key if kind else "other",
        title=kind.name if kind else "Report",
        narrative=told.narrative,
        narrative_path=told.path,
        banner=told.banner,
        when=when,
        people=people.people,
        places=people.places,
        vehicles=people.vehicles,
        property_items=people.property_items,
        attachments=tuple(attachment(file, keep_content=keep_files) for file in _numbered(files)),
        answers=tuple(sorted_answers.answers),
        other=tuple(sorted_answers.other),
        skeleton=told.skeleton,
        received_at=received_at,
    )
    return replace(report, gaps=(*text_gaps, *gaps_of(report, document, rivals)))


def _read_from_form(people: Cast, told: Told) -> Cast:
    """A skeleton has no people or places of its own: those that its form names take their place."""
    places = read_places(told.pairs)
    return replace(people, places=places, people=read_reporter(told.pairs, places))


def attachment_bytes(raw: bytes, number: int) -> bytes | None:
    """The bytes of the inline file with that number in the payload; None when it has none (a link, or unreadable).

    Raises:
        InputError: the payload is not JSON or nested too deeply.
    """
    tree, _ = load(raw)
    found = next((file for file in _numbered(find_files(tree)) if file.number == number), None)
    return content_of(found) if found else None


def attachment_contents(raw: bytes) -> dict[int, bytes]:
    """The bytes of every inline file of the payload by its number; raises InputError as `attachment_bytes` does."""
    tree, _ = load(raw)
    found = {file.number: content_of(file) for file in _numbered(find_files(tree))}
    return {number: content for number, content in found.items() if content is not None}


def _numbered(files: dict[int, FileNode]) -> list[FileNode]:
    return sorted(files.values(), key=lambda file: file.number)


def _titles(main: Entity, entity: Entity | None) -> list[str]:
    found = [main.leaf(name) for name in _TITLES] + ([entity.leaf(name) for name in _TITLES] if entity else [])
    return [str(leaf.raw)[:200] for leaf in found if leaf is not None and isinstance(leaf.raw, str)]


def _sort(document: Document, entity: Entity | None, people: Cast, told: Told) -> _Sorted:
    """The incident's known questions to ``answers``, all that no projection owns to ``other``."""
    known = words().incident
    found = _Sorted()
    if document.main is not entity:
        for leaf in document.main.leaves:
            (found.answers if leaf.key in known or _inside_known(leaf) else found.other).append(answer(leaf))
    found.answers += told.form
    for one in document.others:
        if id(one) not in people.shown and one is not entity:
            found.other += [answer(leaf) for leaf in one.leaves]
    found.other += [answer(leaf) for leaf in document.loose.leaves]
    return found


def _inside_known(leaf: Leaf) -> bool:
    return any(name_key(name) in words().incident for name in leaf.above)
