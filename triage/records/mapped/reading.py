"""Reading a mapping file: every fault is named by its key and line, with what to do about it."""

from __future__ import annotations

import re
import string
import tomllib
import zoneinfo
from collections.abc import Iterator
from typing import Any

from triage.models import codec
from triage.models.errors import FieldError, InputError
from triage.models.profile_lines import Lines
from triage.models.shape import faults_of
from triage.records.mapped.dropped_files import FILE_VARIABLES
from triage.records.mapped.line_checks import line_faults
from triage.records.mapped.paths import Fault, read_condition
from triage.records.mapped.shape import Endpoint, Line, Mapping

SHOWN = 5
RECORD = ("external_reference", "operation", "deliverable")
SEARCHES = {
    "people": ("surname", "given", "born", "contact"),
    "addresses": ("postcode",),
    "vehicles": ("registration",),
}
"""What each look-up is asked by; a call leaves out what it was not given."""
_VARIABLES = {
    "create": RECORD,
    "dry_run": RECORD,
    "supplement": (*RECORD, "record_id"),
    "read": ("record_id",),
    "find": RECORD,
    "find_reference": ("reference",),
    **SEARCHES,
}
_ATTACHED = ("record_id", "number", "name")
_THEIR = re.compile(r"(?<![\w\"'])their\s*=")


