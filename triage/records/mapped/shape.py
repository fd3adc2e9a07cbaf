"""What a mapping file may say: one type for one table of it. docs/records.md explains each to whoever writes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Constant = str | int | float | bool
Word = Literal["done", "exists", "in_progress", "refused", "conflict", "signed_out", "busy", "down"]
"""What a status of theirs means (`Mapping.statuses`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: ``their`` field gets ``our`` field, a constant (``always``), or a group of ``fields``.

    ``first_of``: the first of these that was told; ``join``: all that were told, with ``between`` between them.
    ``each``: once for each thing of a list. ``when``: only then. ``codes``: by a table of [codes]. ``date``: the
    pattern of a time, ``day`` that of a date whose time is not known. ``otherwise``: sent when nothing was told.
    ``longest``: characters they take; a longer text is refused here, or shortened when ``cut``.
    """

    their: str
    our: str = ""
    always: Constant | None = None
    first_of: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    between: str = " "
    each: str = ""
    fields: tuple[Line, ...] = ()
    when: str = ""
    codes: str = ""
    date: str = ""
    day: str = ""
    otherwise: Constant | None = None
    required: bool = False
    longest: int | None = None
    cut: bool = False
    send_as: Literal["", "text", "number"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShape:
    """Where their answer says what they made. Paths are members divided by "/".

    ``record_id``: their own id, "header:Location" takes the last part of that header. ``reference``: the number that
    people know. ``each``: a list of what was made (for searches: of hits), in which the others are then looked for;
    ``deliverable``: where an entry names our deliverable, else they are taken in our order. ``good_when``: a condition
    for an answer that is a success only then. ``external_reference`` and ``created_at`` are for searches.
    """

    record_id: str = ""
    reference: str = ""
    each: str = ""
    deliverable: str = ""
    good_when: str = ""
    external_reference: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One call. ``path`` is joined to the destination's address and may hold ``{external_reference}`` and the like.

    ``takes``: for which kinds of deliverables ("incident", "crime"; none: all). ``none``: statuses by which a look-up
    says that nothing is there. ``if_match``: the record is read first and its ETag sent along.
    """

    path: str = ""
    method: str = ""
    takes: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    fields: tuple[Line, ...] = ()
    none: tuple[int, ...] = ()
    if_match: bool = False
    answer: AnswerShape = AnswerShape()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What the system does about being told twice. ``idempotent``: the same key makes nothing twice; it is sent in
    ``key_header``, or in the body as our field "operation". ``index_delay_seconds``: how long a look-up may miss a
    new record. ``takes_bytes``: the largest body it takes, 0 when it has not said.
    """

    idempotent: bool = False
    key_header: str = ""
    index_delay_seconds: float = 0
    takes_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """How it knows us: the secret that the profile names is sent so. basic: the secret is "name:password"."""

    how: Literal["none", "bearer", "basic", "header"] = "none"
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShape:
    """Where a refusal says why: a sentence, and a list of fields with what is wrong about each."""

    message: str = ""
    each: str = ""
    field: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Xml:
    """``root``: the outermost element; ``schema``: the XSD's name, by which each document is checked before it goes."""

    root: str
    namespace: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Files in place of calls. ``file``: the name of a document in the folder; ``answers``: the folder in it where the
    system puts its answers, ``answer_file`` their name; ``files``: the folder in it for files of reports ("": beside
    the documents). ``wait_seconds``: how long sending waits for an answer. ``silent_minutes``: after which a person has
    to look.
    """

    file: str = "{external_reference}-{operation}.xml"
    answers: str = "answers"
    files: str = ""
    answer_file: str = "{external_reference}-{operation}.xml"
    wait_seconds: float = 5
    silent_minutes: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Attaching:
    """How a file goes to a record: as a form field of this name, or (none) as the bare body; where files are dropped,
    ``path`` is its name there."""

    path: str
    method: str = "POST"
    form_field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A whole mapping file, checked (`triage.records.mapped.reading`)."""

    name: str
    format: Literal["json", "xml"]
    zone: str = "Europe/London"
    manners: Manners = Manners()
    auth: Auth = Auth()
    headers: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, Constant]] = field(default_factory=dict)
    statuses: dict[str, Word] = field(default_factory=dict)
    errors: ErrorShape = ErrorShape()
    xml: Xml | None = None
    folder: Folder | None = None
    create: tuple[Endpoint, ...]
    supplement: Endpoint | None = None
    find: Endpoint | None = None
    find_reference: Endpoint | None = None
    read: Endpoint | None = None
    dry_run: Endpoint | None = None
    attach: Attaching | None = None
    people: Endpoint | None = None
    addresses: Endpoint | None = None
    vehicles: Endpoint | None = None
