"""Mail by the settings: the mail server, the sender, the worker of a node, and a test letter."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bench.mail_server import Conduct, MailBox, serving_mail
from conference.errors import InvalidError
from conference.event import Event
from conference.mail.smtp import MailServerError, TlsMode
from conference.mail.tables import letters
from rostrum.app import make_application
from rostrum.parts.mail import mail_server_of, send_test_letter, sender_of
from rostrum.runtime import Runtime
from rostrum.settings import Settings
from tests.support.letters import sample_letter

GIVEN = Settings(smtp_host="mail.example.org", mail_from="press@example.org", public_url="https://press.bücher.example")


@pytest.mark.parametrize(
    ("tls", "mode", "port"),
    [
        ("starttls", TlsMode.STARTTLS, 587),
        ("implicit", TlsMode.IMPLICIT, 465),
        ("none", TlsMode.NONE, 25),
        ("none-over-network", TlsMode.NONE, 25),
    ],
)
def test_encryption_decides_the_port_unless_it_is_given(tls: str, mode: TlsMode, port: int) -> None:
    server = mail_server_of(replace(GIVEN, smtp_tls=tls))
    assert (server.tls, server.port) == (mode, port)
    assert mail_server_of(replace(GIVEN, smtp_tls=tls, smtp_port=2525)).port == 2525


def test_password_is_read_from_its_file_and_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("geheim \n")
    server = mail_server_of(replace(GIVEN, smtp_user="press", smtp_password_file=str(file)))
    assert server.password == "geheim "
    assert "geheim" not in repr(server) + repr(replace(GIVEN, smtp_password="geheim"))
    with pytest.raises(FileNotFoundError):
        mail_server_of(replace(GIVEN, smtp_password_file=f"{file}.absent"))


def test_sender_is_the_event_unless_the_settings_say_otherwise(event: Event) -> None:
    sender = sender_of(GIVEN, event)
    assert (sender.host, sender.reply_to) == ("press.xn--bcher-kva.example", event.applications.contact)
    assert sender.names["ar"] == event.short_name["ar"]
    own = sender_of(replace(GIVEN, mail_name="Press", mail_reply_to="ask@example.org"), event)
    assert (own.name, own.names, own.reply_to) == ("Press", {}, "ask@example.org")


async def test_letter_of_an_act_is_sent_by_the_node(runtime: Runtime) -> None:
    box = MailBox()
    async with serving_mail(box) as port:
        given = replace(
            GIVEN, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none", data_dir=runtime.settings.data_dir
        )
        app = make_application(replace(runtime, settings=given))
        async with TestClient(TestServer(app)):
            async with runtime.transactions.write() as transaction:
                letter = await runtime.outbox.add(transaction, sample_letter())
            while not await _is_sent(runtime):  # noqa: ASYNC110 - the worker changes the database
                await asyncio.sleep(0.005)
    assert box.accepted == {letter: 1}


async def _is_sent(runtime: Runtime) -> bool:
    async with runtime.transactions.read() as transaction:
        return await transaction.connection.scalar(select(letters.c.state)) == "sent"


async def test_test_letter_gives_the_answer_of_the_server(event: Event) -> None:
    box = MailBox()
    async with serving_mail(box, lambda address, _: Conduct.REFUSE if address[0] == "x" else Conduct.ACCEPT) as port:
        given = replace(GIVEN, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none")
        assert await send_test_letter(given, event, "mai@example.org") == (True, "250 2.0.0 Accepted")
        assert await send_test_letter(given, event, "x@example.org") == (False, "550 5.1.1 No such mailbox")
        with pytest.raises(InvalidError):
            await send_test_letter(given, event, "nobody")
        with pytest.raises(MailServerError, match="STARTTLS extension not supported"):
            await send_test_letter(replace(given, smtp_tls="starttls"), event, "mai@example.org")
    assert sum(box.accepted.values()) == 1
