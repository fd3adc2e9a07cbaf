"""The encrypted store: whole transactions, unreadable without the key, migrations that lose nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, text

from tests.builders import NOW
from tests.services.rig import KEY
from triage.models.errors import KnownError
from triage.services import state
from triage.services.cipher import DamagedStore, UnreadableStore
from triage.services.migrate import NewerStore, migrate, version_of
from triage.services.salvage.rescue import rescue
from triage.services.schema import MIGRATIONS
from triage.services.store import Store
from triage.services.tables import METADATA

MARKER = "MARKER-Dilys-Probart-07700900123"


async def test_what_was_written_is_read_again(store: Store) -> None:
    await store.write(lambda conn: state.put(conn, "k", "v"))
    assert await store.read(lambda conn: state.get(conn, "k")) == "v"


async def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    def half(conn: Connection) -> None:
        state.put(conn, "k", "v")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.write(half)
    assert await store.read(lambda conn: state.get(conn, "k")) == ""


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(KnownError):
        await store.read(lambda conn: state.put(conn, "k", "v"))


async def test_a_write_whose_caller_is_cancelled_still_happens(store: Store) -> None:
    task = asyncio.ensure_future(store.write(lambda conn: state.put(conn, "k", "v")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.write(lambda conn: state.get(conn, "k")) == "v"


async def test_the_file_tells_nothing_without_its_key(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = await Store.open(path, KEY)
    await store.write(lambda conn: state.put(conn, "k", MARKER))
    files = _contents(tmp_path)
    await store.close()
    assert len(files) >= 2  # the write-ahead log is there too
    for content in [*files, path.read_bytes()]:
        assert MARKER.encode() not in content
        assert b"SQLite format" not in content


async def test_a_wrong_key_is_told_in_words(tmp_path: Path) -> None:
    await (await Store.open(tmp_path / "desk.db", KEY)).close()
    with pytest.raises(DamagedStore):
        await Store.open(tmp_path / "desk.db", b"x" * 32)
    with pytest.raises(UnreadableStore, match="key does not fit"):
        rescue(tmp_path / "desk.db", b"x" * 32, NOW)
    await (await Store.open(tmp_path / "desk.db", KEY)).close()


async def test_a_damaged_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    await (await Store.open(path, KEY)).close()
    content = bytearray(path.read_bytes())
    content[0:4096] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises(KnownError, match="damaged"):
        await Store.open(path, KEY)


async def test_a_full_disk_is_told_in_words_and_nothing_is_half_saved(store: Store) -> None:
    await store.write(lambda conn: conn.execute(text("PRAGMA max_page_count = 60")).all())
    with pytest.raises(KnownError, match="full"):
        await store.write(lambda conn: (state.put(conn, "a", "1"), state.put(conn, "k", "v" * 1_000_000)))
    assert await store.read(lambda conn: state.get(conn, "a")) == ""


async def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "desk.db", KEY)
    await store.close()
    raw = _raw(tmp_path / "desk.db")
    raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    raw.close()
    with pytest.raises(NewerStore):
        await Store.open(tmp_path / "desk.db", KEY)


async def test_the_pragmas_that_protect_work(store: Store) -> None:
    def pragmas(conn: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return [conn.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert await store.write(pragmas) == ["wal", 2, 1, 1]


async def test_the_tables_of_the_code_are_those_of_the_file(store: Store) -> None:
    def columns(conn: Connection) -> dict[str, set[str]]:
        return {
            name: {str(row.name) for row in conn.execute(text(f"PRAGMA table_info({name})"))}
            for name in METADATA.tables
        }

    found = await store.read(columns)
    assert found == {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}


def test_a_step_that_fails_leaves_the_version_and_the_schema_before_it(tmp_path: Path) -> None:
    raw = _raw(tmp_path / "desk.db")
    with pytest.raises(sqlcipher.Error):
        migrate(raw, tmp_path / "desk.db", [("CREATE TABLE a (x)",), ("CREATE TABLE b (x)", "NOT SQL")])
    tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
    assert (version_of(raw), tables) == (1, {"a"})
    raw.close()


def test_a_disk_that_fills_in_the_middle_of_a_step_is_told_by_its_own_words(tmp_path: Path) -> None:
    raw = _raw(tmp_path / "desk.db")
    raw.execute("PRAGMA max_page_count = 8")
    with pytest.raises(sqlcipher.Error, match="full"):
        migrate(raw, tmp_path / "desk.db", MIGRATIONS)
    raw.close()


def test_an_upgrade_keeps_an_encrypted_copy_of_the_file_before_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    raw = _raw(path)
    migrate(raw, path, [("CREATE TABLE a (x)",)])
    raw.execute("INSERT INTO a VALUES (?)", (MARKER,))
    migrate(raw, path, [("CREATE TABLE a (x)",), ("CREATE TABLE b (x)",)])
    raw.close()
    copy = _raw(path.with_name("desk.db.before-2"))
    assert (version_of(copy), copy.execute("SELECT x FROM a").fetchone()[0]) == (1, MARKER)
    copy.close()


async def test_operations_are_frozen_and_audit_lines_stay(rig_store: Store) -> None:
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit", "UPDATE operations SET body = x'00'"):
        with pytest.raises(Exception, match=r"append-only|frozen"):
            await rig_store.write(lambda conn, sql=statement: conn.execute(text(sql)))  # type: ignore[misc]


@pytest.fixture
async def rig_store(rig: object) -> Store:
    from tests.services.rig import Rig

    assert isinstance(rig, Rig)
    report_id = await rig.arrive(1)
    await rig.triage.decide(report_id)
    return rig.store


def _raw(path: Path) -> sqlcipher.Connection:
    raw = sqlcipher.connect(str(path), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    raw.execute("PRAGMA journal_mode = WAL")
    return raw


def _contents(folder: Path) -> list[bytes]:
    return [found.read_bytes() for found in folder.iterdir()]
