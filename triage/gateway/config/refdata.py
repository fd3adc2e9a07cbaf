"""[refdata]: where the reference data lies that `triage refdata import` writes and desktops fetch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RefdataConfig:
    """``folder``: what `triage refdata import --to` was given; empty: nothing is served. Every gateway of a force needs
    the same content there: a shared folder, or the same imports on each."""

    folder: str = ""
