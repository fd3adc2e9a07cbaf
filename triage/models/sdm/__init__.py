"""Reading the hub's Standard Data Model: a raw payload becomes a `Report` leniently and losslessly."""

from triage.models.sdm.identify import Identity, identify
from triage.models.sdm.parse import attachment_bytes, attachment_contents, parse

__all__ = ["Identity", "attachment_bytes", "attachment_contents", "identify", "parse"]
