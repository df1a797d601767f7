"""HTTPS with a certificate of our own: its names, its renewal, and a client that trusts it."""

import ipaddress
import shutil
import ssl
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient
from cryptography import x509
from typer.testing import CliRunner

from conference.clock import ManualClock
from conference.texts.link_qr import modules_of, qr_lines
from rostrum.app import make_application
from rostrum.cli import program, with_reachable_address
from rostrum.runtime import open_runtime
from rostrum.serving.application import serve_application
from rostrum.serving.runner import bind_addresses
from rostrum.serving.tls import AUTHORITY_LIFE, RENEW_AFTER, Names, ensure_identity, host_names, reachable_host
from rostrum.settings import Settings, environment_of, settings_from
from tests.conftest import MORNING
from tests.support.servers import free_port

NOW = datetime(2025, 10, 1, tzinfo=UTC)
ADDRESS = ipaddress.ip_address("192.168.1.7")
NAMES = Names(frozenset({"localhost", "gate", "gate.local"}), frozenset({ADDRESS, ipaddress.ip_address("127.0.0.1")}))


def alternatives(chain: Path) -> set[str]:
    leaf = x509.load_pem_x509_certificates(chain.read_bytes())[0]
    said = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in said}


def test_certificate_names_host_and_addresses_and_is_reused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = ensure_identity(settings, now=NOW, names=NAMES)
    assert alternatives(first.files.chain) == {"localhost", "gate", "gate.local", "192.168.1.7", "127.0.0.1"}
    kept = first.files.chain.read_bytes()
    again = ensure_identity(settings, now=NOW + RENEW_AFTER - timedelta(hours=1), names=NAMES)
    assert again.files.chain.read_bytes() == kept
    assert again.fingerprint == first.fingerprint
    assert len(first.fingerprint) == 95


def test_only_the_services_user_reads_the_files(tmp_path: Path) -> None:
    ensure_identity(Settings(data_dir=tmp_path), now=NOW, names=NAMES)
    folder = tmp_path / "tls"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert sorted(path.name for path in folder.iterdir()) == [
        "authority.crt", "authority.key", "server.crt", "server.key",
    ]  # fmt: skip


