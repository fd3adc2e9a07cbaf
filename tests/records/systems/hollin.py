"""Hollin Crime as docs/mappings/hollin.toml drops files for it: takes what lies in its folder, checks it by its own
XSD, and answers with a file. It keeps nothing unique: the same file twice is two records."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import xmlschema

from tests.architecture.source import ROOT

NAMES = {"h": "urn:hollin:occurrence:2"}
SCHEMA = ROOT / "docs" / "mappings" / "hollin.xsd"


@dataclass
class Hollin:
    """``folder`` is where files are dropped; ``silent``: takes them and says nothing.
    ``files``: files of reports by their names, as they came."""

    folder: Path
    silent: bool = False
    refuse_surname: str = ""
    records: list[ET.Element] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "answers").mkdir(parents=True)
        (self.folder / "files").mkdir()
        self._schema = xmlschema.XMLSchema(str(SCHEMA))

    def take(self) -> int:
        """One round of its work; how many files it took."""
        taken = 0
        for path in sorted(self.folder.glob("[!.]*.xml")):
            content = path.read_bytes()
            path.unlink()
            taken += 1
            said = self._work(content)
            if not self.silent:
                self._answer(path.stem, said)
        for path in sorted((self.folder / "files").glob("[!.]*")):
            self.files.append((path.name, path.read_bytes()))
            path.unlink()
        return taken

    def _work(self, content: bytes) -> str:
        self._schema.validate(content.decode())
        root = ET.fromstring(content)
        surnames = [one.text or "" for one in root.iterfind("h:NOMINAL/h:Surname", NAMES)]
        if self.refuse_surname in surnames:
            at = surnames.index(self.refuse_surname) + 1
            fault = f"<Fault element={quoteattr(f'NOMINAL[{at}]/Surname')}>Not a name Hollin takes.</Fault>"
            return f'<Answer status="REJECTED"><Reason>Not taken.</Reason>{fault}</Answer>'
        self.records.append(root)
        number = len(self.records)
        classes = "".join(
            f"<Class key={quoteattr(one.get('key') or '')}>{escape(f'HC/{number}/{at}')}</Class>"
            for at, one in enumerate(root.iterfind("h:CLASS", NAMES), 1)
        )
        return f'<Answer status="ACCEPTED" id="H{number}">{classes}</Answer>'

    def _answer(self, stem: str, said: str) -> None:
        part = self.folder / "answers" / f".{stem}"
        part.write_text(f'<?xml version="1.0"?>\n{said}\n', encoding="utf-8")
        part.replace(self.folder / "answers" / f"{stem}.ack.xml")
