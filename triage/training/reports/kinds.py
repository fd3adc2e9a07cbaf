"""The kinds of report the public sends, how often, and how the hub labels them.

Shares are a plain guess at a county force's mix: most of it is low risk. ``category`` "OCR" and "RTI" are the
hub's own; the other category codes and all sub-codes are this generator's, shaped like the hub's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. ``share`` is per thousand; ``skeleton`` the chance that the form is not modelled yet.

    ``where`` is the usual place: home, street, shop, pub, park, school, online or none.
    ``lag`` is the longest usual wait between event and report, in days.
    """

    key: str
    title: str
    share: float
    category: str
    subcode: str
    skeleton: float = 0.0
    where: str = "street"
    lag: int = 3
    media: float = 0.12


KINDS: tuple[Kind, ...] = (
    Kind("antisocial_behaviour", "Antisocial behaviour", 135, "ASB", "AB1", 0.15, "street", 2, 0.15),
    Kind("collision", "Road traffic collision or incident", 125, "RTI", "RT1", 0.0, "street", 4, 0.45),
    Kind("theft", "Theft", 95, "OCR", "TH1", 0.0, "street", 3, 0.15),
    Kind("shoplifting", "Shoplifting", 72, "OCR", "SL1", 0.0, "shop", 3, 0.45),
    Kind("criminal_damage", "Criminal damage", 75, "OCR", "CD1", 0.0, "home", 2, 0.45),
    Kind("harassment", "Harassment", 55, "OCR", "HA1", 0.0, "home", 10, 0.25),
    Kind("fraud", "Fraud", 55, "OCR", "FR1", 0.2, "online", 10, 0.3),
    Kind("lost_property", "Lost or found property", 60, "LFP", "LP1", 0.6, "street", 4, 0.05),
    Kind("suspicious", "Suspicious activity", 55, "SUS", "SA1", 0.3, "street", 1, 0.15),
    Kind("burglary", "Burglary", 42, "OCR", "BU1", 0.0, "home", 2, 0.25),
    Kind("vehicle_theft", "Lost or stolen vehicle", 40, "OCR", "LV1", 0.1, "street", 1, 0.15),
    Kind("malicious_communications", "Malicious communications", 36, "OCR", "MC1", 0.0, "online", 7, 0.5),
    Kind("assault", "Assault", 34, "OCR", "AS1", 0.0, "street", 4, 0.25),
    Kind("domestic_abuse", "Domestic abuse", 26, "OCR", "DA1", 0.0, "home", 10, 0.1),
    Kind("civil_dispute", "Civil dispute", 26, "CON", "CI1", 0.5, "home", 10, 0.15),
    Kind("feedback", "Feedback or complaint", 24, "CMP", "FB1", 0.7, "none", 20, 0.1),
    Kind("hate_crime", "Hate crime", 17, "OCR", "HC1", 0.0, "street", 3, 0.2),
    Kind("dangerous_dog", "Dangerous dog", 15, "CON", "DD1", 0.4, "park", 2, 0.25),
    Kind("event", "Event or procession", 11, "EVT", "EV1", 1.0, "park", 0, 0.15),
    Kind("stalking", "Stalking", 11, "OCR", "ST1", 0.0, "home", 14, 0.25),
    Kind("child_concern", "Concern for a child", 11, "OCR", "CC1", 0.1, "home", 5, 0.05),
    Kind("robbery", "Robbery", 9, "OCR", "RO1", 0.0, "street", 1, 0.1),
    Kind("missing", "Missing person", 9, "MIS", "MP1", 0.6, "home", 1, 0.3),
    Kind("sexual_offence", "Rape or sexual assault", 8, "OCR", "SO1", 0.0, "none", 30, 0.02),
    Kind("firearms_licensing", "Firearms licensing", 7, "FLD", "FL1", 1.0, "none", 0, 0.1),
    Kind("clares_law", "Clare's Law application", 7, "APP", "CL1", 1.0, "none", 0, 0.0),
    Kind("spiking", "Spiking", 6, "OCR", "SP1", 0.0, "pub", 3, 0.05),
    Kind("modern_slavery", "Modern slavery", 6, "OCR", "MS1", 0.1, "street", 7, 0.1),
)

BY_KEY = {kind.key: kind for kind in KINDS}
RUNNING_SHARES = tuple(accumulate(kind.share for kind in KINDS))