def test_certificate_is_made_anew_by_the_same_authority(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = ensure_identity(settings, now=NOW, names=NAMES)
    kept = first.files.chain.read_bytes()
    moved = Names(NAMES.dns, frozenset({ipaddress.ip_address("10.9.8.7")}))
    second = ensure_identity(settings, now=NOW, names=moved)
    assert "10.9.8.7" in alternatives(second.files.chain)
    older = ensure_identity(settings, now=NOW + RENEW_AFTER + timedelta(days=1), names=moved)
    assert older.files.chain.read_bytes() != kept
    first.files.key.write_bytes((tmp_path / "tls" / "authority.key").read_bytes())
    third = ensure_identity(settings, now=NOW, names=moved)
    assert {first.authority} == {second.authority, older.authority, third.authority}


def test_authority_is_limited_to_host_and_private_addresses(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = ensure_identity(settings, now=NOW, names=NAMES)
    constraints = x509.load_der_x509_certificate(first.authority).extensions.get_extension_for_class(
        x509.NameConstraints
    )
    assert constraints.critical
    permitted = constraints.value.permitted_subtrees or []
    assert {name.value for name in permitted if isinstance(name, x509.DNSName)} == NAMES.dns
    networks = [name.value for name in permitted if isinstance(name, x509.IPAddress)]
    assert not any(ipaddress.ip_address("8.8.8.8") in network for network in networks)  # type: ignore[operator]
    public = Names(NAMES.dns, frozenset({ipaddress.ip_address("198.51.100.4")}))
    assert ensure_identity(settings, now=NOW, names=public).fingerprint != first.fingerprint
    later = ensure_identity(Settings(data_dir=tmp_path), now=NOW + AUTHORITY_LIFE, names=public)
    assert x509.load_der_x509_certificate(later.authority).not_valid_before_utc > NOW


def test_names_and_addresses_of_the_host_are_listed(tmp_path: Path) -> None:
    names = host_names(Settings(data_dir=tmp_path, public_url="https://Press.example:8443", host="0.0.0.0"))
    assert {"localhost", "press.example"} <= names.dns
    assert any(name.endswith(".local") for name in names.dns)
    assert ipaddress.ip_address("127.0.0.1") in names.addresses
    assert all(not address.is_unspecified for address in names.addresses)
    assert reachable_host(Settings(host="127.0.0.1")) == "127.0.0.1"
    assert reachable_host(Settings(host="::1")) == "[::1]"
    assert reachable_host(Settings(host="press.example")) == "press.example"
    assert not ipaddress.ip_address(reachable_host(Settings(host="0.0.0.0"))).is_unspecified


def test_setting_is_a_switch() -> None:
    assert settings_from({"ROSTRUM_TLS": "1"}).tls is True
    assert settings_from({"ROSTRUM_TLS": "no"}).tls is False
    assert settings_from(environment_of(Settings(tls=True))).tls is True
    assert "ROSTRUM_TLS" not in environment_of(Settings())
    with pytest.raises(ValueError, match="ROSTRUM_TLS"):
        settings_from({"ROSTRUM_TLS": "perhaps"})
    told = with_reachable_address(Settings(tls=True, host="127.0.0.1", port=8443))
    assert told.address == "https://127.0.0.1:8443"
    assert (
        with_reachable_address(Settings(tls=True, public_url="https://press.example")).address
        == "https://press.example"
    )
    assert "--tls" in CliRunner().invoke(program, ["serve", "--help"], env={"COLUMNS": "200"}).output


def test_qr_of_a_terminal_has_every_module() -> None:
    rows, lines = modules_of("https://192.168.1.7:8443/doors/"), qr_lines("https://192.168.1.7:8443/doors/")
    shown = [
        [(one in "\u2580\u2588") if upper else (one in "\u2584\u2588") for one in line]
        for line in lines
        for upper in (True, False)
    ]
    assert [row[4:-4] for row in shown[4 : 4 + len(rows)]] == rows
    assert not any(any(row) for row in (*shown[:4], *shown[4 + len(rows) :]))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> AsyncIterator[tuple[str, Path]]:
    """The address of a server with a certificate of its own, and its data folder."""
    folder = tmp_path_factory.mktemp("tls")
    shutil.copy(sqlite_template, folder / "rostrum.db")
    settings = with_reachable_address(Settings(data_dir=folder, tls=True, port=free_port()))
    async with (
        open_runtime(settings, clock=ManualClock(MORNING)) as runtime,
        serve_application(make_application(runtime), runtime, await bind_addresses(settings.host, settings.port)),
    ):
        yield settings.address, folder


served = pytest.mark.asyncio(loop_scope="module")


@served
async def test_client_that_trusts_the_authority_is_served(site: tuple[str, Path]) -> None:
    address, folder = site
    trusting = ssl.create_default_context(cafile=folder / "tls" / "authority.crt")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting)) as client:
        for host in (address, address.replace("127.0.0.1", "localhost")):
            async with client.get(f"{host}/doors/") as response:
                assert response.status == 200
                assert "Strict-Transport-Security" not in response.headers
                assert all("__Host-" in cookie for cookie in response.headers.getall("Set-Cookie", ()))
        async with client.ws_connect(f"{address}/feed/v1/fr/ws") as feed:
            assert (await feed.receive_json(timeout=5))["type"] == "snapshot"
        async with client.get(f"{address}/doors/certificate.crt") as response:
            assert response.content_type == "application/x-x509-ca-cert"
            given = x509.load_der_x509_certificate(await response.read())
    assert given == x509.load_pem_x509_certificate((folder / "tls" / "authority.crt").read_bytes())


@served
async def test_client_that_does_not_trust_it_is_refused(site: tuple[str, Path]) -> None:
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await client.get(f"{site[0]}/doors/")
        with pytest.raises(aiohttp.ClientError):
            await client.get(site[0].replace("https", "http") + "/doors/")


async def test_site_without_tls_offers_no_certificate(client: TestClient[web.Request, web.Application]) -> None:
    assert (await client.get("/doors/certificate.crt")).status == 404
