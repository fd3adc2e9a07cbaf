"""The stand-in over real HTTP: its contract, its look-ups and its control endpoint."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders import a_decision, a_profile, a_report
from tests.standin import CONTROL_TOKEN, NO_TLS, standin
from triage.models.clock import ManualClock
from triage.records.document import build_documents, to_json

CONTROL = {"Authorization": f"Bearer {CONTROL_TOKEN}"}


def body_for(number: int = 1, destination: str = "crime", **changes: Any) -> bytes:
    report = a_report(number, **changes)
    return to_json(build_documents(report, a_decision(report), a_profile())[destination])


@pytest.fixture
def http(tmp_path: Path) -> Iterator[httpx.Client]:
    with standin(tmp_path / "records.db", ManualClock()) as url, httpx.Client(base_url=url, verify=NO_TLS) as client:
        yield client


def post(http: httpx.Client, body: bytes, key: str = '"k1"', system: str = "crime", **headers: str) -> httpx.Response:
    sent = {"Content-Type": "application/json", "Idempotency-Key": key, **headers}
    return http.post(f"/{system}/records", content=body, headers=sent)


def word(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["type"]).rpartition("/")[2]


def test_a_replay_is_marked_as_one(http: httpx.Client) -> None:
    first, again = post(http, body_for()), post(http, body_for())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"


def test_a_create_needs_a_key(http: httpx.Client) -> None:
    answer = http.post("/crime/records", content=body_for(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, word(answer)) == (400, "idempotency-key-missing")


@pytest.mark.parametrize("key", ["bare", '"', '""', '"a"b"', '"ü"'])
def test_a_key_is_a_structured_string(http: httpx.Client, key: str) -> None:
    answer = http.post(
        "/crime/records",
        content=body_for(),
        headers=[(b"Content-Type", b"application/json"), (b"Idempotency-Key", key.encode())],
    )
    assert (answer.status_code, word(answer)) == (400, "idempotency-key-malformed")


def test_a_body_of_another_type_is_not_read(http: httpx.Client) -> None:
    assert post(http, body_for(), **{"Content-Type": "text/xml"}).status_code == 415


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", "{}".encode("utf-16"), b"[NaN]", b'["\\ud800"]'])
def test_what_is_not_json_is_refused(http: httpx.Client, body: bytes) -> None:
    answer = post(http, body)
    assert (answer.status_code, word(answer)) == (422, "invalid")


def changed(path: list[str | int], value: object) -> bytes:
    document = json.loads(body_for())
    here = document
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (changed(["people", 0, "surname"], 7), "/people/0/surname"),
        (changed(["external_reference"], "not a uuid"), "/external_reference"),
        (changed(["deliverables"], []), "/deliverables"),
        (changed(["deliverables", 0, "crime"], {}), "/deliverables/0/crime/class_code"),
        (changed(["schema"], "triage-record/2"), "/schema"),
        (changed(["report", "version"], 0), "/report/version"),
    ],
)
def test_the_field_that_the_schema_refuses_is_named(http: httpx.Client, body: bytes, pointer: str) -> None:
    answer = post(http, body)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_refusals_do_not_repeat_the_value(http: httpx.Client) -> None:
    answer = post(http, changed(["attachments", 0, "sha256"], "Probart's secret"))
    assert "secret" not in answer.text


def test_a_refused_record_is_not_kept(http: httpx.Client) -> None:
    post(http, changed(["people", 0, "surname"], 7))
    assert http.get("/crime/records").json() == []


def test_a_record_can_be_read_back_whole(http: httpx.Client) -> None:
    record = post(http, body_for()).json()["record_id"]
    assert http.get(f"/crime/records/{record}").json()["document"] == json.loads(body_for())


def test_a_record_of_another_system_is_unknown(http: httpx.Client) -> None:
    record = post(http, body_for()).json()["record_id"]
    answer = http.get(f"/control/records/{record}")
    assert (answer.status_code, word(answer)) == (404, "not-found")


def test_exists_names_the_record_that_is_there(http: httpx.Client) -> None:
    first = post(http, body_for()).json()
    answer = post(http, body_for(), '"k2"')
    assert (answer.status_code, word(answer)) == (409, "exists")
    assert {name: answer.json()[name] for name in first} == first


def test_many_at_once_with_one_key_make_one_record(http: httpx.Client) -> None:
    start = threading.Barrier(8)

    def send(_number: int) -> Any:
        start.wait(10)
        return post(http, body_for()).json()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(send, range(8)))
    assert all(entry == told[0] for entry in told)
    assert len(http.get("/crime/records").json()) == 1


def test_many_at_once_with_several_keys_make_one_record(http: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda number: post(http, body_for(), f'"k{number}"').status_code, range(8)))
    assert sorted(told) == [201] + [409] * 7


def test_records_come_in_the_order_they_were_made(http: httpx.Client) -> None:
    made = [post(http, body_for(number), f'"k{number}"').json()["record_id"] for number in (3, 1, 2)]
    assert [entry["record_id"] for entry in http.get("/crime/records").json()] == made
    assert [entry["record_id"] for entry in http.get("/crime/records?limit=1&offset=1").json()] == made[1:2]


@pytest.mark.parametrize("query", ["limit=-1", "limit=x", "limit=5000", "offset=²"])
def test_a_page_that_makes_no_sense_is_refused(http: httpx.Client, query: str) -> None:
    assert http.get(f"/crime/records?{query}").status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "people?surname=probart",
        "people?surname=Probart&born=1980-02-29",
        "people?contact=07700900123",
        "addresses?postcode=ab12cd",
        "vehicles?registration=te57vrm",
    ],
)
def test_look_ups_find_what_is_held(http: httpx.Client, query: str) -> None:
    record = post(http, body_for()).json()["record_id"]
    assert [hit["record_id"] for hit in http.get(f"/crime/{query}").json()] == [record]


@pytest.mark.parametrize("query", ["surname=Other", "surname=Probart&born=1999-01-01", "surname=%25"])
def test_look_ups_do_not_find_what_is_not(http: httpx.Client, query: str) -> None:
    post(http, body_for())
    assert http.get(f"/crime/people?{query}").json() == []


@pytest.mark.parametrize("query", ["people", "people?name=x", "vehicles?colour=red"])
def test_a_look_up_says_what_it_needs(http: httpx.Client, query: str) -> None:
    answer = http.get(f"/crime/{query}")
    assert (answer.status_code, word(answer)) == (422, "invalid")


@pytest.mark.parametrize("path", ["/crime/ships?name=x", "/..%2f/records", "/CRIME/records", "/"])
def test_other_paths_are_unknown(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_control_needs_its_token(http: httpx.Client, headers: dict[str, str]) -> None:
    assert http.get("/_training", headers=headers).status_code == 403
    assert http.put("/_training/crime", json={"down": True}, headers=headers).status_code == 403
    assert http.get("/crime/records").status_code == 200


def test_the_state_tells_faults_counts_and_records(http: httpx.Client) -> None:
    post(http, body_for())
    http.put("/_training/control", json={"down": True}, headers=CONTROL)
    systems = http.get("/_training", headers=CONTROL).json()["systems"]
    assert (systems["crime"]["records"], systems["crime"]["counts"]) == (1, {"creates": 1, "made": 1})
    assert systems["control"]["faults"]["down"] is True


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"explode": true}'])
def test_faults_that_make_no_sense_are_refused(http: httpx.Client, body: bytes) -> None:
    assert http.put("/_training/crime", content=body, headers=CONTROL).status_code == 422


def test_faults_are_of_one_system(http: httpx.Client) -> None:
    http.put("/_training/control", json={"down": True}, headers=CONTROL)
    assert http.get("/control/records").status_code == 503
    assert http.get("/crime/records").status_code == 200


def test_a_dropped_answer_is_a_cut_connection_with_the_record_kept(http: httpx.Client) -> None:
    http.put("/_training/crime", json={"drop_answer": 1}, headers=CONTROL)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        post(http, body_for())
    assert len(http.get("/crime/records").json()) == 1


def test_a_request_cut_before_is_a_cut_connection_with_nothing_kept(http: httpx.Client) -> None:
    http.put("/_training/crime", json={"drop_before": 1}, headers=CONTROL)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        post(http, body_for())
    http.put("/_training/crime", json={}, headers=CONTROL)
    assert http.get("/crime/records").json() == []


def test_with_answers_dropped_and_requests_cut_every_resend_ends_in_one_record(http: httpx.Client) -> None:
    http.put("/_training/crime", json={"drop_answer": 0.3, "drop_before": 0.2, "seed": 3}, headers=CONTROL)
    for number in range(30):
        for _ in range(50):
            try:
                assert post(http, body_for(number), f'"k{number}"').status_code == 201
                break
            except httpx.TransportError:
                continue
    system = http.get("/_training", headers=CONTROL).json()["systems"]["crime"]
    assert (system["records"], system["counts"]["made"]) == (30, 30)
    assert system["counts"]["dropped_answer"] > 0
    assert system["counts"]["dropped_before"] > 0
