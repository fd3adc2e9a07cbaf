"""What the force profile says of workstations: checked at the gateway, kept for the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.models.desk_values import Standing
from triage.models.errors import InputError
from triage.models.profile_file import load_profile
from triage.models.resources import read_resource
from triage.policy.force import FILE, heard_of_force, keep_force, kept_force

DESK = '\n[desk]\nlocked = ["look.theme"]\n[desk.values]\n"look.theme" = "contrast"\n"look.text_size" = "125"\n'


def test_the_last_profiles_word_holds_before_the_next_has_come(tmp_path: Path) -> None:
    profile = load_profile(read_resource("profile.toml") + DESK, source="p.toml")
    keep_force(tmp_path, profile)
    kept = kept_force(tmp_path)
    assert kept == heard_of_force(profile)
    answer = Standing(kept.told).answer("look.theme")
    assert (answer.value, answer.locked_by) == ("contrast", f"force profile {profile.version}")


@pytest.mark.parametrize("rubbish", ["", "[]", '{"values": 3}', '{"version": 1, "values": {"look.theme": []}}'])
def test_a_damaged_memory_of_it_says_nothing(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / FILE).write_text(rubbish, "utf-8")
    assert Standing(kept_force(tmp_path).told).value("look.theme") == "system"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (DESK.replace("contrast", "red"), "desk.values.look.theme"),
        (DESK.replace("look.text_size", "gateway_url"), "desk.values.gateway_url"),
        (DESK.replace("look.text_size", "colour"), "desk.values.colour"),
        (DESK.replace('["look.theme"]', '["gateway_url"]'), "desk.locked[0]"),
    ],
)
def test_what_a_force_cannot_say_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(InputError) as told:
        load_profile(read_resource("profile.toml") + text, source="p.toml")
    assert named in [fault.pointer for fault in told.value.errors]
