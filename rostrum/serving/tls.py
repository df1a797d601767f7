"""HTTPS without a public certificate: a certificate authority of this installation, and a certificate that it signs.

Phones allow camera and key storage only to pages over HTTPS, and a venue's network has no public name. The authority's
certificate is constrained to this host's names and private addresses (RFC 5280 §4.2.1.10), so that a stolen key cannot
be used against other sites.
"""

import hashlib
import ipaddress
import os
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from rostrum.serving.certificates import CertificateFiles
from rostrum.settings import Settings

FOLDER = "tls"
"""Folder of certificates and keys, under the data folder."""

AUTHORITY_LIFE = timedelta(days=3 * 365)
LEAF_LIFE = timedelta(days=180)
RENEW_AFTER = timedelta(days=90)
"""Age at which a certificate is renewed. Phones need no action, because the authority stays the same."""

_BACKDATED = timedelta(days=1)
"""A new certificate is valid this long before its creation, for phones with a slow clock."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
"""Private, loopback, link-local and shared networks (RFC 1918, 3927, 4193, 4291, 6598)."""


class Names(Struct, frozen=True):
    """DNS names and addresses of this host."""

    dns: frozenset[str]
    addresses: frozenset[Address]


class Identity(Struct, frozen=True):
    """Files of the server's certificate chain and key, and the authority's certificate (DER) for installation."""

    files: CertificateFiles
    authority: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate as phones show it: pairs of hexadecimal digits with colons."""
        digits = hashlib.sha256(self.authority).hexdigest().upper()
        return ":".join(digits[n : n + 2] for n in range(0, 64, 2))


def host_names(settings: Settings) -> Names:
    """Return the host name, its name on the local network, its addresses, and those in the settings."""
    host = socket.gethostname().split(".")[0].lower() or "localhost"
    dns = {"localhost", host, f"{host}.local"}
    addresses = set(_interface_addresses())
    for named in (urlsplit(settings.public_url).hostname, settings.host):
        address = _parse_address(named or "")
        if address is not None and not address.is_unspecified:
            addresses.add(address)
        elif named and address is None:
            dns.add(named.lower())
    return Names(frozenset(name for name in dns if _is_dns(name)), frozenset(addresses))


def reachable_host(settings: Settings) -> str:
    """Return the address at which phones reach this host: the one that it listens on, or, if it listens on
    all, one of its IPv4 addresses, a private one if there is one."""
    listens = _parse_address(settings.host)
    if listens is None or not listens.is_unspecified:
        return f"[{listens}]" if isinstance(listens, ipaddress.IPv6Address) else settings.host
    near = sorted(
        address
        for address in _interface_addresses()
        if isinstance(address, ipaddress.IPv4Address) and not address.is_loopback and not address.is_link_local
    )
    private = [address for address in near if address.is_private]
    return str((private or near or [ipaddress.IPv4Address("127.0.0.1")])[0])


def ensure_identity(settings: Settings, *, now: datetime | None = None, names: Names | None = None) -> Identity:
    """Return the identity in the data folder, making or renewing it if necessary."""
    folder, now = settings.data_dir / FOLDER, now or datetime.now(UTC)
    names = names or host_names(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, authority_key = _load_or_make_authority(folder, names, now)
    chain, key = folder / "server.crt", folder / "server.key"
    if not _is_good(chain, key, authority, names=names, now=now):
        _write_leaf(chain, key, names=names, now=now, signed_by=(authority, authority_key))
    return Identity(CertificateFiles(chain, key), authority.public_bytes(Encoding.DER))


def _interface_addresses() -> Iterable[Address]:
    for interface in psutil.net_if_addrs().values():
        for entry in interface:
            address = _parse_address(entry.address.partition("%")[0])
            if address is not None:
                yield address


def _parse_address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_dns(name: str) -> bool:
    labels = name.split(".")
    return len(name) <= 253 and all(
        0 < len(label) <= 63 and label.isascii() and label.replace("-", "a").isalnum() for label in labels
    )


def _load_or_make_authority(
    folder: Path, names: Names, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Load the installation's authority; make a new one if there is none or it may not sign for these names."""
    certificate, key = folder / "authority.crt", folder / "authority.key"
    if certificate.exists() and key.exists():
        stored = x509.load_pem_x509_certificate(certificate.read_bytes())
        if _may_sign(stored, names) and now < stored.not_valid_after_utc - LEAF_LIFE:
            return stored, _load_key(key)
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Rostrum, {socket.gethostname()[:40]}")])
    signed = (
        _certificate_builder(private, name, issuer=name, now=now, life=AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(cert_sign=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted_names(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    _write_private_file(key, _key_to_pem(private))
    _write_private_file(certificate, signed.public_bytes(Encoding.PEM))
    return signed, private


def _permitted_names(names: Names) -> list[x509.GeneralName]:
    others = [address for address in names.addresses if not any(address in network for network in PRIVATE)]
    networks = [*PRIVATE, *(ipaddress.ip_network(address) for address in sorted(others, key=str))]
    return [
        *(x509.DNSName(name) for name in sorted(names.dns)),
        *(x509.IPAddress(network) for network in networks),
    ]


def _may_sign(authority: x509.Certificate, names: Names) -> bool:
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    dns = {entry.value for entry in permitted if isinstance(entry, x509.DNSName)}
    networks = [entry.value for entry in permitted if isinstance(entry, x509.IPAddress)]
    return names.dns <= dns and all(
        any(address in network for network in networks if not isinstance(network, Address))
        for address in names.addresses
    )


def _write_leaf(
    chain: Path,
    key: Path,
    *,
    names: Names,
    now: datetime,
    signed_by: tuple[x509.Certificate, ec.EllipticCurvePrivateKey],
) -> None:
    authority, authority_key = signed_by
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rostrum")])
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    signed = (
        _certificate_builder(private, name, issuer=authority.subject, now=now, life=LEAF_LIFE)
        .add_extension(x509.SubjectAlternativeName(_alternative_names(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(cert_sign=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_private_file(key, _key_to_pem(private))
    _write_private_file(chain, signed.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM))


def _certificate_builder(
    private: ec.EllipticCurvePrivateKey, name: x509.Name, *, issuer: x509.Name, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + life)
    )


def _alternative_names(names: Names) -> list[x509.GeneralName]:
    return [
        *(x509.DNSName(name) for name in sorted(names.dns)),
        *(x509.IPAddress(address) for address in sorted(names.addresses, key=str)),
    ]


def _is_good(chain: Path, key: Path, authority: x509.Certificate, *, names: Names, now: datetime) -> bool:
    """Whether the stored certificate is signed by the authority, not due for renewal, for these names, with its key."""
    if not (chain.exists() and key.exists()):
        return False
    stored = x509.load_pem_x509_certificates(chain.read_bytes())[0]
    names_in_certificate = stored.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_ours = stored.public_key() == _load_key(key).public_key() and stored.issuer == authority.subject
    is_young = stored.not_valid_before_utc <= now < stored.not_valid_before_utc + _BACKDATED + RENEW_AFTER
    if not is_ours or not is_young or list(names_in_certificate) != _alternative_names(names):
        return False
    try:
        stored.verify_directly_issued_by(authority)
    except Exception:  # any mismatch leads to a new certificate
        return False
    return True


def _key_usage(*, cert_sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=cert_sign,
        crl_sign=cert_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path.name} holds a key of another kind")
    return key


def _key_to_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_private_file(path: Path, content: bytes) -> None:
    """Write a file atomically, readable by the service's own user only."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(path)
