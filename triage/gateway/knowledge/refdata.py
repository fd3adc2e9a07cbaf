"""The lists and rules in force, each with its version: from the profile and from what the program ships."""

from __future__ import annotations

from triage.insight.risk.rules import shipped_rules
from triage.models import codec
from triage.models.profile import Profile
from triage.models.resources import read_resource
from triage.models.view_store import RefData, RulePack

WORDS_FILE = "sdm-words.toml"
RULES_FILE = "risk-plain.toml"


def refdata_of(profile: Profile) -> RefData:
    return RefData(
        profile_version=profile.version,
        sdm_words=codec.sha256(read_resource(WORDS_FILE).encode())[:12],
        crime_classes_year=profile.crime_classes_year,
        crime_classes=profile.crime_classes,
        incident_categories=profile.incident_categories,
        qualifiers=profile.qualifiers,
        kinds=profile.kinds,
    )


def rule_pack() -> RulePack:
    """The pack that assessments are made by."""
    content = read_resource(RULES_FILE)
    return RulePack(pack=shipped_rules().pack.pack, sha256=codec.sha256(content.encode()), content=content)


def etag_of(body: bytes) -> str:
    return codec.sha256(body)[:20]
