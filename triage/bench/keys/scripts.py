"""What a handler writes and chooses for each of the ten reports. Words only; how keys do it is in `hands`.

THRIVE words are written as a handler writes them: short, about this report. Nothing here is taken from a suggestion.
"""

from __future__ import annotations

from dataclasses import dataclass, field

THRIVE = {
    "threat": "Nobody there now, no weapon told.",
    "harm": "As told; no treatment needed.",
    "risk": "No sign that it happens again tonight.",
    "investigation": "One witness; camera opposite.",
    "vulnerability": "None told; lives with family.",
    "engagement": "Text message; told what happens next.",
}
RATIONALE = "The account is credible and nothing contradicts it."
STRAIGHTFORWARD = 20
"""Presses that a straightforward report may take from open to sent, words not counted (the desk's own promise)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One report. ``name``: what it is, for people; ``kind`` as the generator names it; ``outcome`` a key of the
    profile's outcomes.

    ``most``: presses that it may take. Beyond `STRAIGHTFORWARD` only where the force's own questions about the kind,
    one press each, take the rest. ``crime``: what is typed into the crime search; "" for none. ``incident``: words
    of the name of a category other than the kind's own. ``reason``, ``signpost``: keys of the profile, where the
    outcome asks. ``risk``: a key of the risk levels. ``words``: THRIVE letters that differ from `THRIVE`.
    ``answers``: question key → what is pressed or typed, where the shortest answer is not the true one. ``begin``:
    the section where the work begins. ``template``, ``told``: a question to the reporter: its words to start from,
    what fills them.
    ``receiver``, ``told``: a handover: to whom by name, and why.
    """

    name: str
    kind: str
    outcome: str
    most: int = STRAIGHTFORWARD
    crime: str = ""
    incident: str = ""
    reason: str = ""
    signpost: str = ""
    risk: str = "standard"
    words: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    begin: str = "checks"
    template: str = ""
    receiver: str = ""
    told: str = ""

    def letter(self, key: str) -> str:
        """The words for a THRIVE letter."""
        return self.words.get(key) or THRIVE.get(key, "Considered.")


SCRIPTS: tuple[Script, ...] = (
    Script(
        name="robbery with a weapon",
        kind="robbery",
        outcome="crime",
        crime="34b",
        risk="high",
        words={"threat": "Two men, one showed a knife; gone towards the station."},
    ),
    Script(
        name="domestic abuse",
        kind="domestic_abuse",
        outcome="crime",
        most=29,
        crime="8l",
        risk="high",
        words={"vulnerability": "Repeat victim, two small children at home."},
        answers={"escalating": "Y"},
    ),
    Script(
        name="missing person",
        kind="missing",
        outcome="incident",
        most=25,
        risk="medium",
        words={"risk": "Out at night without a coat, takes medicine daily."},
        answers={"medicine": "Y", "reference": "TC-20261128-0042", "last_seen": "Home, grey hooded top."},
    ),
    Script(
        name="collision with injury",
        kind="collision",
        outcome="incident",
        most=27,
        incident="with injury",
        risk="medium",
        words={"harm": "Broken wrist, taken to hospital."},
        answers={"injury": "3", "injured": "Cyclist, wrist.", "exchanged": "Y"},
    ),
    Script(name="shoplifting", kind="shoplifting", outcome="crime", crime="46"),
    Script(name="criminal damage", kind="criminal_damage", outcome="crime", crime="58d"),
    Script(
        name="hate crime",
        kind="hate_crime",
        outcome="crime",
        crime="8m",
        risk="medium",
        words={"vulnerability": "Alone in the flat, afraid to go out."},
        answers={"words": "Called names, told to go home.", "repeat": "Y", "impact": ""},
    ),
    Script(
        name="ask the reporter",
        kind="theft",
        outcome="ask",
        begin="thrive",
        template="ask_more",
        told="When did you last see the bicycle, and is its frame number known?",
    ),
    Script(
        name="another force",
        kind="burglary",
        outcome="hand_over",
        begin="thrive",
        risk="medium",
        receiver="Eastern Training Police",
        told="The house lies in their area; scene to be seen today.",
    ),
    Script(name="signpost fraud", kind="fraud", outcome="signpost", reason="report_fraud", signpost="report_fraud"),
)
"""Ten kinds of report, with each outcome that a handler uses every day."""
