"""Reading the hub's Standard Data Model: a raw payload becomes a `Report` leniently and losslessly."""

from triage.models.sdm.parse import attachment_bytes, parse

__all__ = ["attachment_bytes", "parse"]
