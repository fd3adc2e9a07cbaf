"""A damaged store: noticed, kept aside, what can be read saved, and every thing that could not be is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from tests.builders import NOW
from tests.crash.wreck import a_full_store, contents, copied, files_of, pages, salvaged, scribble, silently_lost
from tests.services.rig import KEY
from triage.models.salvage import Fate
from triage.services.cipher import PAGE_BYTES, DamagedStore, UnreadableStore
from triage.services.salvage import exchange
from triage.services.salvage.carrying import FETCHED_AGAIN, TABLES
from triage.services.salvage.head import spare_of
from triage.services.salvage.rescue import rescue
from triage.services.store import Store
from triage.services.tables import LINES, METADATA

EVERY = 7
"""One page in so many is tried here, so that it stays a matter of seconds; 1 tries them all."""


def test_every_table_is_carried_over_or_fetched_again() -> None:
    assert set(METADATA.tables) == set(TABLES) | FETCHED_AGAIN - {"search"}


async def test_whichever_page_is_damaged_nothing_goes_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    before = await a_full_store(path)
    saved = 0
    for page in range(1, pages(path), EVERY):
        broken = copied(path, tmp_path / f"page-{page}")
        scribble(broken, page * PAGE_BYTES + 100)
        told, after = await salvaged(broken, NOW)
        assert not silently_lost(before, after, told), f"page {page}: {told.things}"
        assert (broken.parent / told.kept_as).exists()
        saved += sum(draft.rationale == before.drafts[key].rationale for key, draft in after.drafts.items())
    assert saved > 0


async def test_the_first_page_is_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    before = await a_full_store(path)
    scribble(path, 0, PAGE_BYTES)
    with pytest.raises(DamagedStore):
        await Store.open(path, KEY)
    told, after = await salvaged(path, NOW)
    assert after == before
    assert "first page" in told.why
    assert {thing.fate for thing in told.things} == {Fate.SAVED, Fate.DOUBTFUL}


async def test_zeros_in_the_place_of_words_are_never_taken_for_words(tmp_path: Path) -> None:
    """SQLCipher gives the rest of a long row as zeros, and no error, when a page of it does not fit."""
    path = tmp_path / "desk.db"
    words = b"word " * 4000
    store = await Store.open(path, KEY)
    await store.write(lambda conn: conn.execute(insert(LINES).values(report_id="r", body=words)))
    await store.close()
    noticed = 0
    for page in range(pages(path) - 6, pages(path)):
        broken = copied(path, tmp_path / f"page-{page}")
        scribble(broken, page * PAGE_BYTES + 100)
        try:
            opened = await Store.open(broken, KEY)
        except DamagedStore:
            continue
        try:
            assert await opened.read(lambda conn: conn.scalar(select(LINES.c.body))) == words
        except DamagedStore:
            noticed += 1
            assert opened.damaged.is_set()
        await opened.close()
    assert noticed >= 4


@pytest.mark.parametrize("left", [0.9, 0.5, 0.1, 0.0])
async def test_what_is_left_of_a_file_that_was_cut_off_is_saved(tmp_path: Path, left: float) -> None:
    path = tmp_path / "desk.db"
    before = await a_full_store(path)
    os.truncate(path, int(pages(path) * left) * PAGE_BYTES)
    with pytest.raises(DamagedStore):
        await Store.open(path, KEY)
    told, after = await salvaged(path, NOW)
    assert not silently_lost(before, after, told)


async def test_a_file_that_is_gone_is_told_and_not_taken_for_a_first_start(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    await a_full_store(path, held=1, decided=0)
    path.unlink()
    with pytest.raises(DamagedStore):
        await Store.open(path, KEY)
    told, after = await salvaged(path, NOW)
    assert "gone" in told.why
    assert not after.drafts


async def test_work_behind_a_damaged_place_of_the_log_is_saved(tmp_path: Path) -> None:
    """SQLite itself passes over it without a word: what was saved an hour ago would be back, and nobody would know."""
    path = tmp_path / "desk.db"
    before = await a_full_store(path, running=tmp_path / "killed")
    killed = tmp_path / "killed" / "desk.db"
    scribble(exchange.log_of(killed), 32 + 3 * (PAGE_BYTES + 24) + 500)
    with pytest.raises(DamagedStore):
        await Store.open(killed, KEY)
    told, after = await salvaged(killed, NOW)
    assert "log was damaged" in told.why
    assert not silently_lost(before, after, told)
    assert len(after.drafts) == len(before.drafts)


async def test_a_log_torn_by_a_power_cut_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    await a_full_store(path, running=tmp_path / "killed")
    killed = tmp_path / "killed" / "desk.db"
    size = exchange.log_of(killed).stat().st_size
    os.truncate(exchange.log_of(killed), size - 2000)
    store = await Store.open(killed, KEY)
    assert (await store.read(contents)).drafts
    await store.close()


@pytest.mark.parametrize("after", ["aside", "log aside"])
async def test_an_exchange_that_was_cut_off_goes_on_at_the_next_start(tmp_path: Path, after: str) -> None:
    path = tmp_path / "desk.db"
    before = await a_full_store(path, held=1, decided=1)
    path.replace(exchange.mending_of(path))  # the new store is whole
    aside = exchange.aside_of(path, NOW)
    aside.write_bytes(b"the damaged one")
    log = exchange.log_of(path)
    if after == "aside":
        log.write_bytes(b"its log, which must never meet the new store")
    store = await Store.open(path, KEY)
    assert await store.read(contents) == before
    await store.close()
    if after == "aside":
        assert b"never meet" in exchange.log_of(aside).read_bytes()


async def test_a_salvage_that_was_cut_off_begins_again(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    before = await a_full_store(path, held=1, decided=1)
    scribble(path, 0, PAGE_BYTES)
    exchange.mending_of(path).write_bytes(b"half of a new store")
    told, after = await salvaged(path, NOW)
    assert after == before
    left = {name for name in files_of(tmp_path) if "damaged" not in name}
    assert left == {"desk.db", "desk.db-head"}
    assert told.kept_as in files_of(tmp_path)


async def test_with_the_wrong_key_nothing_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    await a_full_store(path, held=1, decided=0)
    files = files_of(tmp_path)
    with pytest.raises(UnreadableStore):
        rescue(path, b"x" * 32, NOW)
    assert files_of(tmp_path) == files
    assert spare_of(path).exists()
