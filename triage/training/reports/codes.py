"""Coded values of the hub's data model, with the words that the form shows.

Values travel as codes so that Welsh and English forms share a payload. GNDR_0001 (female) and the ESDD_ codes
(18+1) are published; the numbering of the others follows the same shape and is this generator's.
"""

from __future__ import annotations

GENDERS = {
    "GNDR_0001": "Female",
    "GNDR_0002": "Male",
    "GNDR_0003": "I use another term",
    "GNDR_0004": "Prefer not to say",
}

CONTACT = {"CPNC_0001": "Phone", "CPNC_0002": "Email", "CPNC_0003": "Text message", "CPNC_0004": "Letter"}

INVOLVEMENT = {
    "IVLD_0001": "I was the victim",
    "IVLD_0002": "I saw it happen",
    "IVLD_0003": "I am reporting for someone else",
    "IVLD_0004": "I am reporting for a business or organisation",
    "IVLD_0005": "I heard about it",
}

BEFORE = {
    "BWST_0001": "Called 101",
    "BWST_0002": "Gone to a police station",
    "BWST_0003": "Called 999",
    "BWST_0004": "Not told anyone",
    "BWST_0005": "Something else",
}

ETHNICITY = {
    "W1": "White: British",
    "W2": "White: Irish",
    "W3": "White: Gypsy or Irish Traveller",
    "W9": "Any other White background",
    "M1": "White and Black Caribbean",
    "M2": "White and Black African",
    "M3": "White and Asian",
    "M9": "Any other Mixed background",
    "A1": "Indian",
    "A2": "Pakistani",
    "A3": "Bangladeshi",
    "A4": "Chinese",
    "A9": "Any other Asian background",
    "B1": "Caribbean",
    "B2": "African",
    "B9": "Any other Black background",
    "O2": "Arab",
    "O9": "Any other ethnic group",
    "NS": "Prefer not to say",
}

ETHNIC_GROUPS = {
    "A": "EGRP_0001",
    "B": "EGRP_0002",
    "M": "EGRP_0003",
    "O": "EGRP_0005",
    "W": "EGRP_0006",
    "N": "EGRP_0007",
}

INVOLVED_AS = {
    "victim": "IVLD_0001",
    "witness": "IVLD_0002",
    "third": "IVLD_0003",
    "business": "IVLD_0004",
    "heard": "IVLD_0005",
}
