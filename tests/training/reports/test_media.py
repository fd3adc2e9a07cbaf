"""The small files that reports carry are whole and real."""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b64decode

import pytest

from triage.training.reports.media import VARIANTS, inline_file

variants = pytest.mark.parametrize("variant", range(VARIANTS))


@variants
def test_a_picture_decodes(variant: int) -> None:
    data = inline_file("png", variant).content
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size)[0] == zlib.crc32(name + body)
        chunks[name] = body
        at += 12 + size
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (8, 2)
    assert len(zlib.decompress(chunks[b"IDAT"])) == height * (1 + 3 * width)
    assert b"IEND" in chunks


@variants
def test_a_paper_has_a_cross_reference_that_points_at_its_objects(variant: int) -> None:
    data = inline_file("pdf", variant).content
    found = re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", data)
    assert found
    table = data[int(found[1]) :]
    assert table.startswith(b"xref\n0 6\n")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n ", table), start=1):
        assert data[int(place) :].startswith(b"%d 0 obj\n" % number)


@variants
def test_a_clip_has_sound_sizes_and_all_its_frames(variant: int) -> None:
    data = inline_file("avi", variant).content
    assert data[:4] == b"RIFF"
    assert data[8:12] == b"AVI "
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    movie = data.index(b"movi")
    index = data.index(b"idx1")
    offsets = [struct.unpack_from("<4sIII", data, index + 8 + 16 * n)[2] for n in range(4)]
    assert all(data[movie + offset : movie + offset + 4] == b"00db" for offset in offsets)


@variants
def test_the_base64_is_of_the_bytes_and_small(variant: int) -> None:
    for form in ("png", "pdf", "avi"):
        file = inline_file(form, variant)
        assert b64decode(file.base64) == file.content
        assert len(file.content) < 16_000
