"""The ledger reads what really is in the two stores, repeats and gaps included."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from triage.training.ledger import Ledger, read_ledger


def a_ground(home: Path, *, settled: bool = True, second_record: bool = False) -> Ledger:
    """One report begun at 1, recorded in both systems at 2 and 3, settled at 4."""
    with closing(sqlite3.connect(home / "gateway.db")) as gateway:
        gateway.executescript(
            "CREATE TABLE reports (report_id); CREATE TABLE submissions (id);"
            "CREATE TABLE decisions (report_id, begun_at);"
            'CREATE TABLE settlements (id, report_id, "references", settled_at);'
        )
        gateway.execute("INSERT INTO reports VALUES ('r1')")
        gateway.execute("INSERT INTO decisions VALUES ('r1', '2026-11-20 06:00:01.000000')")
        if settled:
            given = json.dumps([{"reference": "CAD 1"}, {"reference": "C/1"}])
            gateway.execute("INSERT INTO settlements VALUES (1, 'r1', ?, '2026-11-20 06:00:04.000000')", (given,))
        gateway.commit()
    with closing(sqlite3.connect(home / "records.db")) as records:
        records.execute("CREATE TABLE records (seq, record_id, system, external_reference, receipt, created_at)")
        records.execute("CREATE TABLE attachments (record_id)")
        records.execute("INSERT INTO attachments VALUES (1)")
        rows = [("control", "CAD 1", "2026-11-20T06:00:02+00:00"), ("crime", "C/1", "2026-11-20T06:00:03+00:00")]
        rows += [("crime", "C/2", "2026-11-20T06:00:05+00:00")] if second_record else []
        for seq, (system, reference, at) in enumerate(rows):
            receipt = json.dumps({"references": [{"reference": reference}]})
            records.execute("INSERT INTO records VALUES (?, ?, ?, 'r1', ?, ?)", (seq, seq, system, receipt, at))
        records.commit()
    return read_ledger(home)


def test_a_report_that_went_the_whole_way_agrees_and_is_in_order(tmp_path: Path) -> None:
    ledger = a_ground(tmp_path)
    assert ledger.records == {"control": ["r1"], "crime": ["r1"]}
    assert (ledger.filed["control"], ledger.filed["crime"]) == ([], ["r1"])
    assert ledger.references_agree(["r1"])
    assert ledger.in_order(["r1"])


def test_a_report_never_settled_does_not_agree(tmp_path: Path) -> None:
    ledger = a_ground(tmp_path, settled=False)
    assert not ledger.references_agree(["r1"])
    assert not ledger.in_order(["r1"])


def test_a_doubled_record_shows_as_a_repeat_and_out_of_order(tmp_path: Path) -> None:
    ledger = a_ground(tmp_path, second_record=True)
    assert ledger.records["crime"] == ["r1", "r1"]
    assert not ledger.in_order(["r1"])


def test_a_report_nobody_knows_agrees_with_nothing(tmp_path: Path) -> None:
    assert not a_ground(tmp_path).references_agree(["r2"])