def load_mapping(text: str, *, source: str) -> Mapping:
    """The mapping in ``text``; ``source`` is the file's name for errors.

    Raises:
        InputError: not TOML, unknown keys, or lines that cannot be carried out; each with its key and its line.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refused(source, [FieldError("", f"not TOML: {error}")]) from error
    faults = list(faults_of(Mapping, table, ""))
    if not faults:
        mapping = codec.convert(Mapping, table)
        faults = list(_faults(mapping))
        if not faults:
            return mapping
    raise _refused(source, [_with_line(fault, text, table) for fault in faults])


def endpoints(mapping: Mapping) -> Iterator[tuple[str, Endpoint]]:
    """Every call of the mapping with its key ("create[0]", "find")."""
    yield from ((f"create[{at}]", one) for at, one in enumerate(mapping.create))
    for name in _VARIABLES:
        one = getattr(mapping, name)
        if isinstance(one, Endpoint):
            yield name, one


def _faults(mapping: Mapping) -> Iterator[FieldError]:
    if not mapping.name.strip():
        yield FieldError("name", "empty; a name for people is needed")
    if not mapping.create:
        yield FieldError("create", "at least one [[create]] is needed: how a record is made")
    if (mapping.format == "xml") is not (mapping.xml is not None):
        yield FieldError("xml", "a table [xml] is needed exactly when format is “xml”")
    if mapping.zone not in zoneinfo.available_timezones():
        yield FieldError("zone", f"“{mapping.zone}” is no time zone; for instance Europe/London")
    if mapping.auth.how == "header" and not mapping.auth.header:
        yield FieldError("auth.header", "missing; the name of the header that carries the key")
    for status in mapping.statuses:
        if not (status.isdecimal() and 100 <= int(status) <= 599):
            yield FieldError(f"statuses.{status}", "not an HTTP status; allowed are 100 to 599")
    yield from _manners(mapping)
    yield from _attaching(mapping)
    for name, one in endpoints(mapping):
        yield from _endpoint(name, one, mapping)


def _attaching(mapping: Mapping) -> Iterator[FieldError]:
    if mapping.attach is None:
        return
    path, allowed = mapping.attach.path, FILE_VARIABLES if mapping.folder else _ATTACHED
    try:
        used = {found for _, found, _, _ in string.Formatter().parse(path) if found is not None}
    except ValueError:
        used = {"{"}
    for variable in sorted(used - set(allowed)):
        told = ", ".join(allowed)
        yield FieldError("attach.path", f"“{{{variable}}}” is not known here; allowed are {told}")
    if mapping.folder and not {"record_id", "sha256"} <= used:
        yield FieldError("attach.path", "must hold {record_id} and {sha256}: else files could take each other's name")
    if mapping.folder and set(path) & set("/\\"):
        yield FieldError("attach.path", "is a name without “/”; folder.files says in which folder")


def _manners(mapping: Mapping) -> Iterator[FieldError]:
    key_told = mapping.manners.key_header or any(_uses_operation(one.fields) for one in mapping.create)
    if mapping.manners.idempotent and not key_told:
        yield FieldError(
            "manners.idempotent", "the key is not sent: name key_header, or send our “operation” in a field"
        )
    if mapping.folder and mapping.manners.idempotent:
        yield FieldError("manners.idempotent", "a folder knows no keys; leave it out")
    if mapping.find and mapping.find.if_match:
        yield FieldError("find.if_match", "is for supplement only")
    if mapping.supplement and mapping.supplement.if_match and mapping.read is None:
        yield FieldError("supplement.if_match", "needs [read]: how a record is read to learn its ETag")


def _uses_operation(lines: tuple[Line, ...]) -> bool:
    return any(line.our == "operation" or _uses_operation(line.fields) for line in lines)


def _endpoint(name: str, one: Endpoint, mapping: Mapping) -> Iterator[FieldError]:
    kind = name.partition("[")[0]
    yield from _path(name, kind, one, mapping)
    if one.answer.good_when:
        try:
            read_condition(f"answer {one.answer.good_when.partition(' ')[2]}".strip())
        except Fault as fault:
            yield FieldError(f"{name}.answer.good_when", str(fault))
    if kind not in ("create", "supplement"):
        if one.fields:
            yield FieldError(f"{name}.fields", "only create and supplement send fields")
        return
    if not one.fields:
        yield FieldError(f"{name}.fields", "missing; which of their fields get what")
    if not (one.answer.reference or one.answer.record_id):
        yield FieldError(f"{name}.answer", "missing; where the answer says the reference (reference or record_id)")
    yield from line_faults(one.fields, name, mapping)


def _path(name: str, kind: str, one: Endpoint, mapping: Mapping) -> Iterator[FieldError]:
    allowed = _VARIABLES[kind]
    if not one.path.startswith("/") and not mapping.folder and (kind != "dry_run" or one.path):
        yield FieldError(f"{name}.path", "must begin with “/”; it follows the destination's address")
    try:
        used = {found for _, found, _, _ in string.Formatter().parse(one.path) if found is not None}
    except ValueError:
        used = {"{"}
    for variable in sorted(used - set(allowed)):
        yield FieldError(f"{name}.path", f"“{{{variable}}}” is not known here; allowed are {', '.join(allowed)}")
    if kind == "find" and "external_reference" not in used:
        yield FieldError("find.path", "must hold {external_reference}: that is what is looked for")
    if kind in SEARCHES and not used:
        yield FieldError(f"{name}.path", f"must hold one of {', '.join(f'{{{word}}}' for word in allowed)}")


def _with_line(fault: FieldError, text: str, table: dict[str, Any]) -> FieldError:
    line = _line_of(fault.pointer, text, table)
    return FieldError(fault.pointer, f"line {line}: {fault.detail}") if line else fault


def _line_of(pointer: str, text: str, table: dict[str, Any]) -> int | None:
    """The line of the mapping line that a pointer leads into: the n-th “their” of the file; else as in any TOML."""
    wanted = re.match(r".*\.fields\[\d+\]", pointer)
    if wanted is None:
        return Lines(text).find(pointer)
    every = [number for number, words in enumerate(text.splitlines(), 1) for _ in _THEIR.findall(_bare(words))]
    for at, (path, _line) in enumerate(_lines_in(table, "")):
        if path == wanted[0]:
            return every[at] if at < len(every) else None
    return None


def _bare(words: str) -> str:
    """A line of TOML without its comment (a # inside quotes is rare, and only an error's line number hangs on it)."""
    return "" if words.lstrip().startswith("#") else words


def _lines_in(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for at, one in enumerate(value):
            yield from _lines_in(one, f"{path}[{at}]")
    elif isinstance(value, dict):
        if "their" in value:
            yield path, value
        for key, one in value.items():
            yield from _lines_in(one, f"{path}.{key}" if path else key)


def _refused(source: str, faults: list[FieldError]) -> InputError:
    told = "; ".join(f"{one.pointer}: {one.detail}" if one.pointer else one.detail for one in faults[:SHOWN])
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    what = f"The mapping {source} cannot be used: {told}{more}."
    return InputError(what, tuple(faults), "Correct the file, then try it with “triage records dry-run”.")
