"""The definition of the installer (WiX 3, as wixl reads it): files, shortcuts, what Intune looks for, upgrades."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path
from xml.etree import ElementTree as ET

from layout import files_of  # beside this file, which Python puts first on its path

UPGRADE_CODE = "7E0C3E0E-5F0B-4C6E-9F67-3B1F2B0C8A51"
"""One for ever: by it Windows knows an older Triage."""
NAMESPACE = uuid.UUID("2b1e7f54-6c0d-4d3c-8a5e-f2c94f6f0d11")
ICON = "triage.ico"
KEY = "Software\\Triage"
SHORTCUTS = (
    ("Triage", "bin\\triage.exe", "", "Online reports from the public"),
    ("Triage training", "bin\\triage.exe", "training", "Practise on invented reports"),
)
NEWER = "A newer Triage is installed. Remove it first if you want this older one."


def definition(tree: Path, version: str, work: Path) -> ET.Element:
    """The whole installer of the files under ``tree``; per machine, 64 bit. Packed in ``work``, where the icon lies."""
    root = ET.Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    product = ET.SubElement(
        root, "Product", Id="*", Name="Triage", Language="2057", Codepage="1252", Version=version,
        Manufacturer="Triage", UpgradeCode=UPGRADE_CODE,
    )  # fmt: skip
    ET.SubElement(
        product, "Package", InstallerVersion="500", Compressed="yes", InstallScope="perMachine", Languages="2057",
        Description="Desk for online reports from the public", Manufacturer="Triage",
    )  # fmt: skip
    ET.SubElement(product, "MajorUpgrade", DowngradeErrorMessage=NEWER)
    ET.SubElement(product, "Media", Id="1", Cabinet="triage.cab", EmbedCab="yes")
    ET.SubElement(product, "Icon", Id=ICON, SourceFile=ICON)
    for name, value in (("ARPPRODUCTICON", ICON), ("ARPNOMODIFY", "1")):
        ET.SubElement(product, "Property", Id=name, Value=value)
    top = ET.SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = ET.SubElement(top, "Directory", Id="ProgramFiles64Folder", Name="PFiles")
    home = ET.SubElement(programs, "Directory", Id="INSTALLDIR", Name="Triage")
    components = _files(home, tree, work)
    menu = ET.SubElement(top, "Directory", Id="ProgramMenuFolder", Name="Programs")
    components += [_menu(menu), _told(home, version)]
    feature = ET.SubElement(product, "Feature", Id="Complete", Title="Triage", Level="1")
    for component in components:
        ET.SubElement(feature, "ComponentRef", Id=component)
    return root


def _files(home: ET.Element, tree: Path, work: Path) -> list[str]:
    """A component for each file, with a number that stays the same from version to version."""
    folders = {Path(): home}
    components = []
    for file in files_of(tree):
        inside = file.relative_to(tree)
        name = _id(inside)
        component = _component(_folder(folders, inside.parent), f"c{name}", inside.as_posix())
        ET.SubElement(
            component, "File", Id=f"f{name}", Name=file.name, Source=os.path.relpath(file, work), KeyPath="yes"
        )
        components.append(f"c{name}")
    return components


def _folder(folders: dict[Path, ET.Element], path: Path) -> ET.Element:
    if path not in folders:
        parent = _folder(folders, path.parent)
        folders[path] = ET.SubElement(parent, "Directory", Id=f"d{_id(path)}", Name=path.name)
    return folders[path]


def _menu(menu: ET.Element) -> str:
    component = _component(menu, "shortcuts", "shortcuts")
    for number, (name, target, arguments, description) in enumerate(SHORTCUTS):
        more = {"Arguments": arguments} if arguments else {}
        ET.SubElement(
            component, "Shortcut", Id=f"shortcut{number}", Name=name, Target=f"[INSTALLDIR]{target}", Icon=ICON,
            Description=description, WorkingDirectory="INSTALLDIR", **more,
        )  # fmt: skip
    ET.SubElement(
        component, "RegistryValue", Root="HKLM", Key=KEY, Name="Shortcuts", Type="integer", Value="1", KeyPath="yes"
    )
    return "shortcuts"


def _told(home: ET.Element, version: str) -> str:
    """What a management system looks for."""
    component = _component(home, "told", "told")
    for name, value, key in (("Version", version, "yes"), ("Folder", "[INSTALLDIR]", "no")):
        ET.SubElement(
            component, "RegistryValue", Root="HKLM", Key=KEY, Name=name, Type="string", Value=value, KeyPath=key
        )
    return "told"


def _component(parent: ET.Element, name: str, what: str) -> ET.Element:
    number = str(uuid.uuid5(NAMESPACE, what)).upper()
    return ET.SubElement(parent, "Component", Id=name, Guid=number, Win64="yes")


def _id(path: Path) -> str:
    return hashlib.sha256(path.as_posix().encode()).hexdigest()[:24]
