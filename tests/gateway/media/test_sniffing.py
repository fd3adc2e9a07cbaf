"""What files are by their own bytes, and what contradicts what they were said to be."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.bench import ON_SQLITE, ok, refused
from tests.gateway.media.desk import EXE, JPEG, MediaDesk, inline
from triage.gateway.media.naming import LONGEST, safe_name
from triage.gateway.media.sniff import HEAD, UNKNOWN, contradiction, extension_of, is_page_instead, sniff
from triage.models.files import FAILED, STORED, SUSPICIOUS

OFFICE = "application/vnd.openxmlformats-officedocument."


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(20), "image/webp"),
        (b"\0\0\0\x18ftypmp42" + bytes(40), "video/mp4"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "image/heif"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\n\n%PDF-1.7\n", "application/pdf"),
        (zipped("a.txt"), "application/zip"),
        (zipped("[Content_Types].xml", "word/document.xml"), OFFICE + "wordprocessingml.document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
        (zipped("META-INF/MANIFEST.MF", "A.class"), "application/x-executable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30), "application/x-ole-storage"),
        (EXE, "application/x-executable"),
        (b"\x7fELF\x02\x01", "application/x-executable"),
        (b"#!/bin/sh\nrm -rf /\n", "text/x-script"),
        (b"L\0\0\0\x01\x14\x02\0" + bytes(20), "application/x-executable"),
        (b'{"a": 1}', "application/json"),
        (b"My shed was opened.\n", "text/plain"),
        ("Mae'r sièd ar agor.".encode(), "text/plain"),
        (b"\xef\xbb\xbfplain", "text/plain"),
        (b"<!DOCTYPE html>", "text/html"),
        (b"  <html lang=en>", "text/html"),
        (b"<!-- x --><SCRIPT>", "text/html"),
        (b'<?xml version="1.0"?><!-- x --><svg xmlns=', "image/svg+xml"),
        (b"<svg>", "image/svg+xml"),
        (b'<?xml version="1.0"?><gpx>', "text/xml"),
        (b"", UNKNOWN),
        (bytes(range(256)) * 4, UNKNOWN),
        (b"DHAV" + bytes(60), UNKNOWN),
    ],
)
def test_types_by_their_bytes(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


@pytest.mark.parametrize(
    ("name", "claimed", "sniffed", "reason"),
    [
        ("a.jpg", "image/jpeg", "image/png", ""),
        ("a.jpg", "image/jpeg", UNKNOWN, ""),
        ("a.dav", "", UNKNOWN, ""),
        ("a", "", "image/jpeg", ""),
        ("a.mp4", "video/mp4", "audio/mp4", ""),
        ("a.docx", "application/octet-stream", OFFICE + "wordprocessingml.document", ""),
        ("a.csv", "application/vnd.ms-excel", "text/plain", "type-differs"),
        ("a.jpg", "image/jpeg", "application/x-executable", "executable"),
        ("a", "", "text/x-script", "executable"),
        ("a.jpg", "image/jpeg", "application/zip", "type-differs"),
        ("a.jpg", "", "text/html", "type-differs"),
        ("a.pdf", "application/pdf", "image/jpeg", "type-differs"),
        ("a.png", "image/png", "image/svg+xml", "type-differs"),
        ("a.jpg.exe", "image/jpeg", "image/jpeg", "dangerous-name"),
        ("a.jpg.EXE . ", "", UNKNOWN, "dangerous-name"),
        ("a\u202egpj.scr", "", UNKNOWN, "dangerous-name"),
        ("run.js", "text/plain", "text/plain", "dangerous-name"),
    ],
)
def test_contradictions(name: str, claimed: str, sniffed: str, reason: str) -> None:
    assert contradiction(name=name, claimed=claimed, sniffed=sniffed) == reason


def test_a_page_instead_of_a_file() -> None:
    assert is_page_instead(name="a.jpg", claimed="", sniffed="text/html")
    assert is_page_instead(name="a", claimed="image/jpeg", sniffed="text/html")
    assert not is_page_instead(name="a.html", claimed="", sniffed="text/html")
    assert not is_page_instead(name="a", claimed="", sniffed="text/html")
    assert not is_page_instead(name="a.jpg", claimed="", sniffed="image/jpeg")


@given(st.binary(max_size=400), st.text(max_size=30), st.text(max_size=30))
def test_any_bytes_have_a_type(content: bytes, name: str, claimed: str) -> None:
    assert "/" in sniff(content)
    contradiction(name=name, claimed=claimed, sniffed=sniff(content))


@pytest.mark.parametrize("piece", [b"<!---->", b"<?x?>", b" ", b"<!--", b"<", b"{", b"PK\x03\x04"])
def test_no_bytes_take_long_to_look_at(piece: bytes) -> None:
    begun = time.process_time()
    sniff((piece * HEAD)[:HEAD])
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("door.jpg", "door.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\a.txt", "a.txt"),
        ("a\0b\r\nc.jpg", "abc.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("", "file-7"),
        ("..", "file-7"),
        ("\u200b", "file-7"),
        ("CON", "file-7"),
        ("lpt1.txt", "file-7"),
        ('a"b<c>|?*:.png', "a_b_c_____.png"),
        ("drws ffrynt é.jpg", "drws ffrynt é.jpg"),
    ],
)
def test_names_to_save_under(name: str, safe: str) -> None:
    assert safe_name(name, 7) == safe


@given(st.text(max_size=1200))
def test_any_name_can_be_saved_under(name: str) -> None:
    safe = safe_name(name, 7)
    assert 0 < len(safe) <= LONGEST
    assert not set(safe) & set('/\\\0\r\n"')
    assert safe == safe_name(safe, 7)


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("x" * 1000 + ".jpeg", 7) == "x" * (LONGEST - 5) + ".jpeg"
    assert extension_of("x" * 1000 + ".JPEG ") == "jpeg"


async def test_an_inline_file_that_lies_is_kept_back(desk: MediaDesk) -> None:
    path, state = await desk.after(inline(EXE))
    assert (state.state, state.reason, state.claimed_type, state.media_type) == (
        SUSPICIOUS, "executable", "image/jpeg", "application/x-executable",
    )  # fmt: skip
    told = refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-suspicious")
    assert told.detail.startswith("executable.")
    answer = ok(await desk.bench.ann.call("GET", f"{path}/attachments/1?anyway=1"))
    assert (answer.content, answer.headers["content-type"]) == (EXE, "application/octet-stream")
    assert answer.headers["content-disposition"].startswith("attachment;")


@ON_SQLITE
async def test_an_inline_file_is_looked_at_when_somebody_wants_it_first(desk: MediaDesk) -> None:
    path = await desk.arrive(inline(EXE), inline(JPEG))
    refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-suspicious")
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/2")).content == JPEG
    assert await desk.work() == 0, "both were looked at together"


@ON_SQLITE
async def test_who_reads_a_file_that_a_worker_is_at_waits_for_it(desk: MediaDesk) -> None:
    path, media = await desk.arrive(inline(JPEG)), desk.media()
    files = await media.store.claim(30)
    answer, _ = await asyncio.gather(desk.bench.ann.call("GET", f"{path}/attachments/1"), media._read_payload(files))
    assert ok(answer).content == JPEG


@ON_SQLITE
async def test_the_files_of_one_payload_are_told_of_once(desk: MediaDesk) -> None:
    path = await desk.arrive(*(inline(JPEG + bytes([number])) for number in range(5)))
    assert await desk.work() == 1
    assert {state.state for state in await desk.files(path)} == {STORED}
    assert await desk.words() == ["new", "media"]


@ON_SQLITE
async def test_a_file_without_bytes_and_without_a_link_fails(desk: MediaDesk) -> None:
    broken = inline(JPEG)
    broken["attributes"]["content"] = "!!"
    broken["attributes"]["url"] = "about:nothing"
    path, state = await desk.after(broken)
    assert (state.state, state.reason) == (FAILED, "no-link")
    refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-failed")


@pytest.mark.parametrize("name", ["../../x.jpg", "a\u202egpj.jpg", "n\0ul.jpg", "x" * 1000 + ".jpg", "a\r\nB: c.jpg"])
async def test_hostile_names_are_kept_and_handed_out_harmless(desk: MediaDesk, name: str) -> None:
    path, state = await desk.after(inline(JPEG, name))
    assert state.state == STORED
    told = ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).headers["content-disposition"]
    assert told.isascii()
    assert len(told) < 200
    assert "%2F" not in told
    assert "%00" not in told
    assert "%E2%80%AE" not in told
