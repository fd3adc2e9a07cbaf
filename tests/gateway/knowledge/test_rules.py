"""A force's own rule pack: used when the force signed it, refused by name when anything about that is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.authority import NOW
from tests.gateway.bench import Bench, ok, open_bench
from triage.cli import main
from triage.gateway.check.finding import Setup
from triage.gateway.check.reference import check_rules
from triage.gateway.config import RiskConfig
from triage.gateway.knowledge.rules import load_rules
from triage.gateway.settings import GatewaySettings
from triage.insight.risk.pack import shipped_content
from triage.models import codec
from triage.models.clock import ManualClock
from triage.models.errors import InputError, KnownError
from triage.models.view_store import RulePack

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
RULE = """
[[rules]]
id = "own-stack-yard"
kind = "weapon"
strength = 0.9
phrases = \"\"\"
behind .. stackyard
\"\"\"
why = "Where the force knows that weapons are kept"
hit = ["It is behind the stackyard"]
"""
TEXT = "What he needs is behind the stackyard, he told me."
"""So brief that a strong rule speaks by itself, whatever was learned."""


@pytest.fixture
def own(tmp_path: Path) -> RiskConfig:
    """A pack with a rule more, signed on the command line as IT would."""
    pack = tmp_path / "own.toml"
    content = shipped_content().replace('pack = "risk-', 'pack = "own-risk-', 1)
    pack.write_text(content + RULE, encoding="utf-8")
    assert main(["rulepack", "key", str(tmp_path / "force")]) == 0
    assert main(["rulepack", "sign", str(pack), "--key", str(tmp_path / "force.key")]) == 0
    return RiskConfig(pack=str(pack), public_key=str(tmp_path / "force.pub"))


@ON_SQLITE
@pytest.mark.parametrize("processes", [0, 1])
async def test_reports_are_sensed_by_a_signed_pack(own: RiskConfig, settings: GatewaySettings, processes: int) -> None:
    intake = replace(settings.config.intake, processes=processes)
    config = replace(settings.config, risk=own, intake=intake)
    async with open_bench(replace(settings, config=config)) as bench:
        assessment = (await bench.ann.report(await bench.arrive("s-1", TEXT))).assessment
        assert assessment.pack.startswith("own-risk-")
        assert "own-stack-yard/weapon" in {hit.rule for hit in assessment.indicators}
        told = await rules_told(bench)
        assert (told.pack, len(told.signed_by)) == (assessment.pack, 16)


async def rules_told(bench: Bench) -> RulePack:
    return codec.decode(RulePack, ok(await bench.ann.call("GET", "/v1/rulepack")).content)


@pytest.mark.parametrize(
    ("ending", "spoil", "words"),
    [
        ("own.toml", b"\n# one more\n", "signature does not belong"),
        ("own.toml.sig", b"AAAA", "signature does not belong"),
        ("force.pub", None, "cannot be read"),
        ("own.toml.sig", None, "cannot be read"),
    ],
)
def test_what_was_not_signed_is_refused(
    own: RiskConfig, tmp_path: Path, ending: str, spoil: bytes | None, words: str
) -> None:
    path = tmp_path / ending
    if spoil is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + spoil)
    with pytest.raises(KnownError, match=words):
        load_rules(own)


def test_another_key_is_refused(own: RiskConfig, tmp_path: Path) -> None:
    assert main(["rulepack", "key", str(tmp_path / "other")]) == 0
    with pytest.raises(InputError, match="this key"):
        load_rules(replace(own, public_key=str(tmp_path / "other.pub")))


@pytest.mark.parametrize(("missing", "named"), [("pack", "risk.pack"), ("public_key", "risk.public_key")])
def test_half_a_setting_is_named(own: RiskConfig, missing: str, named: str) -> None:
    with pytest.raises(InputError) as caught:
        load_rules(RiskConfig(**{"pack": own.pack, "public_key": own.public_key, missing: ""}))
    assert [one.pointer for one in caught.value.errors] == [named]


def test_a_pack_that_breaks_its_examples_is_not_signed(own: RiskConfig, tmp_path: Path) -> None:
    pack, signature = Path(own.pack), tmp_path / "own.toml.sig"
    before = signature.read_bytes()
    pack.write_text(pack.read_text("utf-8").replace("It is behind the stackyard", "A yard of ale"), encoding="utf-8")
    assert main(["rulepack", "sign", str(pack), "--key", str(tmp_path / "force.key")]) == 1
    assert signature.read_bytes() == before


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    assert main(["rulepack", "key", str(tmp_path / "force")]) == 0
    kept = (tmp_path / "force.key").read_bytes()
    assert main(["rulepack", "key", str(tmp_path / "force")]) != 0
    assert (tmp_path / "force.key").read_bytes() == kept
    assert (tmp_path / "force.key").stat().st_mode & 0o077 == 0


@ON_SQLITE
async def test_the_check_names_rules_and_key(own: RiskConfig, settings: GatewaySettings) -> None:
    signed = replace(settings, config=replace(settings.config, risk=own))
    (found,) = await check_rules(Setup(settings=signed, told={}, clock=ManualClock(NOW)))
    assert "own-risk-" in found.what
    assert "signed by key" in found.what
