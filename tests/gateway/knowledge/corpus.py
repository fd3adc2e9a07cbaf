"""Reports to find again, and how tests ask for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx

from tests.gateway.bench import Bench, ok
from tests.payloads import document, entity, submission
from triage.gateway.knowledge.indexer import catch_up
from triage.models import codec
from triage.models.search import SearchPage

WORDS = {
    "welsh": "Digwyddodd ger Tŷ Ŵyn, Llanfair. Gwelodd SIÂN y car.",
    "plain": "My shed in Stow-on-the-Wold was opened in the night. O’Brien saw a red van.",
    "phone": "He rang from +44 7700 900 123 and again from (01632) 960001.",
    "glued": "Ring 07700900123 please. The van was AB12CDE near LS14AP.",
    "plates": "A van AB12 CDE outside LS1 4AP, and an old car A123 BCD.",
    "mail": "Write to Jo.Bloggs@example.com about the bicycle",
    "hidden": "The bur\u200bglar had a \u202eknife\u202c and Straße was written on the ﬁle.",
    "other": "Автомобиль стоял у дома. 自転車が盗まれた。",
}
"""Narratives by name: each holds something that engines differ over when they are left alone."""


async def settle_index(bench: Bench) -> None:
    """Everything that arrived is read and findable."""
    while await catch_up(bench.parts):
        pass


async def fill(bench: Bench, words: dict[str, str] | None = None) -> dict[str, str]:
    """The corpus comes in; names by report id."""
    made = {await bench.arrive(f"s-{name}", told): name for name, told in (words or WORDS).items()}
    await settle_index(bench)
    return made


async def find(bench: Bench, q: str, **more: Any) -> SearchPage:
    params = httpx.QueryParams({"q": q, **{name.rstrip("_"): value for name, value in more.items()}})
    return codec.decode(SearchPage, ok(await bench.ann.call("GET", f"/v1/search?{params}")).content)


async def ids(bench: Bench, q: str, **more: Any) -> set[str]:
    return {hit.report_id for hit in (await find(bench, q, **more)).items}


def person(
    key: str, given: str = "", surname: str = "", *, born: str = "", phone: str = "", email: str = "", home: str = ""
) -> list[dict[str, Any]]:
    """A person with what belongs to them, as entities of the payload; ``home`` is "1 High Street|LS1 4AP"."""
    attributes: dict[str, Any] = {"givenName": [given], "surname": surname}
    if born:
        attributes |= {"dateOfBirth": born, "dateofBirthKnown": True}
    links: dict[str, Any] = {}
    more: list[dict[str, Any]] = []
    for kind, link, value in (("telephone", "personalTelephone", phone), ("email", "personalEmail", email)):
        if value:
            name = "telephoneNumber" if kind == "telephone" else "emailAddress"
            more.append(entity(kind, f"{kind}-{key}", {name: value}))
            links[link] = (kind, f"{kind}-{key}")
    if home:
        line, _, postcode = home.partition("|")
        more.append(entity("location", f"home-{key}", {"addressLine1": line, "postcode": postcode}))
        links["currentAddress"] = ("location", f"home-{key}")
    return [entity("person", key, attributes, **links), *more]


def told(
    submission_id: str,
    words: str = "Something happened.",
    people: Sequence[list[dict[str, Any]]] = (),
    *,
    reference: str = "",
    included: Sequence[dict[str, Any]] = (),
    **relationships: Any,
) -> bytes:
    """A whole payload with people."""
    sent = submission(submissionId=submission_id, customerReferenceNumber=reference)
    reporters = [("person", group[0]["id"]) for group in people]
    attributes = relationships.pop("attributes", {})
    made = document(
        {"incidentDescription": words, **attributes},
        *[one for group in people for one in group],
        *included,
        sent=sent,
        **({"reportingPerson": reporters} if reporters else {}),
        **relationships,
    )
    return json.dumps(made).encode()


async def come_in(bench: Bench, body: bytes) -> str:
    return str(ok(await bench.post(body)).json()["data"]["id"])
