"""From the frozen record document to the very bytes that another system is sent: pure but for reading an XSD once."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from triage.models import codec
from triage.models.errors import FieldError, InputError
from triage.models.ids import OpId
from triage.models.verdict import Reply
from triage.records.connector import UNFIT
from triage.records.mapped.checked import Schema
from triage.records.mapped.markup import write_xml
from triage.records.mapped.rendering import Node, as_json, fields_of, plain_path, render
from triage.records.mapped.shape import Endpoint, Mapping

JSON, XML = "application/json", "application/xml; charset=utf-8"


class Unfit(Exception):
    """The system could not take the document as it is; nothing was sent. ``reply`` says so as a refusal would."""

    def __init__(self, mapping: Mapping, errors: tuple[FieldError, ...]) -> None:
        super().__init__(mapping.name)
        title = f"{mapping.name} cannot take this as it is. Nothing was sent."
        self.reply = Reply(status=422, problem=UNFIT, title=title, errors=errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is sent for one document. ``fields``: the tree it was made of, by which a refusal's fields are found again;
    ``variables`` fill the endpoint's path; ``call``: which of [[create]] it is, or "supplement".
    """

    call: str
    endpoint: Endpoint
    content: bytes
    media: str
    fields: Node
    one_based: bool
    deliverables: tuple[str, ...]
    variables: dict[str, str]

    @property
    def known(self) -> tuple[tuple[str, str], ...]:
        """Their fields and ours that each was filled from, for reading what they say about them."""
        less = 0 if self.one_based else 1
        return tuple((plain_path(path, less), node.pointer) for path, node in fields_of(self.fields) if node.pointer)

    @property
    def path(self) -> str:
        return filled(self.endpoint.path, self.variables)


class Writer:
    """``schemas``: the texts of the XSDs by name."""

    def __init__(self, mapping: Mapping, schemas: Table[str, str]) -> None:
        self._mapping = mapping
        self._schemas = schemas
        self._checked: Schema | None = None

    def create(self, body: bytes, key: OpId) -> Written:
        """Raises Unfit: a fault that names a field of ours."""
        document: dict[str, Any] = codec.decode(dict[str, Any], body)
        kinds = {entry["kind"] for entry in document["deliverables"]}
        for at, one in enumerate(self._mapping.create):
            if not one.takes or kinds <= set(one.takes):
                return self._written(one, document, key, str(at))
        told = ", ".join(sorted(kinds))
        fault = FieldError("/deliverables", f"the mapping has no [[create]] that takes {told} together")
        raise Unfit(self._mapping, (fault,))

    def supplement(self, record_id: str, body: bytes, key: OpId) -> Written:
        """Raises Unfit as `create` does, also when the mapping adds to no records."""
        if self._mapping.supplement is None:
            raise Unfit(self._mapping, (FieldError("", "the mapping has no [supplement]: nothing can be added there"),))
        document = {**codec.decode(dict[str, Any], body), "record_id": record_id}
        return self._written(self._mapping.supplement, document, key, "supplement")

    def ready(self) -> None:
        """Compile the XSD now; raises InputError when it cannot be used."""
        xml = self._mapping.xml
        if xml is None or not xml.schema or self._checked is not None:
            return
        if xml.schema not in self._schemas:
            fault = FieldError("xml.schema", f"there is no file {xml.schema} beside the mapping")
            raise InputError(f"The mapping {self._mapping.name} names a schema that is not there.", (fault,))
        self._checked = Schema(self._schemas[xml.schema], source=xml.schema)

    def _written(self, endpoint: Endpoint, document: dict[str, Any], key: OpId, call: str) -> Written:
        mapping, xml = self._mapping, self._mapping.xml
        made = render(endpoint.fields, {**document, "operation": str(key)}, mapping, xml.root if xml else "")
        faults = list(made.faults)
        content, media = b"", XML if xml else JSON
        if not faults:
            if xml:
                content = write_xml(made.root, xml.namespace)
                self.ready()
                faults += self._checked.faults(content, made.root) if self._checked else ()
            else:
                content = json.dumps(as_json(made.root), ensure_ascii=False, separators=(",", ":")).encode()
        limit = mapping.manners.takes_bytes
        if limit and len(content) > limit:
            faults.append(FieldError("", f"it is {len(content):,} bytes; {mapping.name} takes {limit:,}"))
        if faults:
            raise Unfit(mapping, tuple(faults))
        keys = tuple(str(entry["key"]) for entry in document["deliverables"])
        if call == "supplement" and not endpoint.answer.deliverable:
            # The answer names the record added to; of a crime that is new in this addition it says nothing.
            keys = tuple(key for key in keys if key == "supplement") or keys
        variables = {
            "external_reference": str(document["external_reference"]),
            "operation": str(key),
            "deliverable": keys[0] if keys else "",
            "record_id": str(document.get("record_id", "")),
        }
        return Written(
            call=call,
            endpoint=endpoint,
            content=content,
            media=media,
            fields=made.root,
            one_based=xml is not None,
            deliverables=keys,
            variables=variables,
        )


def filled(path: str, variables: Table[str, str]) -> str:
    """A path with its variables, each percent-encoded; members of the query that would be empty are left out."""
    head, mark, query = path.partition("?")
    known = {name: quote(value, safe="") for name, value in variables.items()}
    kept = [part for part in query.split("&") if not _empty(part, variables)] if mark else []
    return head.format_map(known) + ("?" + "&".join(part.format_map(known) for part in kept) if kept else "")


def _empty(part: str, variables: Table[str, str]) -> bool:
    used = [name for _, name, _, _ in string.Formatter().parse(part) if name is not None]
    return bool(used) and not any(variables.get(name) for name in used)
