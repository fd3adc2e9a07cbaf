"""What the public told in their own words, wherever the form put it."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.answer import Answer
from triage.models.report import Submission
from triage.models.sdm.entities import Entity
from triage.models.sdm.form import Pair, pairs, split_banner, story
from triage.models.sdm.scalars import as_text

_STORY = ("incidentdescription", "whathappened", "description", "descriptionofincident", "incidentdetails",
          "narrative", "details",
          "summary", "offencedescription", "message", "feedback", "enquiry")  # fmt: skip
FORM_LINE = "form line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """``opening`` is the form's first line, which often names the service. ``form`` are its questions as answers
    (only of a skeleton: a modelled report has them as fields), marked ``shown_as`` "form line"."""

    narrative: str
    path: str
    banner: str
    opening: str
    skeleton: bool
    form: tuple[Answer, ...] = ()
    pairs: tuple[Pair, ...] = ()


def tell(incident: Entity, submission: Submission, *, modelled: bool) -> Told:
    """The narrative: the incident's own description, or for a skeleton the part of the form that tells it.

    ``modelled``: the document has people or places of its own; without them, a form as text is a skeleton.
    """
    banner, body = split_banner(submission.content)
    opening = next((line.strip() for line in body.splitlines() if line.strip()), "")[:160]
    leaf = incident.leaf(*_STORY)
    description = as_text(leaf.raw) if leaf else ""
    skeleton = bool(body.strip()) and not modelled and len(description) < len(body)
    if description and not skeleton and leaf is not None:
        leaf.shown_as = "narrative"
        return Told(narrative=description, path=leaf.path, banner=banner, opening=opening, skeleton=False)
    path = next((one.path for one in submission.details if one.shown_as == "content"), "")
    found = pairs(body)
    told = story(found)
    form = tuple(
        Answer(path=f"{path}#{pair.line}", label=pair.question, text=pair.answer, raw=pair.answer, shown_as=FORM_LINE)
        for pair in found
        if skeleton
    )
    narrative = told.answer if told else body.strip() or description
    return Told(
        narrative=narrative, path=path, banner=banner, opening=opening, skeleton=skeleton, form=form, pairs=found
    )
