"""Check of the certificate in files with which this node serves HTTPS."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography import x509

from conference.clock import SystemClock
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.serving.certificates import CertificateFiles
from rostrum.settings import Settings

RENEWED_BEFORE = timedelta(days=14)
"""Time before its end at which a certificate should have been renewed: clients of ACME do so after two thirds of it."""


async def check_certificate(settings: Settings) -> Iterable[Finding]:
    """Check that the certificate can be shown, belongs to the public address, and does not end soon."""
    if settings.tls_certificate is None or settings.tls_key is None:
        return [ok("This node shows no certificate in files.")]
    files = CertificateFiles(settings.tls_certificate, settings.tls_key)
    try:
        files.make_context()
        certificate = x509.load_pem_x509_certificates(files.chain.read_bytes())[0]
    except (OSError, ValueError) as error:
        todo = (
            "Let the client of ACME write ROSTRUM_TLS_CERTIFICATE and ROSTRUM_TLS_KEY, readable by the service's user."
        )
        return [problem(f"The certificate cannot be used: {error}", todo)]
    return [*_check_name(certificate, settings), _check_end(certificate.not_valid_after_utc, SystemClock().now())]


def _check_name(certificate: x509.Certificate, settings: Settings) -> Iterable[Finding]:
    host = urlsplit(settings.address).hostname or ""
    if not _is_for(certificate, host):
        yield problem(f"The certificate is not for {host}.", "Order one for the host in ROSTRUM_PUBLIC_URL.")


def _is_for(certificate: x509.Certificate, host: str) -> bool:
    """Return whether a certificate names a host, by itself or by a wildcard for its first label (RFC 9525 §6.3)."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    try:
        return ip_address(host) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        wildcard = "*." + host.partition(".")[2]
        return not {host, wildcard}.isdisjoint(name.lower() for name in names.get_values_for_type(x509.DNSName))


def _check_end(ends_at: datetime, now: datetime) -> Finding:
    if ends_at <= now:
        return problem(f"The certificate ended at {ends_at:%Y-%m-%d}.", "Renew it; it is read again within a minute.")
    if ends_at <= now + RENEWED_BEFORE:
        return warning(f"The certificate ends at {ends_at:%Y-%m-%d}.", "See why the client of ACME does not renew it.")
    return ok(f"HTTPS is served with a certificate until {ends_at:%Y-%m-%d}.")
