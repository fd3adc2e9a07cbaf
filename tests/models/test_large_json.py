"""A large document read piece by piece is the same value, and the same error, as one read in one call."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.builders import a_person, a_report, a_summary
from triage.models import codec
from triage.models.errors import InputError
from triage.models.indicators import Assessment, RiskLevel
from triage.models.large_json import LARGE, decode_large
from triage.models.queue import ReportBody
from triage.models.report import Report

MANY = tuple(a_person(f"p{number}", description="x" * 200) for number in range(800))


def body(report: Report) -> ReportBody:
    return ReportBody(
        report=report, summary=a_summary(), assessment=Assessment(level=RiskLevel.LOW, score=0, thrive={})
    )


@pytest.mark.parametrize(
    "report",
    [
        a_report(people=MANY),
        a_report(narrative="\u202e<b>é" * LARGE),
        a_report(people=(a_person(description="y" * 2 * LARGE), *MANY[:2])),
        a_report(),
    ],
)
def test_the_same_value_as_in_one_call(report: Report) -> None:
    told = codec.encode(body(report))
    assert decode_large(ReportBody, told) == msgspec.json.decode(told, type=ReportBody) == body(report)
    assert codec.decode(ReportBody, told.decode()) == body(report)


def test_unknown_keys_are_passed_over_and_defaults_kept() -> None:
    told = codec.builtins(body(a_report(people=MANY)))
    told["new"] = ["x" * LARGE]
    del told["report"]["version"]
    read = codec.decode(ReportBody, msgspec.json.encode(told))
    assert read.report == replace(a_report(people=MANY), version=read.report.version)


def test_the_error_names_the_field_deep_inside() -> None:
    told = codec.builtins(body(a_report(people=MANY)))
    told["report"]["people"][799]["given"] = 7
    with pytest.raises(InputError, match=r"report\.people\[799\]\.given"):
        codec.decode(ReportBody, msgspec.json.encode(told))


def test_what_is_absent_or_no_json_is_an_input_error() -> None:
    told = codec.encode(body(a_report(people=MANY)))
    with pytest.raises(InputError):
        codec.decode(ReportBody, told[:-5])
    with pytest.raises(InputError):
        codec.decode(ReportBody, b'{"report":' + b"[" * LARGE)
    with pytest.raises(InputError, match="summary"):
        codec.decode(ReportBody, told.replace(b'"summary"', b'"sommary"'))
