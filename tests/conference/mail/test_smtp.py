"""Connections to a mail server: encryption, login, and the bytes of a message."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from bench.mail_server import MailBox, serving_mail
from conference.mail.messages import Message, Sender, StoredLetter, compose_message
from conference.mail.smtp import MailServer, MailServerError, TlsMode, connect, dot_stuffed
from rostrum.serving.tls import ensure_identity
from rostrum.settings import Settings

LETTER = StoredLetter(
    id="ltr_1",
    kind="k",
    address="mai@example.org",
    name="",
    language="en",
    subject="Points",
    text=".\n..\n.end\n",
    html="",
)


def message() -> Message:
    return compose_message(LETTER, Sender("press@example.org", "", "x.example"), datetime(2025, 10, 25, tzinfo=UTC))


async def begin() -> bool:
    return True


@pytest.mark.parametrize(
    ("content", "stuffed"),
    [
        (b"a", b"a\r\n"),
        (b".\r\n..\r\na.\r\n", b"..\r\n...\r\na.\r\n"),
        (b"a\n.b\rc", b"a\r\n..b\r\nc\r\n"),
    ],
)
def test_point_at_the_beginning_of_a_line_is_doubled(content: bytes, stuffed: bytes) -> None:
    assert dot_stuffed(content) == stuffed


async def test_message_arrives_as_it_was_composed() -> None:
    box = MailBox()
    async with serving_mail(box) as port:
        connection = await connect(MailServer(host="127.0.0.1", port=port, tls=TlsMode.NONE))
        outcome = await connection.deliver(message(), begin)
        await connection.close()
    assert outcome is not None
    assert (outcome.state, outcome.answer) == ("sent", "250 2.0.0 Accepted")
    assert box.contents["ltr_1"] == message().content


async def test_message_that_may_not_begin_is_not_sent() -> None:
    async def refuse() -> bool:
        return False

    box = MailBox()
    async with serving_mail(box) as port:
        connection = await connect(MailServer(host="127.0.0.1", port=port, tls=TlsMode.NONE))
        assert await connection.deliver(message(), refuse) is None
        assert (await connection.deliver(message(), begin)).state == "sent"  # type: ignore[union-attr]
        await connection.close()
    assert box.accepted == {"ltr_1": 1}


async def test_encryption_and_login_are_used_and_verified(tmp_path: Path) -> None:
    identity = ensure_identity(Settings(data_dir=tmp_path, host="127.0.0.1", tls=True))
    authority = tmp_path / "authority.pem"
    authority.write_text(ssl.DER_cert_to_PEM_cert(identity.authority))

    def check_login(*given: object) -> AuthResult:
        is_right = given[-1] == LoginPassword(b"press", b"geheim")
        return AuthResult(success=is_right, handled=False)

    options: dict[str, Any] = {
        "tls_context": identity.files.make_context(),
        "require_starttls": True,
        "auth_required": True,
    }
    async with serving_mail(MailBox(), authenticator=check_login, **options) as port:
        server = MailServer(host="127.0.0.1", port=port, user="press", password="geheim", authorities=str(authority))
        connection = await connect(server)
        assert connection.is_encrypted
        assert (await connection.deliver(message(), begin)).state == "sent"  # type: ignore[union-attr]
        await connection.close()
        with pytest.raises(MailServerError, match="535"):
            await connect(replace(server, password="falsch"))
        with pytest.raises(MailServerError, match="CERTIFICATE_VERIFY_FAILED"):
            await connect(replace(server, authorities=None))
