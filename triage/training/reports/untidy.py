"""What real payloads look like after years of forms: booleans as words, names in capitals, bare times, blanks, nulls,
and attributes and entities that nobody has written down."""

from __future__ import annotations

from typing import Any

from triage.training.reports.draw import Draw

_SHARE = 0.45
"""How many documents have something odd about them."""


def make_untidy(document: dict[str, Any], draw: Draw) -> None:
    """Spoil a document in place; leaves more than half of them alone. The identity is never touched."""
    if not draw.chance("untidy", _SHARE):
        return
    incident = document["data"]
    spoil = draw.bits("spoils")
    if spoil & 1:
        _booleans_as_words(incident["attributes"], capitals=bool(spoil & 2))
    if spoil & 4 and "incidentEndDateTime" in incident["attributes"]:
        incident["attributes"]["incidentEndDateTime"] = incident["attributes"]["incidentEndDateTime"][11:19]
    for entity in document["included"]:
        if entity["type"] == "person":
            _person(entity["attributes"], spoil)
        elif entity["type"] == "location" and spoil & 16:
            _location(entity["attributes"], spoil)
    if spoil >> 12 & 7 == 0:
        incident["attributes"]["sohJourneyVersion"] = f"4.{draw.whole('journey', 0, 19)}"
        incident["attributes"]["howDidYouHear"] = None
    if spoil >> 15 & 7 == 0:
        document["included"].append(_stranger(draw))
    if spoil >> 18 & 15 == 0:
        _single_links(incident["relationships"])


def _booleans_as_words(attributes: dict[str, Any], *, capitals: bool) -> None:
    for name, value in attributes.items():
        if isinstance(value, bool):
            attributes[name] = str(value) if capitals else str(value).lower()


def _person(attributes: dict[str, Any], spoil: int) -> None:
    if spoil & 32:
        surname = attributes.get("surname", "")
        attributes["surname"] = surname.upper() if spoil & 64 else surname.lower()
    if spoil & 128 and attributes.get("givenName"):
        attributes["givenName"] = [name.lower() for name in attributes["givenName"]]
    if spoil & 256 and attributes.get("middleName") == []:
        attributes["middleName"] = [""]
    if spoil & 512 and not attributes.get("titleOther", "x"):
        attributes["titleOther"] = None
    if spoil & 1024:
        _booleans_as_words(attributes, capitals=False)


def _location(attributes: dict[str, Any], spoil: int) -> None:
    postcode = attributes["postcode"]
    attributes["postcode"] = postcode.replace(" ", "") if spoil & 2048 else postcode.lower()
    if not attributes["subBuilding"]:
        attributes["subBuilding"] = None


def _stranger(draw: Draw) -> dict[str, Any]:
    kinds = ("surveyResponse", "formFeedback", "accessibilityNote")
    words = ("easy enough", "3", "Form too long", "used a screen reader", "")
    return {
        "id": draw.uuid("stranger"),
        "type": draw.pick("stranger", kinds),
        "attributes": {"answer": draw.pick("answer", words), "score": draw.whole("score", 1, 5), "consented": "true"},
    }


def _single_links(relationships: dict[str, Any]) -> None:
    """A list of one link becomes the link itself, as JSON:API has it for to-one relationships."""
    for relation in relationships.values():
        if len(relation["data"]) == 1:
            relation["data"] = relation["data"][0]
