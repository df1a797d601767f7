"""Mail: the mail server and the sender of the settings, and the worker that sends letters while the site is served."""

import ipaddress
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from conference.event import Event
from conference.ids import RandomIds
from conference.languages import FALLBACK
from conference.mail.addresses import check_address, mailbox_of
from conference.mail.enclosures import MakeEnclosure
from conference.mail.messages import Sender, StoredLetter, compose_message
from conference.mail.pace import Pace
from conference.mail.rendering import logo_attachment
from conference.mail.smtp import MailServer, SmtpTimeouts, TlsMode, connect
from conference.mail.states import LetterState
from conference.mail.storage import LetterDue
from conference.mail.worker import SendingPlan, Worker, WorkerServices
from conference.texts.email_addresses import read_email
from rostrum.runtime import Runtime
from rostrum.settings import Settings

PORTS = {TlsMode.STARTTLS: 587, TlsMode.IMPLICIT: 465, TlsMode.NONE: 25}


def install_mail(app: web.Application, runtime: Runtime, make_enclosure: MakeEnclosure) -> None:
    """Send the letters of the outbox while the application runs."""
    settings = runtime.settings
    services = WorkerServices(
        transactions=runtime.transactions,
        clock=runtime.clock,
        connect=partial(connect, mail_server_of(settings)),
        ids=runtime.ids,
        sender=sender_of(settings, runtime.event),
        plan=SendingPlan(connections=settings.mail_connections),
        pace=Pace(settings.mail_per_minute),
        make_enclosure=make_enclosure,
    )
    worker = Worker(services)
    runtime.bus.subscribe(LetterDue, worker.notify)

    async def send_letters(_app: web.Application) -> AsyncIterator[None]:
        async with worker.running():
            yield

    app.cleanup_ctx.append(send_letters)


def mail_server_of(settings: Settings, timeouts: SmtpTimeouts | None = None) -> MailServer:
    """Return the mail server of the settings. Raises OSError for a password file that cannot be read."""
    tls = TlsMode.NONE if settings.smtp_tls.startswith("none") else TlsMode(settings.smtp_tls)
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port or PORTS[tls],
        tls=tls,
        user=settings.smtp_user,
        password=_read_password(settings),
        own_name=_host_of(settings),
        timeouts=timeouts or SmtpTimeouts(),
        authorities=settings.smtp_authorities or None,
    )


def sender_of(settings: Settings, event: Event) -> Sender:
    """Return the sender of letters: by default with the event's name and its address for questions."""
    return Sender(
        address=settings.mail_from,
        name=settings.mail_name,
        host=_host_of(settings),
        reply_to=settings.mail_reply_to or _ascii_contact(event),
        bounces=settings.mail_bounces,
        names={} if settings.mail_name else event.short_name,
        logo=logo_attachment(event),
    )


def _ascii_contact(event: Event) -> str:
    """Return the event's address for questions as a header takes it; empty if its name before the @ is not ASCII."""
    contact = read_email(event.applications.contact)
    mailbox = mailbox_of(contact) if contact else None
    return str(mailbox) if mailbox and mailbox.is_ascii else ""


def _read_password(settings: Settings) -> str:
    if not settings.smtp_password_file:
        return settings.smtp_password
    return Path(settings.smtp_password_file).read_text(encoding="utf-8", errors="replace").rstrip("\r\n")


def _host_of(settings: Settings) -> str:
    """Return the host of the public address, in ASCII."""
    host = urlsplit(settings.address).hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.encode("idna").decode("ascii")
    return host


async def send_test_letter(settings: Settings, event: Event, address: str) -> tuple[bool, str]:
    """Send one letter now; return whether the mail server accepted it, and its answer.

    Raises InvalidError for an address that no mail server takes, MailServerError without a usable mail server.
    """

    async def begin() -> bool:
        return True

    letter = StoredLetter(
        id=RandomIds().new("test"),
        kind="test",
        address=check_address(address),
        name="",
        language=FALLBACK,
        subject=f"Test letter of {settings.address}",
        text=f"This letter was sent by `rostrum mail test` of {settings.address}.\n",
        html="",
    )
    connection = await connect(mail_server_of(settings))
    try:
        message = compose_message(letter, sender_of(settings, event), datetime.now(UTC))
        outcome = await connection.deliver(message, begin)
    finally:
        await connection.close()
    if outcome is None:
        raise LookupError("the letter was not sent")
    return outcome.state is LetterState.SENT, outcome.answer or outcome.reason.value
