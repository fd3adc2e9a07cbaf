"""[risk]: the rules that reports are sensed by, when they are not those that the program ships."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskConfig:
    """``pack``: a rule pack of the force's own (TOML), its signature beside it (``.sig``); empty: the shipped one.
    ``public_key``: the PEM file of the key that must have signed it. Every gateway of a force needs the same.
    """

    pack: str = ""
    public_key: str = ""
