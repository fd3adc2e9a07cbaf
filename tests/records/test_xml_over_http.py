"""The XML mapping over HTTP, behind mutual TLS: the same document, and an answer at once."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.architecture.source import ROOT
from tests.builders import a_decision, a_draft, a_person, a_profile, a_report
from tests.gateway.authority import FOR_CALLERS, Authority
from tests.records.systems.hollin import Hollin
from tests.records.systems.serving import serving
from triage.models.errors import FieldError
from triage.models.ids import new_op_id
from triage.models.profile import Destination
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.records.build import connect
from triage.records.connector import LookUp, RecordsSystem, Referred
from triage.records.document import build_documents, to_json

FOLDER = ROOT / "docs" / "mappings"
PLACE = Destination(
    key="crime", name="Hollin", connector="mapped-rest", url="${CRIME_URL}", takes=("crime",), mapping="hollin.toml",
    certificate="${CRIME_CERT_FILE}", certificate_key="${CRIME_KEY_FILE}", authorities="${CRIME_CA_FILE}",
    timeout_seconds=5,
)  # fmt: skip


def over_http() -> dict[str, str]:
    """The worked mapping with calls in place of files."""
    text = (FOLDER / "hollin.toml").read_text("utf-8")
    start, end = text.index("[folder]"), text.index("[errors]")
    text = (text[:start] + text[end:]).replace('takes = ["crime"]\n', 'takes = ["crime"]\npath = "/occurrences"\n', 1)
    return {"hollin.toml": text, "hollin.xsd": (FOLDER / "hollin.xsd").read_text("utf-8")}


@dataclass
class There:
    hollin: Hollin
    url: str
    variables: dict[str, str]

    def system(self, **changes: str) -> RecordsSystem:
        return connect(PLACE, {**self.variables, **changes}, {}, files=over_http())


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    folder = tmp_path_factory.mktemp("hollin")
    hollin = Hollin(folder / "in")

    async def occurrence(request: Request) -> Response:
        return Response(hollin._work(await request.body()), media_type="text/xml")

    authority = Authority(folder, "authority")
    server, mine = authority.issue("server"), authority.issue("force", usage=FOR_CALLERS)
    app = Starlette(routes=[Route("/occurrences", occurrence, methods=["POST"])])
    tls = {
        "ssl_certfile": server.certificate, "ssl_keyfile": server.key, "ssl_ca_certs": str(authority.file),
        "ssl_cert_reqs": ssl.CERT_REQUIRED,
    }  # fmt: skip
    with serving(app, **tls) as url:
        variables = {
            "CRIME_URL": url, "CRIME_CERT_FILE": str(mine.certificate), "CRIME_KEY_FILE": str(mine.key),
            "CRIME_CA_FILE": str(authority.file),
        }  # fmt: skip
        yield There(hollin, url, variables)


def body_for(surname: str = "Probart") -> bytes:
    report = a_report(people=(a_person(surname=surname),))
    return to_json(build_documents(report, a_decision(report, a_draft(report)), a_profile())["crime"])


async def test_xml_is_posted_and_its_answer_read_behind_mutual_tls(there: There) -> None:
    there.hollin.records.clear()
    system = there.system()
    assert system.can.look_up is LookUp.NONE
    told = await system.create(body_for(), new_op_id())
    await system.aclose()
    assert told.receipt is not None
    assert told.receipt.references == (Referred("crime-1", "HC/1/1"),)


async def test_a_refusal_inside_a_success_is_a_refusal_and_names_our_field(there: There) -> None:
    there.hollin.refuse_surname = "Refuse"
    system = there.system()
    told = await system.create(body_for("Refuse"), new_op_id())
    await system.aclose()
    assert classify(told.outcome, idempotent=False) is Verdict.REJECTED
    assert isinstance(told.outcome, Reply)
    assert told.outcome.errors == (FieldError("/people/0/surname", "Not a name Hollin takes."),)


async def test_without_our_certificate_nothing_is_made(there: There) -> None:
    there.hollin.records.clear()
    bare = replace(PLACE, certificate="", certificate_key="")
    system = connect(bare, there.variables, {}, files=over_http())
    told = await system.create(body_for(), new_op_id())
    await system.aclose()
    assert isinstance(told.outcome, Transport)
    assert there.hollin.records == []


async def test_a_certificate_that_cannot_be_read_only_keeps_this_destination_waiting(
    there: There, tmp_path: Path
) -> None:
    system = there.system(CRIME_CERT_FILE=str(tmp_path / "none.crt"))
    told = await system.create(body_for(), new_op_id())
    await system.aclose()
    assert told.outcome is Transport.NOT_SENT
