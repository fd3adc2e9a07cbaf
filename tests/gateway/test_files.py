"""Reports, original bytes and attachments as they are handed out."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from tests.gateway.bench import ON_SQLITE, Bench, Handler, ok, payload, refused
from triage.gateway.byteranges import part_of
from triage.gateway.problems import Refusal

FILE = bytes(range(256)) * 4


def with_file(name: str = "door.png", media_type: str = "image/png") -> bytes:
    document = json.loads(payload("s-1"))
    content = base64.b64encode(FILE).decode()
    document["included"].append(
        {"id": "m", "type": "media", "attributes": {"fileName": name, "mediaType": media_type, "content": content}}
    )
    document["included"].append(
        {"id": "n", "type": "media", "attributes": {"fileName": "film.mp4", "url": "https://media.example.org/1"}}
    )
    return json.dumps(document).encode()


@pytest.fixture
async def path(bench: Bench) -> str:
    """The address of a report whose first attachment is inline and whose second is a link."""
    report_id = (await bench.post(with_file())).json()["data"]["id"]
    return f"/v1/reports/{report_id}"


@ON_SQLITE
async def test_an_attachment_comes_whole_and_only_to_be_saved(ann: Handler, path: str) -> None:
    answer = ok(await ann.call("GET", f"{path}/attachments/1"))
    digest = hashlib.sha256(FILE).hexdigest()
    assert answer.content == FILE
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''door.png"
    assert (answer.headers["etag"], answer.headers["x-content-sha256"]) == (f'"{digest}"', digest)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("number", ["3", "0", "-1", "9" * 30])
async def test_bytes_that_are_not_here_are_404(ann: Handler, path: str, number: str) -> None:
    refused(await ann.call("GET", f"{path}/attachments/{number}"), 404, "unknown-attachment")


async def test_bytes_that_are_still_to_be_fetched_are_pending(ann: Handler, path: str) -> None:
    answer = await ann.call("GET", f"{path}/attachments/2")
    refused(answer, 409, "attachment-pending")
    assert int(answer.headers["retry-after"]) > 0


@ON_SQLITE
async def test_what_is_no_number_is_refused(ann: Handler, path: str) -> None:
    refused(await ann.call("GET", f"{path}/attachments/x"), 422, "invalid")


@ON_SQLITE
async def test_a_part_is_206(ann: Handler, path: str) -> None:
    answer = await ann.call("GET", f"{path}/attachments/1", Range="bytes=10-19")
    assert (answer.status_code, answer.content) == (206, FILE[10:20])
    assert answer.headers["content-range"] == f"bytes 10-19/{len(FILE)}"


@ON_SQLITE
async def test_a_part_behind_the_end_is_416(ann: Handler, path: str) -> None:
    answer = await ann.call("GET", f"{path}/attachments/1", Range="bytes=5000-")
    refused(answer, 416, "range-not-satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(FILE)}"


@ON_SQLITE
async def test_a_part_of_another_state_is_the_whole(ann: Handler, path: str) -> None:
    answer = await ann.call("GET", f"{path}/attachments/1", Range="bytes=0-1", If_Range='"other"')
    assert (answer.status_code, answer.content) == (200, FILE)


@ON_SQLITE
async def test_known_bytes_are_304(ann: Handler, path: str) -> None:
    etag = f'"{hashlib.sha256(FILE).hexdigest()}"'
    assert (await ann.call("GET", f"{path}/attachments/1", If_None_Match=etag)).status_code == 304


@ON_SQLITE
async def test_a_wild_name_and_type_stay_harmless(bench: Bench, ann: Handler) -> None:
    sent = with_file('a"b\r\nSet-Cookie: x=1/../\u202eé.html', "text/html; charset=\r\nX: y")
    report_id = (await bench.post(sent)).json()["data"]["id"]
    answer = ok(await ann.call("GET", f"/v1/reports/{report_id}/attachments/1"))
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].isascii()


@ON_SQLITE
async def test_a_known_report_is_304(ann: Handler, path: str) -> None:
    etag = ok(await ann.call("GET", path)).headers["etag"]
    assert (await ann.call("GET", path, If_None_Match=etag)).status_code == 304


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=90-", (90, 99)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=5-3", None),
        ("bytes=0-1,3-4", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_range_headers(header: str, part: tuple[int, int] | None) -> None:
    assert part_of(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0"])
def test_ranges_that_do_not_exist(header: str) -> None:
    with pytest.raises(Refusal):
        part_of(header, 100)
