"""The machine policy of Windows, read from an export of the registry as Windows itself writes it."""

from __future__ import annotations

from tests.policy.registry_export import read_export
from triage.policy.machine import registry_policy
from triage.settings import read_settings

PLACE = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Triage"
EXPORT = r"""Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Triage]
@="nothing"
"gateway_url"="https://triage.example.org"
"Home"="D:\\Triage\\store"
"colour"="red"
"no_proxy"=hex(7):61,00,\
  00,00

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Triage\locked]
"gateway_url"=dword:00000001
"look.theme"=dword:00000001
"sign_in.lock_minutes"=dword:00000000

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Triage\Look]
"Theme"="contrast"
"text_size"=dword:0000007d
"single_letters"=dword:00000000

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Triage\records]
"crime_url"="https://rms.example.org/api"

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Triage\sign_in]
"issuer"="https://login.example/v2.0"
"client_id"="desk"
"lock_minutes"=dword:00000005
"""


def test_what_group_policy_wrote_is_read() -> None:
    found = read_settings({"TRIAGE_LOOK_THEME": "dark"}, machine=registry_policy(read_export(EXPORT, PLACE)))
    assert (found.mode, found.gateway_url, str(found.home)) == (
        "live",
        "https://triage.example.org",
        "D:\\Triage\\store",
    )
    assert found.sign_in is not None
    assert found.sign_in.lock_minutes == 5
    assert found.records == {"CRIME_URL": "https://rms.example.org/api"}
    standing = found.standing
    assert [standing.value(f"look.{name}") for name in ("theme", "text_size", "single_letters")] == [
        "contrast",
        "125",
        "false",
    ]
    assert standing.answer("gateway_url").locked
    assert not standing.answer("sign_in.lock_minutes").locked


def test_what_is_wrong_in_the_registry_is_named_by_its_key() -> None:
    faults = {fault.name: fault for fault in registry_policy(read_export(EXPORT, PLACE)).faults}
    assert set(faults) == {"colour", "no_proxy"}
    assert faults["colour"].source == "HKLM\\Software\\Policies\\Triage"
    assert "must be a text" in faults["no_proxy"].detail


def test_a_machine_without_a_policy_has_none() -> None:
    assert registry_policy(read_export("", PLACE)).told == {}
