"""Certificates in files: read again when they change, and what is wrong with them."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.certificates import make_certificate
from conference.connections.secure import SecureServer
from conference.tasks import end
from rostrum.serving.certificates import Certificate
from rostrum.settings import Settings, SettingsError
from tests.conference.connections.serving import until

EVERY_S = 0.005


def settings_with(folder: Path) -> Settings:
    return Settings(data_dir=folder, tls_certificate=folder / "shown.crt", tls_key=folder / "shown.key")


def write_files(folder: Path, name: str, *, of_key: str = "") -> bytes:
    """Make a certificate of that name the one that is shown, with the key of another one; return it (DER)."""
    (folder / name).mkdir(exist_ok=True)
    made = make_certificate(folder / name, "ecdsa")
    (folder / "shown.crt").write_bytes(made.chain.read_bytes())
    key = folder / of_key / "ecdsa.key" if of_key else made.key
    (folder / "shown.key").write_bytes(key.read_bytes())
    return ssl.PEM_cert_to_DER_cert(made.chain.read_text())


def shown_by(server: SecureServer) -> bytes | None:
    """Return the certificate that a new connection is shown."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client, host = trusting.wrap_bio(back, there), server.context.wrap_bio(there, back, server_side=True)
    for side in (client, host, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return client.getpeercert(binary_form=True)


@asynccontextmanager
async def following(folder: Path) -> AsyncIterator[Certificate]:
    certificate = Certificate(settings_with(folder))
    task = asyncio.create_task(certificate.follow_files(every_s=EVERY_S))
    yield certificate
    await end(task)


async def test_changed_files_are_shown_to_new_connections(tmp_path: Path) -> None:
    first = write_files(tmp_path, "first")
    async with following(tmp_path) as certificate:
        assert shown_by(certificate.tls) == first
        second = write_files(tmp_path, "second")
        await until(lambda: shown_by(certificate.tls) == second)


async def test_unusable_files_leave_the_earlier_certificate(tmp_path: Path) -> None:
    first = write_files(tmp_path, "first")
    async with following(tmp_path) as certificate:
        for break_files in (
            lambda: write_files(tmp_path, "second", of_key="first"),
            lambda: (tmp_path / "shown.crt").write_text("no certificate"),
            (tmp_path / "shown.crt").unlink,
        ):
            break_files()
            await asyncio.sleep(4 * EVERY_S)
            assert shown_by(certificate.tls) == first
        third = write_files(tmp_path, "third")
        await until(lambda: shown_by(certificate.tls) == third)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_missing_or_wrong_files_are_named_at_the_start(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "shown.crt").write_text(content)
        (tmp_path / "shown.key").write_text(content)
    with pytest.raises(SettingsError, match=r"shown\.crt: .*"):
        Certificate(settings_with(tmp_path))
