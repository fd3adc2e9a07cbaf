"""What the stores really hold, and what is left on the disk: never the word of the program under suspicion."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3

from triage.services.secret import TrainingKeyFile

from .root import Root
from .stations import HOME, Stations, ask

STORE = f"{HOME}/.local/share/triage/training"
TEXT_CHARS = 30
POSTGRES = "/var/lib/postgresql"


@dataclass(frozen=True, slots=True)
class Store:
    """A closed desktop's store: its schema's number, drafts by report, operations that wait, copies made before."""

    schema: int
    drafts: dict[str, str]
    waiting: int
    decisions: int
    copies: int


def read_store(root: Root) -> Store:
    """Look into a copy of the person's store with the person's key."""
    folder = root.of(STORE)
    key = TrainingKeyFile(folder / "training.key").load(may_make=False)
    with tempfile.TemporaryDirectory() as apart:
        for file in folder.glob("desk.db*"):
            shutil.copy(file, apart)
        with closing(sqlcipher3.connect(f"{apart}/desk.db")) as connection:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")

            def one(statement: str) -> int:
                return int(connection.execute(statement).fetchone()[0])

            drafts = connection.execute("SELECT report_id, body FROM drafts").fetchall()
            return Store(
                schema=one("PRAGMA user_version"),
                drafts={report: bytes(body).decode("utf-8", "replace") for report, body in drafts},
                waiting=one("SELECT count(*) FROM operations WHERE superseded = 0 AND status <> 'delivered'"),
                decisions=one("SELECT count(*) FROM decisions"),
                copies=len(list(folder.glob("desk.db.before-*"))),
            )


def check_arrived(stations: Stations) -> None:
    """Each decided report is in each records system once, and closed at the gateway with just those references."""
    tell, decided = stations.steps.tell, set(stations.reports)
    made = _records(stations.root)
    for system in ("control", "crime"):
        mine = [reference for of, reference, _, _ in made if of == system]
        tell(
            f"the {system} system holds each decided report exactly once and nothing else",
            sorted(mine) == sorted(decided),
        )
    asked = """SELECT report_id, convert_from("references", 'UTF8') AS told FROM settlements"""
    settled = {str(row["report_id"]): json.loads(str(row["told"])) for row in ask(stations.root, asked)}
    given: dict[str, set[str]] = {}
    for _, report, receipt, _ in made:
        given.setdefault(report, set()).update(one["reference"] for one in json.loads(receipt)["references"])
    kept = {report: {one["reference"] for one in told} for report, told in settled.items()}
    tell("PostgreSQL holds each as settled, with the references that the records systems gave", given == kept)


def record_of(root: Root, report_id: str) -> str:
    """What the records systems were sent about a report, as text."""
    return "\n".join(body for _, report, _, body in _records(root) if report == report_id)


def _records(root: Root) -> list[tuple[str, str, str, str]]:
    """System, report, receipt and document of each record, in the order made."""
    with closing(sqlite3.connect(f"file:{root.of(HOME)}/records/records.db?mode=ro", uri=True)) as connection:
        asked = "SELECT system, external_reference, receipt, document FROM records ORDER BY seq"
        return connection.execute(asked).fetchall()


def texts_of(payloads: Iterable[bytes]) -> list[str]:
    """What the public wrote in these payloads: the beginning of each longer text."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str) and len(value) > TEXT_CHARS and " " in value and value[0].isalnum():
            found.add(value[:TEXT_CHARS].splitlines()[0])

    for body in payloads:
        walk(json.loads(body))
    return sorted(text for text in found if len(text) > TEXT_CHARS // 2)


def files_with(root: Root, texts: Iterable[str]) -> list[str]:
    """Files of the root in which any of the texts stands, as plain bytes; not in programs, which bring their own."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as patterns:
        patterns.write("\n".join(texts) + "\n")
        patterns.flush()
        words = [
            "grep",
            "-rlaF",
            "--exclude-dir=proc",
            "--exclude-dir=dev",
            "--exclude-dir=sys",
            "--exclude-dir=usr",
            "-f",
            patterns.name,
        ]
        ended = subprocess.run([*words, str(root.path)], capture_output=True, text=True, check=False)
    return sorted(f"/{Path(line).relative_to(root.path)}" for line in ended.stdout.splitlines())


def ours(root: Root) -> list[str]:
    """Files and folders of the root that carry our name or belonged to the gateway's account."""
    told = root.run(
        "find", "/", "-xdev", "(", "-iname", "*triage*", "-o", "-nouser", "-o", "-nogroup", ")", "-print", ok=False
    )
    return sorted(line for line in told.splitlines() if line.startswith("/") and not line.startswith(("/dev", "/proc")))
