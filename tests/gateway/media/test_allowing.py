"""Only the hub's hosts are asked, and only at addresses that are nobody else's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.gateway.bench import ON_SQLITE, ok
from tests.gateway.media.desk import JPEG, MediaDesk, linked
from tests.gateway.media.hub import answered, media_host, moved
from triage.gateway.config.media import MediaConfig
from triage.gateway.media import allow
from triage.gateway.media.allow import NotAllowedError
from triage.gateway.media.opening import open_fetcher
from triage.models.clock import SystemClock
from triage.models.errors import InputError
from triage.models.files import FAILED, LINK, STORED

LIST = allow.read((".hub.example", "media.other.example", "port.example:8443", "10.1.2.3", "http://127.0.0.1:8080"))


class Names:
    """A resolver that says what the test tells it, another thing each time when there are several."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.mark.parametrize(
    "link",
    [
        "https://a.hub.example/1",
        "https://A.B.HUB.example./1?x=y",
        "https://media.other.example:443/1",
        "https://port.example:8443/1",
        "https://10.1.2.3/1",
        "http://127.0.0.1:8080/1",
    ],
)
def test_links_to_the_hub_are_followed(link: str) -> None:
    assert LIST.link(link).path == "/1"


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("https://evil.example/1", "not-allowed"),
        ("https://hub.example/1", "not-allowed"),
        ("https://hub.example.evil.example/1", "not-allowed"),
        ("https://evilhub.example/1", "not-allowed"),
        ("https://a.media.other.example/1", "not-allowed"),
        ("https://a.hub.example:8443/1", "not-allowed"),
        ("https://port.example/1", "not-allowed"),
        ("https://a.hub.example@evil.example/1", "not-allowed"),
        ("https://user:secret@a.hub.example/1", "not-allowed"),
        ("https://evil.example\\@a.hub.example/1", "not-allowed"),
        ("https://evil.example#@a.hub.example/1", "not-allowed"),
        ("https://evil.example?.hub.example", "not-allowed"),
        ("https://10.1.2.4/1", "not-allowed"),
        ("https://2130706433/1", "not-allowed"),
        ("https://0x7f.1/1", "not-allowed"),
        ("https://[::1]/1", "not-allowed"),
        ("https://[::ffff:10.1.2.3]/1", "not-allowed"),
        ("http://127.0.0.1/1", "not-allowed"),
        ("http://a.hub.example/1", "not-https"),
        ("ftp://a.hub.example/1", "no-link"),
        ("file:///etc/passwd", "no-link"),
        ("//a.hub.example/1", "no-link"),
        ("https://", "no-link"),
        ("https://a.hub.example:99999/1", "not-allowed"),
        ("https://a.hub.example/\r\nX: y", "no-link"),
        ("", "no-link"),
        ("https://a.hub.example/" + "x" * 9000, "not-allowed"),
    ],
)
def test_other_links_are_not(link: str, reason: str) -> None:
    with pytest.raises(NotAllowedError) as refused:
        LIST.link(link)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2002:a9fe:a9fe::1", "2001:db8::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(address: str) -> None:
    with pytest.raises(NotAllowedError):
        LIST.check("a.hub.example", ["8.8.8.8", address])


def test_addresses_outside_are_not() -> None:
    assert LIST.check("a.hub.example", ["8.8.8.8", "2600::1"]) == ("8.8.8.8", "2600::1")


def test_a_private_network_of_the_hub_may_be_named_but_never_link_local() -> None:
    listed = allow.read((".hub.example",), ("10.20.0.0/16", "169.254.0.0/16"))
    assert listed.check("a.hub.example", ["10.20.1.1"]) == ("10.20.1.1",)
    for address in ("10.21.1.1", "169.254.169.254", "::ffff:10.21.1.1"):
        with pytest.raises(NotAllowedError):
            listed.check("a.hub.example", [address])


@pytest.mark.parametrize(
    "host", ["http://hub.example", "hub.example/path", ".example", "", ".", "user@hub.example", "ftp://x", ".10.1.2.3"]
)
def test_a_wrong_list_is_refused_at_start(host: str) -> None:
    with pytest.raises(InputError) as refused:
        allow.read((host,), ("10.0.0.1/8",))
    assert [error.pointer for error in refused.value.errors] == ["media.hosts", "media.networks"]


