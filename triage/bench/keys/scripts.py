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


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One report. ``kind`` as the generator names it; ``outcome`` a key of the profile's outcomes.

    ``crime``: what is typed into the crime search; "" for none. ``incident``, ``reason``: the same for the category
    and the reason, where the outcome asks for one. ``risk``: a key of the risk levels. ``words``: THRIVE letters
    that differ from `THRIVE`.
    """

    kind: str
    outcome: str
    crime: str = ""
    incident: str = ""
    reason: str = ""
    risk: str = "standard"
    words: dict[str, str] = field(default_factory=dict)

    def letter(self, key: str) -> str:
        """The words for a THRIVE letter."""
        return self.words.get(key) or THRIVE.get(key, "Considered.")


SCRIPTS: tuple[Script, ...] = (
    Script(kind="theft", outcome="crime", crime="49"),
    Script(kind="burglary", outcome="crime", crime="28e", risk="medium"),
    Script(kind="criminal_damage", outcome="crime", crime="58d"),
    Script(kind="assault", outcome="crime", crime="8n", risk="medium", words={"harm": "Bruised face, seen by a GP."}),
    Script(kind="shoplifting", outcome="crime", crime="46"),
    Script(
        kind="domestic_abuse",
        outcome="crime",
        crime="8l",
        risk="high",
        words={"vulnerability": "Repeat victim, two small children at home."},
    ),
    Script(kind="collision", outcome="incident", incident="damage only"),
    Script(kind="antisocial_behaviour", outcome="incident", incident="nuisance"),
    Script(kind="fraud", outcome="signpost", incident="report fraud", reason="report_fraud"),
    Script(kind="lost_property", outcome="signpost", incident="lost", reason="council"),
)
"""Ten kinds of report that together need every outcome that a handler closes alone with."""
