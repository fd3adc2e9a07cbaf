"""Whom the window names while somebody practises."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from triage.training.ground import Addresses, Ground, Plan
from triage.training.programs import Tokens


@pytest.mark.parametrize(("supervisor", "name"), [(True, "Practice supervisor"), (False, "Practice handler")])
def test_whoever_practises_as_a_supervisor_is_called_one(tmp_path: Path, supervisor: bool, name: str) -> None:
    nothing = cast(Any, None)
    addresses = Addresses(gateway="g", records="r", real_gateway="g", real_records="r", control="c")
    ground = Ground(Plan(home=tmp_path, supervisor=supervisor), nothing, nothing, addresses, Tokens.make(), nothing)
    assert ground.desktop_environment(tmp_path)["TRIAGE_HANDLER_NAME"] == name
