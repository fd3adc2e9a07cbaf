"""What those who oversee the work ask the gateway for. Nothing of it is kept on the workstation."""

from __future__ import annotations

from dataclasses import dataclass

from triage.services.api.back_tests import BackTestsApi
from triage.services.api.client import Client
from triage.services.api.compliance import ComplianceApi
from triage.services.api.figures import FiguresApi
from triage.services.api.handover import HandoverApi
from triage.services.api.quality import QualityApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Overseeing:
    """The queue now, how it was kept, rules tried on what came, what one shift tells the next, and how well it was
    decided. The gateway refuses whoever is not meant to see it.
    """

    figures: FiguresApi
    compliance: ComplianceApi
    back_tests: BackTestsApi
    handover: HandoverApi
    quality: QualityApi


def overseeing_of(client: Client) -> Overseeing:
    """Everything of it over the desk's own connection."""
    return Overseeing(
        figures=FiguresApi(client),
        compliance=ComplianceApi(client),
        back_tests=BackTestsApi(client),
        handover=HandoverApi(client),
        quality=QualityApi(client),
    )
