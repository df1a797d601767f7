"""Hosts under whose names the site is served."""

import socket

import pytest

from conference.hosts import ServedHosts

LOOPBACK = (
    "localhost",
    "localhost:8080",
    "a.localhost",
    "127.0.0.1",
    "127.0.0.1:41233",
    "127.8.8.8:1",
    "[::1]",
    "[::1]:8080",
)
FOREIGN = (
    "evil.example", "press.example.evil.example", "evil.example:8080", "127.0.0.1.evil.example",
    "localhost.evil.example",
)  # fmt: skip
MALFORMED = (
    "", ":", ":80", "press.example:80:80", "press.example:x", "[::1", "::1", "[press.example]", "press.example/",
    "a@press.example", "press.example ", " press.example", "press.example, evil.example", "press.example..", "\xff",
)  # fmt: skip
NAMED = ServedHosts.of("https://press.example/accreditation", ("lan.example", "Пресса.example"))
NAMELESS = ServedHosts.of("http://0.0.0.0:8080")


@pytest.mark.parametrize("host", LOOPBACK)
def test_this_machine_is_always_served(host: str) -> None:
    assert NAMED.serve(host)
    assert NAMELESS.serve(host)


@pytest.mark.parametrize(
    "host",
    ["press.example", "PRESS.example:443", "press.example.", "lan.example:8443", "xn--80aj3aega.example"],
)
def test_configured_names_are_served_on_any_port(host: str) -> None:
    assert NAMED.serve(host)


@pytest.mark.parametrize("host", [*FOREIGN, "192.0.2.7", "[2001:db8::7]:8080", "xpress.example", "a.press.example"])
def test_other_hosts_are_not_served_beside_a_public_name(host: str) -> None:
    assert not NAMED.serve(host)


@pytest.mark.parametrize("host", MALFORMED)
def test_malformed_host_is_not_served(host: str) -> None:
    assert not NAMED.serve(host)
    assert not NAMELESS.serve(host)


@pytest.mark.parametrize(
    "public_url", ["http://127.0.0.1:8080", "http://0.0.0.0:8080", "https://192.0.2.7", "http://localhost"]
)
def test_site_without_a_name_is_served_at_every_address(public_url: str) -> None:
    hosts = ServedHosts.of(public_url)
    name = socket.gethostname()
    for host in ("192.0.2.7:8080", "[2001:db8::7]", name, f"{name.partition('.')[0]}.local"):
        assert hosts.serve(host), host
    assert not any(hosts.serve(host) for host in FOREIGN)
