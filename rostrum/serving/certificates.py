"""The certificate that a server shows: its own (`tls.py`) or one in files, which is read again when they change."""

import asyncio
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from msgspec import Struct

from conference.connections.secure import SecureServer
from rostrum.settings import Settings, SettingsError

if TYPE_CHECKING:
    from rostrum.serving.tls import Identity

RELOAD_EVERY_S = 30.0
"""Seconds between two looks at the files of a certificate, and at this host's names."""

TICKETS = 1
"""Tickets with which a client may resume its session, instead of the usual two: each takes 20 µs to make, and a viewer
comes back with one connection."""

_log = structlog.get_logger(__name__)


class CertificateFiles(Struct, frozen=True):
    """The files of a certificate with those that signed it, and of its key (PEM)."""

    chain: Path
    key: Path

    def version(self) -> tuple[object, ...]:
        """Return what differs after a file was written or replaced. Raises: OSError."""
        looks = (self.chain.stat(), self.key.stat())
        return tuple((look.st_ino, look.st_mtime_ns, look.st_size) for look in looks)

    def make_context(self) -> ssl.SSLContext:
        """Return the context of a server with TLS 1.2 or newer, in which the client's order of ciphers counts.

        All that are offered are strong; clients know which one their processor has instructions for.

        Raises: OSError: a file cannot be read, is no PEM, or the certificate has another key.
        """
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.num_tickets = TICKETS
        context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
        context.load_cert_chain(self.chain, self.key)
        return context


class Certificate:
    """The certificate of a server by its settings, and the TLS that shows it to new connections."""

    def __init__(self, settings: Settings) -> None:
        """Load the certificate. Raises: SettingsError: the files of the settings cannot be used."""
        self._settings = settings
        files = _find_files(settings)
        try:
            self._version: tuple[object, ...] = files.version()
            self.tls = SecureServer(files.make_context())
        except ssl.SSLError as error:
            raise SettingsError(f"{files.chain}: no certificate of the key in {files.key} ({error})") from None
        except OSError as error:
            raise SettingsError(f"{error.filename or files.chain}: {error.strerror}") from None

    async def follow_files(self, *, every_s: float = RELOAD_EVERY_S) -> None:
        """Show the certificate of changed files, or one for this host's present names, until cancelled.

        Open connections go on. What cannot be loaded is logged, and the earlier certificate stays.
        """
        while True:
            await asyncio.sleep(every_s)
            try:
                context = await asyncio.to_thread(self._load_changed)
            except (OSError, ValueError) as error:
                _log.warning("tls.not_renewed", error=str(error))
                continue
            if context is not None:
                self.tls.context = context
                _log.info("tls.renewed")

    def _load_changed(self) -> ssl.SSLContext | None:
        files = _find_files(self._settings)
        version = files.version()
        if version == self._version:
            return None
        context = files.make_context()
        self._version = version
        return context


def ensure_identity_of(settings: Settings) -> "Identity":
    """Return the certificate of this host and its key, made if there is none."""
    from rostrum.serving.tls import ensure_identity  # noqa: PLC0415 - X.509, which other servers do not need

    return ensure_identity(settings)


def _find_files(settings: Settings) -> CertificateFiles:
    if settings.tls_certificate and settings.tls_key:
        return CertificateFiles(settings.tls_certificate, settings.tls_key)
    return ensure_identity_of(settings).files
