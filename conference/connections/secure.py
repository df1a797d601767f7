"""TLS of one connection over its plain transport, for many connections that are rarely written to.

asyncio's own TLS keeps large buffers for each connection and calls back for each write. Here a write is encrypted and
handed to the plain transport at once, which also has the only buffer, so that limits and flow control are its own.
All connections of a server share the two memory buffers of OpenSSL, each of which is empty between two calls.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from conference.connections.handshakes import HandshakeTurns
from conference.connections.proxy_protocol import Address

LARGEST_RECORD = 16 * 1024
"""Bytes of the largest record (RFC 8446 §5.1): OpenSSL decrypts one at a time."""

LARGEST_FLIGHT = 4 * LARGEST_RECORD
"""Bytes that a client may send while its handshake waits for its turn."""

_NO_PROTOCOL = asyncio.Protocol()
"""Protocol of a transport whose connection is lost: it ignores what it is told."""


class SecureServer:
    """The TLS of one server: its context, the buffers of encrypted bytes that its connections share, and their turns.

    Another `context` counts for new connections.
    """

    __slots__ = ("context", "incoming", "outgoing", "turns")

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.turns = HandshakeTurns()


class SecureTransport(asyncio.Transport, asyncio.Protocol):
    """Transport of a protocol over TLS, and protocol of the plain transport below it.

    `on_secured` is called once, when the handshake is complete; before that nothing may be written. `client`: where a
    balancer says that the connection comes from.
    """

    __slots__ = (
        "_client", "_incoming", "_is_closing", "_is_paused", "_on_secured", "_outgoing", "_protocol", "_raw", "_rest",
        "_tls", "_turns",
    )  # fmt: skip

    def __init__(
        self,
        raw: asyncio.Transport,
        protocol: asyncio.Protocol,
        server: SecureServer,
        *,
        on_secured: "Callable[[SecureTransport], None]",
        client: Address | None = None,
    ) -> None:
        super().__init__()
        self._client, self._turns = client, server.turns
        self._raw, self._protocol = raw, protocol
        self._incoming, self._outgoing = server.incoming, server.outgoing
        self._rest = b""
        self._tls = server.context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._on_secured: Callable[[SecureTransport], None] | None = on_secured
        self._is_closing = self._is_paused = False
        raw.set_protocol(self)

    # --- protocol of the plain transport

    def data_received(self, data: bytes) -> None:
        """Decrypt what has arrived and pass it on, or continue the handshake in its turn."""
        if self._on_secured is not None:
            self._await_turn(data)
        elif self._is_paused:
            self._rest += data
        else:
            self._decrypt_data(data)

    def _await_turn(self, data: bytes) -> None:
        is_waiting = bool(self._rest)
        self._rest += data
        if len(self._rest) > LARGEST_FLIGHT:
            self._raw.abort()
        elif not is_waiting:
            self._turns.take(self._decrypt_rest)

    def _decrypt_rest(self) -> None:
        if not self._raw.is_closing():
            self._decrypt_data(b"")

    def _decrypt_data(self, data: bytes) -> None:
        self._incoming.write(self._rest + data if self._rest else data)
        self._rest = b""
        try:
            if self._on_secured is not None:
                self._shake_hands()
            else:
                self._pass_on()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            self._send_encrypted()  # the alert that says why
            self._raw.close()
        finally:
            self._leave_buffers_empty()

    def eof_received(self) -> bool | None:
        """Pass the end of the client's data on; the plain transport closes, as TLS has no half-closed connections."""
        self._protocol.eof_received()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the protocol, and let go of it: it refers to this transport, and both are to be freed at once."""
        protocol, self._protocol = self._protocol, _NO_PROTOCOL
        protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        """Tell the protocol that the client reads more slowly than it is written to."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """Tell the protocol that the client has read."""
        self._protocol.resume_writing()

    def _shake_hands(self) -> None:
        self._tls.do_handshake()
        self._send_encrypted()
        secured, self._on_secured = self._on_secured, None
        if secured is not None:
            secured(self)
        if self._incoming.pending:  # passed on behind the other handshakes of this turn
            asyncio.get_running_loop().call_soon(self._decrypt_rest)

    def _pass_on(self) -> None:
        """Pass the data of complete records on. Raises: ssl.SSLWantReadError: the last one is incomplete."""
        while self._incoming.pending and not self._is_paused and not self._is_closing:
            data = self._tls.read(LARGEST_RECORD)
            self._send_encrypted()  # the answer to a new key, which no other connection may send
            if not data:
                self.close()
                return
            self._protocol.data_received(data)

    def _leave_buffers_empty(self) -> None:
        """Send what waits to be sent, and keep what could not be decrypted yet: others use the buffers next."""
        self._send_encrypted()
        if self._incoming.pending:
            self._rest = self._incoming.read()

    def _send_encrypted(self) -> None:
        if self._outgoing.pending:
            encrypted = self._outgoing.read()
            if not self._raw.is_closing():
                self._raw.write(encrypted)

    # --- transport of the protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send. After `close` nothing is sent."""
        if self._is_closing or not data:
            return
        try:
            self._tls.write(data)
        finally:
            encrypted = self._outgoing.read()
        self._raw.write(encrypted)

    def writelines(self, list_of_data: Any) -> None:
        """Encrypt and send all parts as one."""
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        """Send the end of the encrypted data and what is buffered, then close. Nothing is awaited from the client."""
        if self._is_closing:
            return
        self._is_closing = True
        with suppress(ssl.SSLError, ValueError):  # the client has not sent its own end
            self._tls.unwrap()
        self._send_encrypted()
        self._raw.close()

    def abort(self) -> None:
        """Close at once; what is buffered is lost."""
        self._is_closing = True
        self._raw.abort()

    def is_closing(self) -> bool:
        """Return whether the transport is closing or closed."""
        return self._is_closing or self._raw.is_closing()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Set the protocol that gets the decrypted data from now on."""
        self._protocol = cast(asyncio.Protocol, protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Return the protocol."""
        return self._protocol

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return information about TLS (`ssl_object`, `sslcontext`), or about the connection."""
        if name == "peername" and self._client is not None:
            return self._client
        if name == "ssl_object":
            return self._tls
        return self._tls.context if name == "sslcontext" else self._raw.get_extra_info(name, default)

    def is_reading(self) -> bool:
        """Return whether data are passed on as they arrive."""
        return not self._is_paused and self._raw.is_reading()

    def pause_reading(self) -> None:
        """Pass no data on until `resume_reading`."""
        self._is_paused = True
        self._raw.pause_reading()

    def resume_reading(self) -> None:
        """Pass on what has arrived meanwhile, in the next turn of the loop, and then what arrives."""
        if self._is_paused and not self._is_closing:
            self._is_paused = False
            self._raw.resume_reading()
            asyncio.get_running_loop().call_soon(self.data_received, b"")

    def get_write_buffer_size(self) -> int:
        """Return the number of encrypted bytes that wait to be sent."""
        return self._raw.get_write_buffer_size()

    def get_write_buffer_limits(self) -> tuple[int, int]:
        """Return the limits of the plain transport."""
        return self._raw.get_write_buffer_limits()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Set the numbers of encrypted bytes at which writing is paused and resumed."""
        self._raw.set_write_buffer_limits(high, low)

    def can_write_eof(self) -> bool:
        """Return False: TLS has no half-closed connections."""
        return False
