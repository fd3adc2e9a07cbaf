"""XML written and read: no document type, no entities, nothing fetched."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from triage.records.mapped.paths import words
from triage.records.mapped.rendering import Node

_DEEPEST = 60
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class MarkupFault(ValueError):
    """What came is no XML, or not such as is read."""


def write_xml(root: Node, namespace: str) -> bytes:
    """The tree as an XML document in UTF-8; characters that XML has no place for become the replacement character."""
    if namespace:
        ET.register_namespace("", namespace)
    made = _element(root, namespace)
    made_bytes: bytes = ET.tostring(made, encoding="utf-8", xml_declaration=True)
    return made_bytes


def read_xml(body: bytes) -> Any:
    """The outermost element's content as plain values: members by local name, attributes with an @, text under "#".

    Raises:
        MarkupFault: no XML, or with a document type (which could name other files).
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MarkupFault("not UTF-8") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise MarkupFault("a document type is not read")
    try:
        return _plain(ET.fromstring(text.encode()), 0)  # noqa: S314 - entities need a document type, refused above
    except ET.ParseError as error:
        raise MarkupFault("not XML") from error


def _element(node: Node, namespace: str) -> ET.Element:
    made = ET.Element(f"{{{namespace}}}{node.name}" if namespace else node.name)
    if node.value is not None:
        made.text = _text(node.value)
    for child in node.children:
        if child.name.startswith("@"):
            made.set(child.name[1:], _text(child.value))
        else:
            made.append(_element(child, namespace))
    return made


def _text(value: Any) -> str:
    return _NOT_XML.sub("\ufffd", words(value))


def _plain(element: ET.Element, depth: int) -> Any:
    if depth > _DEEPEST:
        raise MarkupFault("nested too deeply")
    made: dict[str, Any] = {f"@{_local(name)}": value for name, value in element.attrib.items()}
    for child in element:
        name, value = _local(child.tag), _plain(child, depth + 1)
        if name in made:
            made[name] = [*(made[name] if isinstance(made[name], list) else [made[name]]), value]
        else:
            made[name] = value
    text = (element.text or "").strip()
    if not made:
        return text
    return {**made, "#": text} if text else made


def _local(name: str) -> str:
    return name.rpartition("}")[2]
