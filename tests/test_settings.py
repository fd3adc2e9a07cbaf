"""The desktop's settings: read from file and environment, wrong ones named."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.models.desk_keys import Layer
from triage.models.errors import InputError
from triage.models.sign_in import SignInSettings
from triage.policy.tables import heard_in
from triage.settings import proxy_variables, read_settings

ENV = {
    "TRIAGE_MODE": "training",
    "TRIAGE_HOME": "here",
    "TRIAGE_GATEWAY_URL": "http://127.0.0.1:8000/",
    "TRIAGE_TOKEN": "t",
    "TRIAGE_HANDLER_ID": "ann",
}


def test_the_environment_is_enough() -> None:
    found = read_settings({**ENV, "TRIAGE_CONTROL_URL": "http://127.0.0.1:1/control"})
    assert (found.mode, found.home, found.gateway_url) == ("training", Path("here"), "http://127.0.0.1:8000")
    assert (found.handler_name, found.key_source) == ("ann", "training-file")
    assert found.records == {"CONTROL_URL": "http://127.0.0.1:1/control"}


def test_the_environment_wins_over_the_file() -> None:
    text = 'handler_name = "Ann of the file"\n[records]\nCRIME_URL = "http://127.0.0.1:2"\n'
    found = read_settings({**ENV, "TRIAGE_HANDLER_NAME": "Ann"}, text)
    assert (found.handler_name, found.records["CRIME_URL"]) == ("Ann", "http://127.0.0.1:2")


def test_secrets_are_not_shown() -> None:
    found = read_settings({**ENV, "TRIAGE_TOKEN": "very-secret", "TRIAGE_SECRET_RMS": "also-secret"})
    assert "secret" not in repr(found).replace("secrets", "")


def test_the_token_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-file\n", "utf-8")
    env = {key: value for key, value in ENV.items() if key != "TRIAGE_TOKEN"}
    assert read_settings({**env, "TRIAGE_TOKEN_FILE": str(tmp_path / "token")}).token == "from-file"


def test_a_provider_takes_the_place_of_token_and_handler() -> None:
    env = {name: value for name, value in ENV.items() if name not in ("TRIAGE_TOKEN", "TRIAGE_HANDLER_ID")}
    text = '[sign_in]\nissuer = "https://login.example/t/v2.0"\nclient_id = "desk"\noffline_hours = 4\n'
    found = read_settings({**env, "TRIAGE_SIGN_IN_LOCK_MINUTES": "5"}, text).sign_in
    assert found == SignInSettings(
        issuer="https://login.example/t/v2.0", client_id="desk", offline_hours=4, lock_minutes=5
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('client_id = "d"', "sign_in.issuer"),
        ('issuer = "http://login.example"\nclient_id = "d"', "sign_in.issuer"),
    ],
)
def test_what_the_sign_in_cannot_do_without_is_named(text: str, named: str) -> None:
    with pytest.raises(InputError) as told:
        read_settings(ENV, f"[sign_in]\n{text}")
    assert named in told.value.what


@pytest.mark.parametrize(
    ("change", "text", "named"),
    [
        ({"TRIAGE_MODE": "play"}, "", "mode (TRIAGE_MODE) is “play”; allowed are live, training"),
        ({"TRIAGE_HANDLER_ID": ""}, "", "handler_id"),
        ({"TRIAGE_GATEWAY_URL": "ftp://x"}, "", "gateway_url"),
        ({"TRIAGE_GATEWAY_URL": "http://gateway.example.org"}, "", "must be https"),
        ({"TRIAGE_MODE": "live", "TRIAGE_KEY_SOURCE": "training-file"}, "", "key_source"),
        ({"TRIAGE_MODE": "live", "TRIAGE_TRAINING_URL": "http://127.0.0.1:3"}, "", "training_url"),
        ({"TRIAGE_TOKEN": ""}, "", "token_file"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, str], text: str, named: str) -> None:
    with pytest.raises(InputError) as told:
        read_settings({**ENV, **change}, text)
    assert named in told.value.what


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[sign_in]\nissuer = "https://x"\nclient_id = "d"\nscope = "profile"', "sign_in.scope"),
        ('[sign_in]\nissuer = "https://x"\nclient_id = "d"\noffline_hours = 999', "sign_in.offline_hours"),
        ('[sign_in]\nissuer = "https://x"\nclient_id = "d"\noffline_hours = true', "sign_in.offline_hours"),
        ('[sign_in]\nissuer = "https://x"\nclient_id = "d"\ncolour = "red"', "sign_in.colour"),
        ("colour = 'red'", "colour"),
        ("mode = 3", "mode"),
        ("records = 3", "records"),
        ("[look]\ntext_size = 20", "look.text_size must be a whole number from 85 to 200"),
        ("mode = ", "cannot be read"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_and_the_rest_works(text: str, named: str) -> None:
    found = read_settings(ENV, text, source="mine.toml")
    assert found.handler_id == "ann" or found.sign_in is not None
    assert [fault.words for fault in found.standing.faults if named in fault.words and "mine.toml" in fault.words]


def test_what_is_needed_says_why_what_was_said_does_not_count() -> None:
    env = {name: value for name, value in ENV.items() if name != "TRIAGE_GATEWAY_URL"}
    with pytest.raises(InputError, match=r"is needed\. settings\.toml: gateway_url must be https"):
        read_settings(env, 'gateway_url = "http://triage.example.org"')


def test_training_never_meets_the_live_system_of_the_policy() -> None:
    policy = heard_in(
        'gateway_url = "https://live.example.org"\nlocked = ["gateway_url", "look.theme"]\n[look]\ntheme = "dark"\n',
        layer=Layer.MACHINE,
        source="policy.toml",
        may_lock=True,
    )
    found = read_settings(ENV, machine=policy)
    assert found.gateway_url == "http://127.0.0.1:8000"
    assert found.standing.answer("look.theme").locked


def test_training_is_refused_where_the_policy_locks_the_mode() -> None:
    policy = heard_in('mode = "live"\nlocked = ["mode"]', layer=Layer.MACHINE, source="p.toml", may_lock=True)
    with pytest.raises(InputError, match="switched off on this workstation: p"):
        read_settings(ENV, machine=policy)


def test_a_proxy_of_the_settings_is_what_connections_read() -> None:
    found = read_settings(ENV, 'proxy = "http://proxy.example.org:3128"\nno_proxy = ".example.org"')
    told = proxy_variables(found.standing)
    assert told["HTTPS_PROXY"] == told["https_proxy"] == "http://proxy.example.org:3128"
    assert told["no_proxy"] == ".example.org"
    assert proxy_variables(read_settings(ENV).standing) == {}
