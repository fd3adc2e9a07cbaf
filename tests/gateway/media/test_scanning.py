"""Every file is scanned when there is a scanner; what it says decides who may have the bytes."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.gateway.bench import ON_SQLITE, ok, refused
from tests.gateway.media.clamd import Scanner, scanner
from tests.gateway.media.desk import EICAR, EXE, JPEG, MediaDesk, inline, linked
from tests.gateway.media.hub import answered
from triage.gateway.media.scan import Clamd, ScanFailure
from triage.models.errors import InputError
from triage.models.files import CLEAN, INFECTED, NOT_SCANNED, SCANNING, STORED, SUSPICIOUS, TOO_LARGE_TO_SCAN

LARGE_JPEG = JPEG + bytes(3 * 1024 * 1024)


@pytest.fixture(scope="session")
def clamd() -> Iterator[Scanner]:
    with scanner() as running:
        yield running


def zipped(content: bytes, name: str = "inside.txt") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


async def test_a_clean_file_is_handed_out_and_says_that_it_was_scanned(desk: MediaDesk, clamd: Scanner) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    path, state = await desk.after(linked(desk.hub.url("/1")), media=desk.media(clamd=clamd.address))
    assert (state.state, state.scan, state.reason) == (STORED, CLEAN, "")
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).content == JPEG
    assert await desk.words() == ["new", "media"]


@pytest.mark.parametrize("content", [EICAR, zipped(EICAR)])
async def test_an_infected_file_is_never_handed_out(desk: MediaDesk, clamd: Scanner, content: bytes) -> None:
    desk.hub.answers["/1"] = answered(content)
    media = desk.media(clamd=clamd.path)
    path, state = await desk.after(linked(desk.hub.url("/1"), "note.txt"), media=media)
    assert (state.state, state.scan, state.signature) == (INFECTED, INFECTED, "Eicar-Test-Signature.UNOFFICIAL")
    for query in ("", "?anyway=1"):
        told = refused(await desk.bench.ann.call("GET", f"{path}/attachments/1{query}"), 409, "infected")
        assert "Eicar-Test-Signature" in told.detail


async def test_an_infected_file_inside_the_payload_is_found_too(desk: MediaDesk, clamd: Scanner) -> None:
    media = desk.media(clamd=clamd.address)
    path, state = await desk.after(inline(EICAR, "note.txt", "text/plain"), media=media)
    assert state.state == INFECTED
    refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "infected")


@ON_SQLITE
async def test_a_film_too_large_to_scan_is_handed_out_and_says_so(desk: MediaDesk, clamd: Scanner) -> None:
    desk.hub.answers["/1"] = answered(LARGE_JPEG)
    path, state = await desk.after(linked(desk.hub.url("/1")), media=desk.media(clamd=clamd.address))
    assert (state.state, state.scan) == (STORED, TOO_LARGE_TO_SCAN)
    ok(await desk.bench.ann.call("GET", f"{path}/attachments/1"))


@ON_SQLITE
async def test_anything_else_too_large_to_scan_is_suspicious(desk: MediaDesk, clamd: Scanner) -> None:
    desk.hub.answers["/1"] = answered(b"text " * 700_000)
    path, state = await desk.after(linked(desk.hub.url("/1"), "big.txt"), media=desk.media(clamd=clamd.address))
    assert (state.state, state.reason, state.scan) == (SUSPICIOUS, "too-large-to-scan", TOO_LARGE_TO_SCAN)
    refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-suspicious")
    ok(await desk.bench.ann.call("GET", f"{path}/attachments/1?anyway=1"))


async def test_a_scanner_that_is_away_keeps_files_back_for_a_while_only(desk: MediaDesk, clamd: Scanner) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    away = desk.media(clamd="127.0.0.1:9")
    path, state = await desk.after(linked(desk.hub.url("/1")), media=away)
    assert (state.state, state.reason, state.tries) == (SCANNING, "scanner-away", 1)
    refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-pending")
    for _ in range(2):
        desk.bench.clock.advance(hours=5)
        await desk.work(away)
    state = await desk.file(path)
    assert (state.state, state.reason, state.next_try_at) == (SUSPICIOUS, "scan-failed", None)
    assert desk.hub.paths == ["/1"], "it is not fetched again"
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1?anyway=1")).content == JPEG


async def test_a_scanner_that_comes_back_frees_the_file(desk: MediaDesk, clamd: Scanner) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    path, _ = await desk.after(linked(desk.hub.url("/1")), media=desk.media(clamd="127.0.0.1:9"))
    desk.bench.clock.advance(minutes=1)
    await desk.work(desk.media(clamd=clamd.address))
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).content == JPEG


@ON_SQLITE
async def test_without_a_scanner_files_say_so(desk: MediaDesk) -> None:
    path, state = await desk.after(inline(JPEG))
    assert (state.state, state.scan) == (STORED, NOT_SCANNED)
    told = ok(await desk.bench.ann.call("POST", f"{path}/attachments/1/fetch")).json()
    assert told["state"] == STORED, "there is nobody to ask"


@ON_SQLITE
async def test_an_executable_that_is_clean_stays_suspicious(desk: MediaDesk, clamd: Scanner) -> None:
    _, state = await desk.after(inline(EXE), media=desk.media(clamd=clamd.address))
    assert (state.state, state.scan, state.reason) == (SUSPICIOUS, CLEAN, "executable")


async def one(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_clamd_answers_by_address_and_by_socket(clamd: Scanner) -> None:
    for where in (clamd.address, clamd.path):
        await Clamd(where, seconds=20).ping()
        assert (await Clamd(where, seconds=20).scan(one(b"plain"))).word == CLEAN
        assert (await Clamd(where, seconds=20).scan(one(b""))).word == CLEAN


async def test_clamd_stops_listening_over_its_limit(clamd: Scanner) -> None:
    """It answers and hangs up while we are still sending."""
    assert (await Clamd(clamd.address, seconds=20).scan(one(bytes(40 * 1024 * 1024)))).word == TOO_LARGE_TO_SCAN


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(b"", "scanner-hung-up"), (b"x" * 9000, "scanner-hung-up"), (b"stream: Access denied. ERROR\0", "scanner-error"),
     (None, "scanner-timed-out")],
)  # fmt: skip
async def test_a_scanner_without_a_verdict(answer: bytes | None, reason: str) -> None:
    ending = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(bytes(4))
        if answer is None:
            await ending.wait()
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        with pytest.raises(ScanFailure) as failed:
            await Clamd(f"{host}:{port}", seconds=0.5 if answer is None else 20).scan(one(b"plain"))
        ending.set()
    assert failed.value.reason == reason


@pytest.mark.parametrize("where", ["clamd", "clamd:", "clamd:x", ":3310", "clamd:99999"])
def test_a_wrong_address_is_refused_at_start(where: str) -> None:
    with pytest.raises(InputError):
        Clamd(where, seconds=1)
