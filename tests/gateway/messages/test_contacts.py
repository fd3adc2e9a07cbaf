"""The contact log and the templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.bench import Bench, ok, refused
from tests.gateway.messages.writing import Desk
from triage.gateway.messages.templates import load_templates
from triage.models import codec
from triage.models.errors import InputError
from triage.models.messages import ContactLine, Templates


async def log(bench: Bench, report_id: str, key: str, **body: object) -> ContactLine:
    path = f"/v1/reports/{report_id}/contacts"
    answer = ok(await bench.bob.call("POST", path, {"outcome": "reached", **body}, Idempotency_Key=key))
    return codec.decode(ContactLine, answer.content)


async def test_calls_and_messages_stand_in_the_order_of_time(desk: Desk, bench: Bench) -> None:
    held = await desk.held()
    bench.clock.advance(minutes=1)
    await desk.wrote(held.report_id)
    bench.clock.advance(minutes=1)
    await log(bench, held.report_id, "c-1", outcome="no_answer", at="2026-11-20T05:58:00Z", note="Rang out.")
    lines = (await desk.log(held.report_id)).lines
    assert [(line.kind, line.who, line.outcome) for line in lines] == [
        ("contact", "bob", "no_answer"),
        ("message", "ann", "queued"),
    ]


async def test_a_correction_is_a_new_line(desk: Desk, bench: Bench) -> None:
    held = await desk.held()
    first = await log(bench, held.report_id, "c-1", outcome="reached")
    second = await log(bench, held.report_id, "c-2", outcome="wrong_number", corrects=first.number)
    told = [(line.number, line.outcome, line.corrects) for line in (await desk.log(held.report_id)).lines]
    assert told == [(first.number, "reached", 0), (second.number, "wrong_number", first.number)]


@pytest.mark.parametrize(
    ("pointer", "body"),
    [
        ("/at", {"at": "2026-11-20T09:00:00Z"}),
        ("/at", {"at": "0001-01-01T00:00:00+14:00"}),
        ("/corrects", {"corrects": 99}),
        ("/note", {"note": "x" * 4001}),
        ("/outcome", {"outcome": "sort of"}),
    ],
)
async def test_a_line_that_cannot_be_is_refused(
    desk: Desk, bench: Bench, pointer: str, body: dict[str, object]
) -> None:
    held = await desk.held()
    path = f"/v1/reports/{held.report_id}/contacts"
    answer = await bench.bob.call("POST", path, {"outcome": "reached", **body}, Idempotency_Key="c-1")
    assert [one.pointer for one in refused(answer, 422, "invalid").errors] == [pointer]


async def test_an_unknown_report_has_no_log(bench: Bench) -> None:
    refused(await bench.ann.call("GET", "/v1/reports/nothing/contacts"), 404, "unknown-report")


async def test_templates_say_what_they_need_in_english_and_welsh(bench: Bench) -> None:
    told = codec.decode(Templates, ok(await bench.ann.call("GET", "/v1/templates")).content).items
    of = {(one.key, one.language): one for one in told}
    assert of["recorded", "en"].fields == ("crime_reference", "contact")
    assert of["ask_more", "cy"].asks


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ('subject = "For {name}"\nbody = "x"', "may hold these fields only"),
        ('subject = "x"\nbody = "{name.__class__}"', "braces"),
        ('subject = "x"\nbody = "{0}"', "braces"),
        ('subject = "a\\nBcc: b"\nbody = "x"', "one line"),
    ],
)
def test_a_template_that_could_do_more_than_stand_there_is_refused(tmp_path: Path, words: str, fault: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'[[templates]]\nkey = "k"\nlanguage = "en"\nname = "n"\n{words}\n')
    with pytest.raises(InputError) as raised:
        load_templates(str(path))
    assert any(fault in error.detail for error in raised.value.errors)
