"""Check of the certificate in files."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from rostrum.doctor import Finding
from rostrum.doctor.certificate import check_certificate
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import warned, wrong

LONG = timedelta(days=60)


def settings_with(folder: Path, *names: str, life: timedelta = LONG) -> Settings:
    """Write a certificate for these DNS names that ends so much later, and return settings that show it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - LONG).not_valid_after(now + life)
    if names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
        builder = builder.add_extension(alternatives, critical=False)
    chain, own_key = folder / "site.crt", folder / "site.key"
    chain.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    own_key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    address = "https://press.example.org"
    return Settings(data_dir=folder, public_url=address, tls_certificate=chain, tls_key=own_key)


async def findings_of(settings: Settings) -> list[Finding]:
    return list(await check_certificate(settings))


@pytest.mark.parametrize("name", ["press.example.org", "Press.Example.org", "*.example.org"])
async def test_certificate_of_the_public_address_is_well(tmp_path: Path, name: str) -> None:
    findings = await findings_of(settings_with(tmp_path, name))
    assert wrong(findings) == warned(findings) == []
    assert "HTTPS is served" in findings[0].said


@pytest.mark.parametrize("names", [(), ("example.org",), ("*.org",), ("press.example.com", "www.example.org")])
async def test_certificate_of_another_host_is_a_problem(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert wrong(await findings_of(settings_with(tmp_path, *names))) == [
        "The certificate is not for press.example.org."
    ]


async def test_certificate_that_ends_is_reported(tmp_path: Path) -> None:
    soon = await findings_of(settings_with(tmp_path, "press.example.org", life=timedelta(days=13)))
    assert [said[:20] for said in warned(soon)] == ["The certificate ends"]
    ended = await findings_of(settings_with(tmp_path, "press.example.org", life=-timedelta(days=1)))
    assert [said[:21] for said in wrong(ended)] == ["The certificate ended"]


async def test_unusable_files_are_a_problem(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, "press.example.org")
    (tmp_path / "site.key").write_text("no key")
    assert [said[:30] for said in wrong(await findings_of(settings))] == ["The certificate cannot be used"]
    missing = replace(settings, tls_certificate=tmp_path / "missing.crt")
    assert [said[:30] for said in wrong(await findings_of(missing))] == ["The certificate cannot be used"]


async def test_node_without_a_certificate_is_well(tmp_path: Path) -> None:
    findings = await findings_of(Settings(data_dir=tmp_path))
    assert wrong(findings) == warned(findings) == []
