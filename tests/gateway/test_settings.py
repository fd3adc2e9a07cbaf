"""Settings: every one by option and by environment; what is wrong is named by both."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.gateway.credentials import Role, Subject, load_tokens
from triage.gateway.settings import OPTIONS, Address, GatewaySettings, gather
from triage.models.errors import InputError


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str | None]:
    """The options of a gateway that starts."""
    (tmp_path / "secret").write_text("# rotated in May\nold\nnew\n")
    (tmp_path / "tokens").write_text("# development\none\ntwo sue supervisor\n")
    return {
        "db": f"sqlite:///{tmp_path / 'gateway.db'}",
        "listen": "127.0.0.1:0",
        "client_id": "hub",
        "client_secret_file": str(tmp_path / "secret"),
        "dev_token_file": str(tmp_path / "tokens"),
    }


def errors_of(told: dict[str, str | None], environment: dict[str, str] | None = None) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        gather(told, environment or {})
    return {entry.pointer: entry.detail for entry in caught.value.errors}


def test_options_make_settings(told: dict[str, str | None]) -> None:
    settings = gather(told, {})
    assert settings.credentials.secrets == ("old", "new")
    assert settings.tokens.find("one") == Subject("handler", Role.HANDLER)
    assert settings.tokens.find("two") == Subject("sue", Role.SUPERVISOR)
    assert settings.max_body == 25 * 1024 * 1024
    assert settings.profile.grades


def test_the_environment_does_as_well_and_options_win(told: dict[str, str | None]) -> None:
    environment = {f"TRIAGE_GATEWAY_{name.upper()}": value for name, value in told.items() if value}
    settings = gather({"listen": "127.0.0.1:8400"}, {**environment, "TRIAGE_GATEWAY_MAX_BODY_MB": "1"})
    assert isinstance(settings, GatewaySettings)
    assert (settings.listen, settings.max_body) == (Address("127.0.0.1", 8400), 1024 * 1024)


def test_missing_settings_are_named_by_option_and_variable() -> None:
    missing = set(errors_of({}))
    assert missing == {option.label for option in OPTIONS if option.required}
    assert "--db (TRIAGE_GATEWAY_DB)" in missing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("listen", "127.0.0.1"),
        ("listen", ":80"),
        ("listen", "127.0.0.1:70000"),
        ("listen", "127.0.0.1:\u0663"),
        ("intake_listen", "nonsense"),
        ("db", "mysql://host/name"),
        ("db", "sqlite://"),
        ("db", "not a url"),
        ("db", "sqlite:////nowhere/at/all/gateway.db"),
        ("client_secret_file", "/nowhere/secret"),
        ("dev_token_file", "/nowhere/tokens"),
        ("profile", "/nowhere/profile.toml"),
        ("max_body_mb", "nan"),
        ("max_body_mb", "much"),
        ("keep_closed_hours", "-1"),
    ],
)
def test_a_wrong_setting_is_named(told: dict[str, str | None], name: str, value: str) -> None:
    errors = errors_of({**told, name: value})
    assert [label for label in errors if label.startswith(f"--{name.replace('_', '-')} (")] == list(errors)


def test_all_wrong_settings_are_named_at_once(told: dict[str, str | None]) -> None:
    assert len(errors_of({**told, "listen": "x", "db": "y", "max_body_mb": "z"})) == 3


@pytest.mark.parametrize("address", ["0.0.0.0:1", "192.0.2.1:1", "[::]:1", "gateway.example.org:1"])
@pytest.mark.parametrize("name", ["listen", "intake_listen"])
def test_development_tokens_work_on_loopback_only(told: dict[str, str | None], name: str, address: str) -> None:
    assert "loopback" in errors_of({**told, name: address})["--dev-token-file (TRIAGE_GATEWAY_DEV_TOKEN_FILE)"]


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.8.8.8:1", "[::1]:1", "localhost:1"])
def test_loopback_addresses(told: dict[str, str | None], address: str) -> None:
    assert gather({**told, "listen": address}, {}).listen.loopback


def test_without_a_token_file_nobody_can_sign_in(told: dict[str, str | None]) -> None:
    settings = gather({**told, "dev_token_file": None, "listen": "0.0.0.0:1"}, {})
    assert settings.tokens.find("one") is None


@pytest.mark.parametrize("line", ["a b", "a b c d", "a b chief", "same\nsame"])
def test_a_wrong_token_line_is_named_without_the_token(tmp_path: Path, line: str) -> None:
    (tmp_path / "tokens").write_text(f"secret-token-1 x handler\n{line}\n")
    with pytest.raises(InputError) as caught:
        load_tokens(tmp_path / "tokens")
    assert "secret-token" not in repr(caught.value.errors)


def test_too_few_connections_are_refused_by_their_key(told: dict[str, str | None], tmp_path: Path) -> None:
    (tmp_path / "gateway.toml").write_text("[database]\nconnections = 3\n")
    told["config"] = str(tmp_path / "gateway.toml")
    with pytest.raises(InputError) as caught:
        gather(told, {})
    assert [entry.detail for entry in caught.value.errors][1:] == ["database.connections: must be at least 4"]
    (tmp_path / "gateway.toml").write_text("[database]\nconnections = 4\n")
    assert gather(told, {}).config.database.connections == 4


def test_an_empty_secret_file_is_refused(told: dict[str, str | None], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("# nothing\n")
    assert "--client-secret-file (TRIAGE_GATEWAY_CLIENT_SECRET_FILE)" in errors_of(told)
