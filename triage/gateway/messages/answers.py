"""An answer as a new version of its report: all that the last version said, and the answer.

The payload of the last version is changed in two places only, as text, so that nothing of it is lost: the words of
the report go on with the answer, and the answer itself with its files is added as entities of its own, which the
parser shows whole.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from triage.gateway.messages.quoting import trimmed
from triage.gateway.messages.spans import Span, literal, replaced, said, spans
from triage.models.clock import london
from triage.models.errors import InputError
from triage.models.profile import Profile
from triage.models.report import Report
from triage.models.sdm import parse
from triage.models.sdm.jsontree import load
from triage.models.sdm.text import decode_text
from triage.models.sdm.words import name_key

LONGEST_IN_NARRATIVE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. ``key`` is the mail's own, so that the same mail makes the same version."""

    key: str
    at: datetime
    sender: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    message: int
    files: Sequence[AnswerFile] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        return f"answer-{self.key[:32]}"


def has(raw: bytes, answer: Answer) -> bool:
    """Whether a payload holds this answer already."""
    return answer.id.encode() in raw


def with_answer(raw: bytes, answer: Answer, profile: Profile) -> bytes:
    """The payload of the next version.

    Raises:
        InputError: the last version cannot be read, or the new one would not say all that it said.
    """
    before = parse(raw, force=profile.force.id, profile=profile)
    text = _text(raw)
    added = [literal(entity) for entity in _entities(answer)]
    for made in (_spliced(text, raw, before, answer, added), _beside(text, added)):
        after = parse(made, force=profile.force.id, profile=profile)
        if _keeps(before, after, answer):
            return made
    raise InputError("This answer cannot be added to its report.", do="Read it in the mailbox and add it by hand.")


def _spliced(text: str, raw: bytes, before: Report, answer: Answer, added: list[str]) -> bytes:
    tree, _ = load(raw)
    if not isinstance(tree, dict):
        return _beside(text, added)
    names = {name_key(name): name for name in tree}
    if "data" not in names and "included" not in names:
        return _beside(text, added)
    included = f"/{names.get('included', 'included')}"
    found = spans(text, {"", included, before.narrative_path, "/data/attributes"})
    edits = [_told(text, found, before, answer)]
    place = found.get(included)
    if place is None:
        end = found[""][1] - 1
        edits.append(((end, end), f',"included":[{",".join(added)}]'))
    elif text[place[0]] == "[":
        end = place[1] - 1
        comma = "" if text[place[0] + 1 : end].strip() == "" else ","
        edits.append(((end, end), comma + ",".join(added)))
    else:
        return _beside(text, added)
    return replaced(text, [edit for edit in edits if edit]).encode()


def _told(text: str, found: dict[str, Span], before: Report, answer: Answer) -> tuple[Span, str] | None:
    """The words of the report with the answer after them."""
    place = found.get(before.narrative_path) if before.narrative_path else None
    if place is not None and text[place[0]] == '"':
        old = said(text, place)
        if not before.skeleton:
            return place, literal(f"{old.rstrip()}\n\n{_block(answer, '')}")
        # In a form as text the marks keep the answer's lines from being read as questions of the form.
        story = old.find(before.narrative)
        end = story + len(before.narrative) if before.narrative and story >= 0 else len(old)
        return place, literal(f"{old[:end]}\n| \n{_block(answer, '| ')}{old[end:]}")
    attributes = found.get("/data/attributes")
    if before.narrative or attributes is None or text[attributes[0]] != "{":
        return None
    start = attributes[0] + 1
    comma = "" if text[start : attributes[1] - 1].strip() == "" else ","
    return (start, start), f'"incidentDescription":{literal(_block(answer, ""))}{comma}'


def _block(answer: Answer, mark: str) -> str:
    words = trimmed(answer.text)
    if len(words) > LONGEST_IN_NARRATIVE:
        words = f"{words[:LONGEST_IN_NARRATIVE]}\n… (the whole answer stands under the other answers)"
    head = f"Answer of {moment(answer.at)}:"
    lines = [head, *(words.splitlines() or ["(no words; see the files)"])]
    return "\n".join(f"{mark}{line}" for line in lines)


def moment(at: datetime) -> str:
    """ "20 Nov 2026 14:05" in London."""
    local = london(at)
    return f"{local.day} {local:%b %Y %H:%M}"


def _entities(answer: Answer) -> list[dict[str, object]]:
    told = {
        "answeredAt": answer.at.isoformat(),
        "answeredFrom": answer.sender,
        "answerSubject": answer.subject,
        "wholeAnswer": answer.text,
        "answersMessage": answer.message,
    }
    files: list[dict[str, object]] = [
        {
            "type": "attachment",
            "id": f"{answer.id}-{number}",
            "attributes": {
                "fileName": file.name or f"File {number} of the answer",
                "mediaType": file.media_type,
                "content": base64.b64encode(file.content).decode(),
            },
        }
        for number, file in enumerate(answer.files, 1)
        if file.content
    ]
    return [{"type": "reporterAnswer", "id": answer.id, "attributes": told}, *files]


def _beside(text: str, added: list[str]) -> bytes:
    """The document untouched, the answer beside it: for shapes that have no place for it."""
    addition = f'{{"included":[{",".join(added)}]}}'
    plain = text.strip()
    if plain.startswith("["):
        return f"{plain[:-1]}{',' if plain[1:-1].strip() else ''}{addition}]".encode()
    return f"[{plain},{addition}]".encode()


def _keeps(before: Report, after: Report, answer: Answer) -> bool:
    """Whether the new version says all that the last one said, and the answer."""
    files = sum(1 for file in answer.files if file.content)
    return (
        _who_and_where(before) == _who_and_where(after)
        and len(after.attachments) == len(before.attachments) + files
        and before.narrative.strip()[:200] in after.narrative
        and len(after.other) > len(before.other)
        and any(told.raw == answer.id for told in after.other)
    )


def _who_and_where(report: Report) -> object:
    """What no answer may change. (Its kind may: an answer can say what it really was.)"""
    people = [(person.name, person.roles, person.contacts) for person in report.people]
    things = (len(report.vehicles), len(report.property_items), report.submission.customer_reference)
    return report.report_id, people, [place.one_line for place in report.places], things


def _text(raw: bytes) -> str:
    """The document's text; what is not plain UTF-8 as the parser reads it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode_text(raw)[0]
    return decode_text(raw)[0] if text.startswith("\ufeff") or "\0" in text else text
