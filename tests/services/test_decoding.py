"""The decoding process: what attacks it ends there, in a clear state; what it may do is next to nothing."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import cv2
import numpy
import pytest

from tests.ui.files.samples import HEIC, bomb, huge, photograph, picture
from triage.decoder.exif import picture_facts
from triage.models.decoding import (
    CRASHED,
    DAMAGED,
    DOCUMENT,
    FILM,
    MAGIC,
    NOT_SUPPORTED,
    OTHER,
    PICTURE,
    SHOWN,
    TIMED_OUT,
    TOO_LARGE,
    Frame,
)
from triage.services.decoding import Decoder
from triage.training.reports.media import inline_file

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux's own")
TRIES = """
import os, socket
from triage.decoder import confine
confine.limit()
assert confine.lock()
def tried(what, *words):
    try:
        what(*words)
    except OSError:
        return "refused"
    return "done"
told = [tried(os.open, "/etc/passwd", os.O_RDONLY), tried(os.open, "/tmp/out", os.O_WRONLY | os.O_CREAT),
        tried(socket.socket), tried(os.fork), tried(os.execv, "/bin/true", ["true"]), tried(os.listdir, "/"),
        tried(os.kill, os.getppid(), 0), tried(os.unlink, "/tmp/nothing")]
os.write(1, ",".join(told).encode())
os._exit(0)
"""


@pytest.fixture
def decoder() -> Decoder:
    return Decoder(patience=60)


async def test_a_picture_comes_back_as_pixels_with_what_it_says_about_itself(decoder: Decoder) -> None:
    opened = await decoder.open(photograph())
    told = opened.decoded
    assert (told.state, told.kind, told.format, told.confined) == (
        SHOWN,
        PICTURE,
        "JPEG picture",
        sys.platform == "linux",
    )
    assert told.frames == (Frame(width=800, height=600),)
    assert [len(pixels) for pixels in opened.pixels] == [800 * 600 * 4]
    facts = told.facts
    assert (facts.taken_at, facts.camera) == ("2026-11-19 22:10:04 +00:00", "Example Phone 4")
    assert (facts.latitude, facts.longitude) == (51.889511, 0.904211)


@pytest.mark.parametrize("made", [bomb, huge], ids=["bomb", "huge"])
async def test_a_bomb_is_refused_by_its_size(decoder: Decoder, made) -> None:  # type: ignore[no-untyped-def]
    opened = await decoder.open(made())
    assert opened.decoded.state in (TOO_LARGE, DAMAGED)
    assert opened.pixels == ()


async def test_truncated_and_damaged_files_say_so(decoder: Decoder) -> None:
    cut = await decoder.open(picture()[:4000])
    assert (cut.decoded.state, cut.decoded.partial) == (SHOWN, True)
    for broken in (picture(form="PNG")[:300], b"GIF89a"):
        opened = await decoder.open(broken)
        assert (opened.decoded.state, opened.pixels) == (DAMAGED, ())


async def test_the_content_decides_and_not_the_name(decoder: Decoder) -> None:
    program = await decoder.open(b"MZ" + bytes(500))
    assert (program.decoded.state, program.decoded.kind) == (NOT_SUPPORTED, OTHER)
    drawing = await decoder.open(b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>")
    assert "svg" in drawing.decoded.text  # shown as the text that it is, never drawn
    film = await decoder.open(film_that_says_where())
    assert film.decoded.kind == FILM
    assert film.decoded.state in (NOT_SUPPORTED, DAMAGED)
    assert (film.decoded.facts.latitude, film.decoded.facts.longitude) == (51.8895, -0.9042)
    assert film.decoded.facts.taken_at.startswith("2026-")


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("raise SystemExit(3)", CRASHED),
        ("import os; os.abort()", CRASHED),
        ("import os; os.write(1, b'x' * 100)", CRASHED),
        ("import os, struct; os.write(1, struct.pack('>4sI', b'TRD1', 2**31))", CRASHED),
        ("import time; time.sleep(600)", TIMED_OUT),
        ("while True: pass", TIMED_OUT),
    ],
    ids=["ends", "falls", "rubbish", "endless", "sleeps", "spins"],
)
async def test_whatever_the_process_does_the_desk_gets_a_state(act: str, state: str) -> None:
    patience = 0.6 if state == TIMED_OUT else 30
    opened = await Decoder((sys.executable, "-c", act), patience=patience).open(bytes(3_000_000))
    assert (opened.decoded.state, opened.pixels) == (state, ())


async def test_more_pixels_than_agreed_are_not_taken() -> None:
    line = b'{"state":"shown","frames":[{"width":90000,"height":90000}]}'
    answer = struct.pack(">4sI", MAGIC, len(line)) + line
    opened = await Decoder((sys.executable, "-c", f"import os; os.write(1, {answer!r})"), patience=30).open(b"a")
    assert opened.decoded.state == CRASHED


@LINUX
def test_the_locked_process_can_only_compute() -> None:
    run = subprocess.run([sys.executable, "-c", TRIES], capture_output=True, timeout=60, check=False)
    assert run.stdout.decode() == ",".join(["refused"] * 8), run.stderr.decode()
    assert not Path("/tmp/out").exists()


def test_hostile_metadata_is_left_out() -> None:
    whole = photograph()
    for at in range(2, 420, 3):  # every damaged byte gives facts or none, never an error
        broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        picture_facts(broken)
        picture_facts(whole[:at])


async def test_a_telephone_s_picture_is_opened_behind_the_lock(decoder: Decoder) -> None:
    opened = await decoder.open(HEIC)
    told = opened.decoded
    assert (told.state, told.format, told.confined) == (SHOWN, "HEIC picture", sys.platform == "linux"), told
    assert told.frames == (Frame(width=64, height=48),)
    assert told.facts.camera == "Example Phone 4"
    left, right = opened.pixels[0][:3], opened.pixels[0][63 * 4 : 63 * 4 + 3]
    assert left[2] > 150 > left[0]
    assert right[0] > 150 > right[2]
    for cut in (40, 200, 500):
        assert (await decoder.open(HEIC[:cut])).decoded.state == DAMAGED


@pytest.mark.parametrize("kind", ["mp4v.mp4", "MJPG.avi"])
async def test_a_film_is_opened_by_stills_and_by_pictures(decoder: Decoder, tmp_path: Path, kind: str) -> None:
    """Four seconds at 25 pictures a second, each redder than the one before; decoded behind the lock."""
    film = made_film(tmp_path, kind)
    stills = (await decoder.open(film)).decoded
    assert (stills.state, stills.kind, stills.length_ms, stills.stepping) == (SHOWN, FILM, 4000, False)
    assert stills.confined == (sys.platform == "linux")
    assert [frame.at_ms // 300 for frame in stills.frames[:3]] == [0, 1, 2]
    there = await decoder.open(film, at_ms=2040)
    assert [frame.at_ms for frame in there.decoded.frames[:3]] == [2040, 2080, 2120]
    reds = [pixels[0] for pixels in there.pixels]
    assert reds == sorted(reds)
    assert 90 < reds[0] < 115
    last = await decoder.open(film, at_ms=3900)
    assert (last.decoded.stepping, last.decoded.frames[-1].at_ms) == (True, 3960)
    assert (await decoder.open(film[:2000], at_ms=0)).decoded.state in (DAMAGED, SHOWN)


async def test_a_film_of_plain_bitmaps_from_the_bottom_up_is_shown_the_right_way_up(decoder: Decoder) -> None:
    """The clips of training are such films, and ended the process that opened them."""
    opened = await decoder.open(inline_file("avi", 0).content)
    assert (opened.decoded.state, opened.decoded.frames[0].width, opened.decoded.frames[0].height) == (SHOWN, 32, 24)
    top, bottom = opened.pixels[0][:3], opened.pixels[0][-4:-1]
    assert tuple(top) == (150, 170, 200), "the sky"
    assert max(bottom) - min(bottom) < 16, "the road"


def made_film(folder: Path, kind: str) -> bytes:
    """100 pictures, 320 by 240."""
    code, _, _ = kind.partition(".")
    writer = cv2.VideoWriter(str(folder / kind), cv2.VideoWriter.fourcc(*code), 25, (320, 240))
    for at in range(100):
        picture = numpy.zeros((240, 320, 3), numpy.uint8)
        picture[:, :, 2] = at * 2
        writer.write(picture)
    writer.release()
    return (folder / kind).read_bytes()


def film_that_says_where() -> bytes:
    """An MP4 file without a picture: when it was made, and +51.8895-000.9042."""
    place = b"+51.8895-000.9042/"
    said = struct.pack(">I4sHH", 12 + len(place), b"\xa9xyz", len(place), 0x15C7) + place
    made = struct.pack(">I4sIII", 28, b"mvhd", 0, 3_877_891_200, 0) + bytes(8)
    user = struct.pack(">I4s", 8 + len(said), b"udta") + said
    inside = made + user
    return struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + struct.pack(">I4s", 8 + len(inside), b"moov") + inside


def one_page_pdf(words: str) -> bytes:
    """A document of one page, 200 by 100 points, with these words."""
    drawn = f"BT /F1 24 Tf 20 40 Td ({words}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made = b"%PDF-1.4\n"
    for number, body in enumerate(objects, start=1):
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return made + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


async def test_a_page_of_a_document_is_drawn_in_the_locked_process(decoder: Decoder) -> None:
    opened = await decoder.open(one_page_pdf("SEEN"))
    told = opened.decoded
    assert (told.state, told.kind, told.confined) == (SHOWN, DOCUMENT, sys.platform == "linux"), told
    assert told.frames == (Frame(width=400, height=200),)
    assert len(set(opened.pixels[0])) > 1, "the page is empty"


async def test_a_document_without_a_page_says_so(decoder: Decoder) -> None:
    opened = await decoder.open(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    assert opened.decoded.state == DAMAGED
