"""A certificate for measurements: of 127.0.0.1, signed by itself, with a key of each kind that authorities sign."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

KeyKind = Literal["ecdsa", "rsa"]

_LIFE = timedelta(days=1)
_MAKE_KEY: dict[KeyKind, Callable[[], ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey]] = {
    "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
}


@dataclass(frozen=True)
class Certificate:
    """The files of a certificate and its key, PEM."""

    chain: Path
    key: Path

    @property
    def options(self) -> list[str]:
        """The options by which a part is told to serve with it."""
        return [f"--certificate={self.chain}", f"--key={self.key}"]


def make_certificate(folder: Path, kind: KeyKind) -> Certificate:
    """Make a certificate of 127.0.0.1 in a folder, with a key on P-256 or of 2,048 bits (RSA)."""
    key, now = _MAKE_KEY[kind](), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LIFE)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate = Certificate(folder / f"{kind}.crt", folder / f"{kind}.key")
    certificate.chain.write_bytes(signed.public_bytes(Encoding.PEM))
    certificate.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate
