"""What another system answers, read by the mapping: JSON and XML alike as members, lists and texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from triage.models.errors import FieldError
from triage.models.verdict import Reply
from triage.records.connector import Hit, Receipt, Referred
from triage.records.mapped.markup import MarkupFault, read_xml
from triage.records.mapped.paths import read_condition, told, words
from triage.records.mapped.rendering import plain_path
from triage.records.mapped.shape import AnswerShape, Mapping, Word

HEADER = "header:location"
WHOLE = ("record",)
"""The deliverable's name where nobody says which: the record as a whole."""
_MEANT: dict[Word, tuple[int, str]] = {
    "done": (200, ""),
    "exists": (409, "exists"),
    "in_progress": (409, "in-progress"),
    "refused": (422, "refused"),
    "conflict": (412, "stale"),
    "signed_out": (401, ""),
    "busy": (429, ""),
    "down": (503, ""),
}
Fields = tuple[tuple[str, str], ...]
"""Their fields (`plain_path`) and ours that each was filled from."""


class Made(NamedTuple):
    """``receipt`` None: nothing that can be trusted; ``empty``: it says that there is nothing."""

    receipt: Receipt | None
    empty: bool = False


def is_ours(media: str) -> bool:
    """Content types in which systems answer: JSON and XML, whatever they call them."""
    return media in {"application/json", "application/xml", "text/xml"} or media.endswith(("+json", "+xml"))


def read_answer(body: bytes) -> Any:
    """The body as plain values; None when it is empty or cannot be read. XML attributes are members with an @."""
    text = body.lstrip()
    if not text:
        return None
    try:
        return read_xml(text) if text.startswith(b"<") else msgspec.json.decode(text)
    except (msgspec.DecodeError, MarkupFault, RecursionError, UnicodeDecodeError):
        return None


def at(value: Any, path: str) -> Any:
    """What stands at ``path`` (members and places of lists, divided by "/"); "" and "." are the value itself."""
    for step in path.split("/") if path not in ("", ".") else ():
        if isinstance(value, list):
            value = value[int(step)] if step.isdecimal() and int(step) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def text_at(value: Any, path: str) -> str:
    """The text or number there, "" for anything else or no path."""
    found = at(value, path) if path else None
    if isinstance(found, dict):
        found = found.get("#")  # an element that has attributes too
    return "" if isinstance(found, dict | list) else words(found)


def entries(value: Any, each: str) -> list[Any]:
    """The list there; one alone counts as a list of one (XML cannot tell them apart)."""
    found = at(value, each)
    if isinstance(found, list):
        return found
    return [found] if told(found) else []


def is_good(shape: AnswerShape, value: Any) -> bool:
    """Whether the answer says itself that it is a success, where the mapping names a condition."""
    if not shape.good_when:
        return True
    head, _, rest = shape.good_when.strip().partition(" ")
    denied = head == "not"
    path, _, rest = rest.strip().partition(" ") if denied else (head, "", rest)
    wanted = read_condition(f"{'not ' if denied else ''}answer {rest}".strip())
    found = text_at(value, path)
    met = found in wanted.values if wanted.values else told(at(value, path))
    return met is not wanted.negative


def made_by(shape: AnswerShape, value: Any, location: str, deliverables: Iterable[str]) -> Made:
    """What was made, one reference for each deliverable (none given: of whatever the answer names)."""
    keys = tuple(deliverables)
    whole = _record_id(shape.record_id, value, location)
    if not shape.each:
        reference = text_at(value, shape.reference) or ("" if shape.reference else whole)
        receipt = Receipt(
            record_id=whole or reference, references=tuple(Referred(key, reference) for key in keys or WHOLE)
        )
        return Made(receipt if reference else None)
    found = entries(value, shape.each)
    if not found:
        return Made(None, empty=_says_nothing(value, shape.each))
    pairs = [(text_at(one, shape.deliverable), one) for one in found]
    if shape.deliverable:
        pairs = [(key, one) for key, one in pairs if key in keys or not keys]
        if not pairs:
            return Made(None, empty=True)
    elif len(pairs) == len(keys):
        pairs = [(key, one) for key, (_, one) in zip(keys, pairs, strict=True)]
    elif len(pairs) == 1:
        pairs = [(key, pairs[0][1]) for key in keys or WHOLE]
    else:
        return Made(None)
    named = [Referred(key, text_at(one, shape.reference) or _record_id(shape.record_id, one, "")) for key, one in pairs]
    if len({key for key, _ in pairs}) < len(pairs) or not all(one.reference for one in named):
        return Made(None)
    record_id = whole or _record_id(shape.record_id, pairs[0][1], location) or named[0].reference
    return Made(Receipt(record_id=record_id, references=tuple(named)))


def hits_in(shape: AnswerShape, value: Any) -> tuple[Hit, ...]:
    """What a search found."""
    return tuple(
        Hit(
            text_at(one, shape.record_id) or text_at(one, shape.reference),
            text_at(one, shape.external_reference),
            text_at(one, shape.created_at),
        )
        for one in entries(value, shape.each)
    )


def meant(mapping: Mapping, reply: Reply, value: Any, fields: Fields) -> Reply:
    """The reply in our words: statuses by the mapping, a refusal's sentence, and its fields as fields of ours."""
    word = mapping.statuses.get(str(reply.status))
    status, problem = _MEANT[word] if word else (reply.status, reply.problem)
    shape = mapping.errors
    title, errors = reply.title, reply.errors
    if value is not None and status >= 400:
        title = text_at(value, shape.message) or title
        errors = tuple(
            FieldError(ours(text_at(one, shape.field), fields), text_at(one, shape.detail) or words(one))
            for one in (entries(value, shape.each) if shape.each else ())
        )
    return Reply(
        status=status,
        expected_type=reply.expected_type,
        problem=problem,
        title=title,
        errors=errors,
        retry_after=reply.retry_after,
    )


def ours(theirs: str, known: Fields) -> str:
    """The pointer of ours that their field was filled from; their own name where none was."""
    wanted = plain_path(theirs)
    for path, pointer in known:
        if wanted == path:
            return pointer
    ending = [one for path, one in known if wanted and f"/{wanted}".endswith(f"/{path}")]
    inside = [one for path, one in known if wanted and f"/{path}".endswith(f"/{wanted}")]
    return next(iter((*ending, *inside)), theirs)


def _record_id(path: str, value: Any, location: str) -> str:
    if path.lower() == HEADER:
        return location.partition("?")[0].rstrip("/").rpartition("/")[2]
    return text_at(value, path)


def _says_nothing(value: Any, each: str) -> bool:
    """Whether an answer without entries says that there are none, and is not just another answer than the one we know:
    its list is there and empty, or (XML has no empty lists) what would hold it is there.
    """
    way = () if each == "." else each.split("/")
    for done, step in enumerate(way):
        if isinstance(value, list):
            if step.isdecimal() and int(step) >= len(value):
                return True
            value = at(value, step)
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return done > 0 and done == len(way) - 1 and value is not None
    return value in ([], "")
