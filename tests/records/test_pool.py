"""The one client of a system: made at the first call, in a thread, once; a shared one stays open."""

from __future__ import annotations

import asyncio

import httpx

from triage.records.http import Pool

ADDRESS = "http://127.0.0.1:9"


async def test_calls_that_come_together_share_one_client() -> None:
    pool = Pool(ADDRESS, 1.0)
    first, second = await asyncio.gather(pool.client(), pool.client())
    assert first is second
    await pool.aclose()


async def test_an_own_client_is_closed() -> None:
    pool = Pool(ADDRESS, 1.0)
    client = await pool.client()
    await pool.aclose()
    assert client.is_closed


async def test_closing_before_any_call_makes_no_client() -> None:
    pool = Pool(ADDRESS, 1.0)
    await pool.aclose()


async def test_a_shared_client_stays_open() -> None:
    async with httpx.AsyncClient() as shared:
        pool = Pool(ADDRESS, 1.0, shared)
        assert await pool.client() is shared
        await pool.aclose()
        assert not shared.is_closed
