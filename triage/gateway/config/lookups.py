"""[lookups]: what is asked outside the force about vehicles and places, and what may leave for that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupsConfig:
    """``vehicle_url``: DVLA's vehicle enquiry service up to and with its version
    ("https://driver-vehicle-licensing.api.gov.uk/vehicle-enquiry/v1"); ``vehicle_key_file`` holds the API key.
    ``neighbourhood_url``: a service in the manner of data.police.uk ("https://data.police.uk/api"). Empty: not asked.

    ``may_leave``: "vehicle" (a registration) and "place" (a position, to about ten metres), each only after the force
    has decided so; nothing leaves by default, nor ever for a restricted report or one of ``withheld_kinds``.

    ``ca_file``: PEM authorities beside the system's own. ``timeout_seconds`` bounds one question, ``per_minute`` the
    questions to each service, ``keep_minutes`` how long an answer counts as fresh, ``most_kept`` how many are kept.
    """

    vehicle_url: str = ""
    vehicle_key_file: str = ""
    neighbourhood_url: str = ""
    may_leave: tuple[str, ...] = ()
    withheld_kinds: tuple[str, ...] = ()
    ca_file: str = ""
    timeout_seconds: float = 5
    per_minute: int = 120
    keep_minutes: float = 720
    most_kept: int = 5000
