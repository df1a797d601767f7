"""Sending of messages through a mail server by SMTP (RFC 5321)."""

import asyncio
import ipaddress
import re
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPHeloError, SMTPResponseException, SMTPSenderRefused

from conference.mail.messages import Message
from conference.mail.outcomes import MAX_ANSWER, Outcome, Reason, outcome_of_content, outcome_of_refusal
from conference.mail.states import LetterState

START_INPUT, TRANSIENT, PERMANENT = 354, 400, 500

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_POINT = re.compile(rb"(?m)^\.")
_ERRORS = (SMTPException, OSError, TimeoutError)


class TlsMode(StrEnum):
    """Encryption of the connection: by STARTTLS, which is required; from the first byte; or none."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpTimeouts:
    """Seconds to wait for the connection, for the answer to a command, and for that to a whole message."""

    connect_s: float = 30.0
    command_s: float = 120.0
    message_s: float = 600.0


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Mail server that takes our letters. `own_name` is the host name that we give in EHLO."""

    host: str
    port: int
    tls: TlsMode = TlsMode.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    own_name: str = "localhost"
    timeouts: SmtpTimeouts = SmtpTimeouts()
    authorities: str | None = None

    @cached_property
    def tls_context(self) -> ssl.SSLContext:
        """The context of TLS, which trusts the machine's authorities, or those of a file."""
        return ssl.create_default_context(cafile=self.authorities)


class MailServerError(Exception):
    """The mail server cannot be used: no connection, no TLS, no login, or it refuses our sender's address."""


class SmtpConnection:
    """Open connection, which sends one message after the other."""

    def __init__(self, client: SMTP, timeouts: SmtpTimeouts) -> None:
        self._client, self._timeouts = client, timeouts

    @property
    def is_open(self) -> bool:
        return self._client.is_connected

    @property
    def is_encrypted(self) -> bool:
        return self._client.get_transport_info("sslcontext") is not None

    async def deliver(self, message: Message, begin: Callable[[], Awaitable[bool]]) -> Outcome | None:
        """Send a message and return the outcome.

        `begin` is awaited once the recipient is accepted, before DATA; it records that the outcome is unknown from now
        on. If it returns False nothing is sent, and None is returned. Raises MailServerError.
        """
        try:
            refused = await self._name_recipient(message)
            if refused is None and await begin():
                return await self._give_content(message.content)
            await self._forget_envelope()
        except BaseException:
            self._client.close()
            raise
        return refused

    async def close(self) -> None:
        """End the connection politely, but do not wait long."""
        with suppress(*_ERRORS):
            async with asyncio.timeout(1):
                await self._client.quit()
        self._client.close()

    async def _name_recipient(self, message: Message) -> Outcome | None:
        """Send the envelope; return the outcome if the recipient is not accepted."""
        is_ascii = message.recipient.is_ascii
        if not is_ascii and not self._client.supports_extension("smtputf8"):
            return Outcome(LetterState.REFUSED, Reason.ADDRESS_NOT_ASCII)
        options = [] if is_ascii else ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            await self._client.mail(message.sender, options=options)
            await self._client.rcpt(str(message.recipient), encoding="ascii" if is_ascii else "utf-8")
        except SMTPResponseException as refusal:
            if isinstance(refusal, SMTPSenderRefused) and refusal.code >= PERMANENT:
                raise MailServerError(describe_error(refusal)) from refusal
            if refusal.code < TRANSIENT:
                self._client.close()
            return outcome_of_refusal(refusal.code, refusal.message)
        except _ERRORS as error:
            return self._close_lost(error)
        return None

    async def _give_content(self, content: bytes) -> Outcome:
        """Send DATA and the content. A connection that is lost before the final point has delivered nothing."""
        try:
            response = await self._client.execute_command(b"DATA", timeout=self._timeouts.command_s)
            if response.code != START_INPUT:
                if response.code < TRANSIENT:
                    self._client.close()
                return outcome_of_refusal(response.code, response.message)
            await self._write_content(content)
        except _ERRORS as error:
            return self._close_lost(error)
        return await self._end_content()

    async def _write_content(self, content: bytes) -> None:
        """Write the content, without the final point. Raises ConnectionError if the connection is lost by then."""
        if self._client.protocol is not None:
            self._client.protocol.write(dot_stuffed(content))
            await asyncio.sleep(0)
        if not self.is_open:
            raise ConnectionError("the connection was lost")

    async def _end_content(self) -> Outcome:
        """Send the final point. From here the server may have accepted the message even if its answer is lost."""
        try:
            response = await self._client.execute_command(b".", timeout=self._timeouts.message_s)
        except _ERRORS as error:
            self._client.close()
            return Outcome(LetterState.UNCLEAR, Reason.ANSWER_LOST, describe_error(error))
        return outcome_of_content(response.code, response.message)

    def _close_lost(self, error: BaseException) -> Outcome:
        """Close the connection after an error before the final point: the letter is tried again."""
        self._client.close()
        return Outcome(LetterState.WAITING, Reason.CONNECTION_LOST, describe_error(error))

    async def _forget_envelope(self) -> None:
        """Forget the envelope of a message that is not sent."""
        if not self.is_open:
            return
        try:
            await self._client.rset()
        except _ERRORS:
            self._client.close()


async def connect(server: MailServer) -> SmtpConnection:
    """Connect to a mail server, with TLS and login as its settings say. Raises MailServerError."""
    timeouts = server.timeouts
    try:
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=_helo_name(server.own_name),
            use_tls=server.tls is TlsMode.IMPLICIT,
            start_tls=server.tls is TlsMode.STARTTLS,
            tls_context=None if server.tls is TlsMode.NONE else await asyncio.to_thread(lambda: server.tls_context),
            timeout=timeouts.command_s,
        )
        await client.connect(timeout=timeouts.connect_s)
        if client.is_ehlo_or_helo_needed:
            await _greet_server(client)
    except (*_ERRORS, ValueError) as error:
        raise MailServerError(describe_error(error)) from error
    return SmtpConnection(client, timeouts)


async def _greet_server(client: SMTP) -> None:
    """Send EHLO, or HELO to an old server."""
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


def describe_error(error: BaseException) -> str:
    """Return an error of a connection in one line, without what was sent."""
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"[:MAX_ANSWER]
    return f"{type(error).__name__}: {error}".removesuffix(": ")[:MAX_ANSWER]


def dot_stuffed(content: bytes) -> bytes:
    """Return content as it is written after DATA: lines that end in CRLF, a point more where one begins a line."""
    lines = _LINE_END.sub(b"\r\n", content)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _LEADING_POINT.sub(b"..", lines)


def _helo_name(host: str) -> str:
    """Return a host as EHLO names it: an IP address in brackets."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"