@pytest.mark.parametrize("changes", [{"ca_file": "/no/such/file"}, {"hosts": ("*",)}])
def test_wrong_settings_are_refused_at_start(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        open_fetcher(MediaConfig(**changes), SystemClock())  # type: ignore[arg-type]


@ON_SQLITE
async def test_a_link_elsewhere_is_never_asked(desk: MediaDesk) -> None:
    names = Names(["93.184.216.34"])
    _, state = await desk.after(linked("https://evil.example/1"), media=desk.media(resolve=names))
    assert (state.state, state.reason, names.asked) == (FAILED, "not-allowed", [])


@ON_SQLITE
async def test_a_name_that_leads_inside_is_never_asked(desk: MediaDesk) -> None:
    host = f"localhost:{desk.hub.port}"
    media = desk.media(resolve=Names(["93.184.216.34", "127.0.0.1"]), hosts=(host,))
    _, state = await desk.after(linked(f"https://{host}/1"), media=media)
    assert (state.state, state.reason, desk.hub.asked) == (FAILED, "address-not-allowed", [])


@ON_SQLITE
async def test_the_address_that_was_checked_is_the_one_that_is_asked(desk: MediaDesk) -> None:
    """A name that leads elsewhere the second time is asked for once only; its own name is in Host and certificate."""
    host = f"localhost:{desk.hub.port}"
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    desk.hub.answers["/1"] = answered(JPEG)
    media = desk.media(resolve=names, hosts=(host,), networks=("127.0.0.0/8",))
    _, state = await desk.after(linked(f"https://{host}/1"), media=media)
    assert (state.state, names.asked) == (STORED, ["localhost"])
    assert f"\r\nHost: {host}\r\n" in desk.hub.asked[0]


@ON_SQLITE
async def test_the_next_address_is_tried_when_one_does_not_answer(desk: MediaDesk) -> None:
    host = f"localhost:{desk.hub.port}"
    desk.hub.answers["/1"] = answered(JPEG)
    media = desk.media(resolve=Names(["127.0.0.9", "127.0.0.1"]), hosts=(host,), networks=("127.0.0.0/8",))
    _, state = await desk.after(linked(f"https://{host}/1"), media=media)
    assert state.state == STORED


@ON_SQLITE
async def test_a_certificate_for_another_name_is_refused(desk: MediaDesk) -> None:
    host = f"media.hub.example:{desk.hub.port}"
    media = desk.media(resolve=Names(["127.0.0.1"]), hosts=(host,), networks=("127.0.0.0/8",))
    _, state = await desk.after(linked(f"https://{host}/1"), media=media)
    assert (state.state, state.reason, desk.hub.asked) == (LINK, "certificate", [])


@ON_SQLITE
async def test_a_certificate_of_an_unknown_authority_is_refused(desk: MediaDesk) -> None:
    _, state = await desk.after(linked(desk.hub.url("/1")), media=desk.media(ca_file=""))
    assert (state.state, state.reason) == (LINK, "certificate")


@ON_SQLITE
async def test_a_name_that_nobody_knows_is_tried_again(desk: MediaDesk) -> None:
    async def nobody(host: str, port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    media = desk.media(resolve=nobody, hosts=("media.hub.example",))
    _, state = await desk.after(linked("https://media.hub.example/1"), media=media)
    assert (state.state, state.reason) == (LINK, "unknown-name")


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/1", "https://169.254.169.254/latest/meta-data", "http://169.254.169.254/", "//evil.example/",
     "https://user@127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1/"],
)  # fmt: skip
@ON_SQLITE
async def test_a_redirect_elsewhere_is_not_followed(desk: MediaDesk, to: str) -> None:
    desk.hub.answers["/1"] = moved(to)
    _, state = await desk.after(linked(desk.hub.url("/1")))
    assert (state.state, state.reason, desk.hub.paths) == (FAILED, "redirected-elsewhere", ["/1"])


@ON_SQLITE
async def test_a_redirect_to_a_name_that_leads_inside_is_not_followed(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = moved("https://media.hub.example/latest/meta-data")
    media = desk.media(resolve=Names(["169.254.169.254"]), hosts=(*desk.config.hosts, ".hub.example"))
    _, state = await desk.after(linked(desk.hub.url("/1")), media=media)
    assert (state.state, state.reason) == (FAILED, "address-not-allowed")


@ON_SQLITE
async def test_redirects_inside_the_list_are_followed_three_times(desk: MediaDesk) -> None:
    for number in (1, 2, 3):
        desk.hub.answers[f"/{number}"] = moved(f"/{number + 1}", "307 Temporary Redirect")
    desk.hub.answers["/4"] = answered(JPEG)
    desk.hub.answers["/0"] = moved("/1")
    _, state = await desk.after(linked(desk.hub.url("/1")))
    assert (state.state, desk.hub.paths) == (STORED, ["/1", "/2", "/3", "/4"])
    _, state = await desk.after(linked(desk.hub.url("/0")))
    assert (state.state, state.reason) == (FAILED, "too-many-redirects")


@ON_SQLITE
async def test_without_hosts_nothing_is_fetched(desk: MediaDesk) -> None:
    _, state = await desk.after(linked(desk.hub.url("/1")), media=desk.media(hosts=()))
    assert (state.state, state.reason, desk.hub.asked) == (FAILED, "not-allowed", [])


@ON_SQLITE
async def test_a_loopback_host_may_be_listed_without_tls(desk: MediaDesk) -> None:
    async with media_host(None) as plain:
        plain.answers["/1"] = answered(JPEG)
        media = desk.media(hosts=(plain.url("", scheme="http"),))
        path, state = await desk.after(linked(plain.url("/1", scheme="http")), media=media)
    assert state.state == STORED
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).content == JPEG


@ON_SQLITE
async def test_proxies_of_the_environment_are_not_used(desk: MediaDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    desk.hub.answers["/1"] = answered(JPEG)
    _, state = await desk.after(linked(desk.hub.url("/1")))
    assert state.state == STORED
