"""The rules of risk in force at this gateway: the shipped pack, or one that the force signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from triage.gateway.config.risk import RiskConfig
from triage.insight.risk.pack import Pack, read_pack, shipped_pack
from triage.insight.risk.pack_files import read_bytes, signature_of
from triage.insight.risk.signed import verify
from triage.models.errors import FieldError, InputError
from triage.models.view_store import RulePack


@dataclass(frozen=True, slots=True)
class Rules:
    """``signed_by``: the fingerprint of the key; empty for the shipped pack."""

    pack: Pack
    signed_by: str = ""

    @property
    def told(self) -> RulePack:
        """As desktops and supervisors are told."""
        pack = self.pack
        return RulePack(pack=pack.file.pack, sha256=pack.sha256, content=pack.content, signed_by=self.signed_by)


def load_rules(config: RiskConfig) -> Rules:
    """The pack in force.

    Raises:
        KnownError: a file cannot be read.
        InputError: a setting is missing, the signature is not right, or the pack cannot be used.
    """
    if not config.pack:
        if config.public_key:
            raise _wrong("pack", "is missing: a key alone changes nothing", "Name the pack, or take the key away.")
        return Rules(shipped_pack())
    if not config.public_key:
        raise _wrong("public_key", "is missing: a pack is used only when it is signed", "Name the key's PEM file.")
    path = Path(config.pack)
    content, public = read_bytes(path), read_bytes(Path(config.public_key))
    try:
        signed_by = verify(content, read_bytes(signature_of(path)), public)
        return Rules(read_pack(content.decode("utf-8")), signed_by)
    except UnicodeDecodeError as error:
        raise _wrong("pack", f"{config.pack} is not UTF-8", "Save it as UTF-8 and sign it again.") from error
    except InputError as error:
        raise InputError(f"[risk] pack {path}: {error.what}", error.errors, error.do) from error


def _wrong(key: str, detail: str, do: str) -> InputError:
    return InputError("The rule pack cannot be used.", (FieldError(f"risk.{key}", detail),), do)
