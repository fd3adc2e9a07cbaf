"""Group policy templates (ADMX and ADML) from the table of all settings: what can be set here is what the desk reads.

    .venv/bin/python packaging/windows/admx.py --out FOLDER

Values go where `triage.policy.registry` looks: HKLM\\Software\\Policies\\Triage, a table's in a key of its name, what
is locked in the key ``locked``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from triage.models.desk_keys import DESK_KEYS, MACHINE, DeskKey, Kind
from triage.policy.registry import PLACE
from triage.policy.tables import LOCKED

NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
LANGUAGES = ("en-GB", "en-US")
"""The words are British; Windows falls back to en-US where a console has another language."""
SWITCH = (("1", "On"), ("0", "Off"))
CATEGORIES = {"": "Triage", "sign_in": "Sign-in", "look": "Look"}
LOCK = "Lock: neither the force's profile nor the person can change it"
LOCKED_VARIABLES = "Locked variables: the whole name (records.NAME) as name, 1 as value"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the group policy templates.")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    write(parser.parse_args().out)
    return 0


def write(folder: Path) -> None:
    """triage.admx, and triage.adml in a folder for each language."""
    _save(definitions(), folder / "triage.admx")
    for language in LANGUAGES:
        _save(words(), folder / language / "triage.adml")


def settable() -> list[DeskKey]:
    """What a machine policy may set."""
    return [key for key in DESK_KEYS if MACHINE in key.layers]


def definitions() -> ET.Element:
    """The ADMX."""
    root = ET.Element("policyDefinitions", xmlns=NAMESPACE, revision="1.0", schemaVersion="1.0")
    spaces = ET.SubElement(root, "policyNamespaces")
    ET.SubElement(spaces, "target", prefix="triage", namespace="Triage.Policies")
    ET.SubElement(root, "resources", minRequiredRevision="1.0")
    supported = ET.SubElement(ET.SubElement(root, "supportedOn"), "definitions")
    ET.SubElement(supported, "definition", name="installed", displayName="$(string.installed)")
    categories = ET.SubElement(root, "categories")
    for group in CATEGORIES:
        category = ET.SubElement(
            categories, "category", name=_category(group), displayName=f"$(string.{_category(group)})"
        )
        if group:
            ET.SubElement(category, "parentCategory", ref=_category(""))
    policies = ET.SubElement(root, "policies")
    for key in settable():
        _policy(policies, key)
    return root


def _policy(policies: ET.Element, key: DeskKey) -> None:
    name = _id(key)
    place = "\\".join(filter(None, (PLACE, key.group)))
    policy = ET.SubElement(
        policies, "policy", name=name, key=place, displayName=f"$(string.{name})", explainText=f"$(string.{name}_what)",
        presentation=f"$(presentation.{name})", **{"class": "Machine"},
    )  # fmt: skip
    ET.SubElement(policy, "parentCategory", ref=_category(key.group))
    ET.SubElement(policy, "supportedOn", ref="installed")
    elements = ET.SubElement(policy, "elements")
    member = key.name.rpartition(".")[2]
    if key.kind is Kind.TABLE:
        ET.SubElement(elements, "list", id="value", key=f"{PLACE}\\{key.name}", explicitValue="true")
        ET.SubElement(elements, "list", id="lock", key=f"{PLACE}\\{LOCKED}", explicitValue="true", additive="true")
        return
    if key.kind is Kind.WHOLE:
        limits = {"minValue": str(key.least), "maxValue": str(key.most)}
        ET.SubElement(elements, "decimal", id="value", valueName=member, required="true", **limits)
    elif choices := _choices(key):
        enum = ET.SubElement(elements, "enum", id="value", valueName=member, required="true")
        for number, (value, _) in enumerate(choices):
            item = ET.SubElement(enum, "item", displayName=f"$(string.{name}_{number})")
            _value(ET.SubElement(item, "value"), value, number=key.kind is Kind.SWITCH)
    else:
        ET.SubElement(elements, "text", id="value", valueName=member, required="true")
    if key.lockable:
        lock = ET.SubElement(elements, "boolean", id="lock", key=f"{PLACE}\\{LOCKED}", valueName=key.name)
        _value(ET.SubElement(lock, "trueValue"), "1", number=True)
        ET.SubElement(ET.SubElement(lock, "falseValue"), "delete")


def words() -> ET.Element:
    """The ADML: every text that the editor shows."""
    root = ET.Element("policyDefinitionResources", xmlns=NAMESPACE, revision="1.0", schemaVersion="1.0")
    ET.SubElement(root, "displayName").text = "Triage"
    ET.SubElement(root, "description").text = "Settings of the desk for online reports"
    resources = ET.SubElement(root, "resources")
    strings = ET.SubElement(resources, "stringTable")

    def say(name: str, text: str) -> None:
        ET.SubElement(strings, "string", id=name).text = text

    say("installed", "Triage on Windows 10 or newer")
    for group, text in CATEGORIES.items():
        say(_category(group), text)
    for key in settable():
        name = _id(key)
        say(name, key.title)
        without = f"Without it: {_shown(key) or key.without}."
        say(
            f"{name}_what",
            f"{key.what}\n\n{without}\n\nSetting {key.name}; the variable {key.variable} of the environment.",
        )
        for number, (_, shown) in enumerate(_choices(key)):
            say(f"{name}_{number}", shown)
    presentations = ET.SubElement(resources, "presentationTable")
    for key in settable():
        _presentation(presentations, key)
    return root


def _presentation(presentations: ET.Element, key: DeskKey) -> None:
    shown = ET.SubElement(presentations, "presentation", id=_id(key))
    if key.kind is Kind.TABLE:
        ET.SubElement(shown, "listBox", refId="value").text = "Variables: name and value"
        ET.SubElement(shown, "listBox", refId="lock").text = LOCKED_VARIABLES
        return
    if key.kind is Kind.WHOLE:
        box = ET.SubElement(shown, "decimalTextBox", refId="value", defaultValue=key.default or str(key.least))
        box.text = f"{key.title} ({key.least} to {key.most})"
    elif choices := _choices(key):
        values = [value for value, _ in choices]
        default = {"true": "1", "false": "0"}.get(key.default, key.default)
        at = values.index(default) if default in values else 0
        ET.SubElement(shown, "dropdownList", refId="value", noSort="true", defaultItem=str(at)).text = key.title
    else:
        box = ET.SubElement(shown, "textBox", refId="value")
        ET.SubElement(box, "label").text = key.title
        if key.default:
            ET.SubElement(box, "defaultValue").text = key.default
    if key.lockable:
        ET.SubElement(shown, "checkBox", refId="lock", defaultChecked="false").text = LOCK


def _choices(key: DeskKey) -> tuple[tuple[str, str], ...]:
    return SWITCH if key.kind is Kind.SWITCH else key.choices if key.kind is Kind.CHOICE else ()


def _shown(key: DeskKey) -> str:
    return next((words for value, words in key.choices if value == key.default), key.default)


def _value(parent: ET.Element, value: str, *, number: bool) -> None:
    if number:
        ET.SubElement(parent, "decimal", value=value)
    else:
        ET.SubElement(parent, "string").text = value


def _id(key: DeskKey) -> str:
    return key.name.replace(".", "_")


def _category(group: str) -> str:
    return f"triage_{group}".rstrip("_")


def _save(root: ET.Element, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    ET.indent(root)
    ET.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


if __name__ == "__main__":
    raise SystemExit(main())
