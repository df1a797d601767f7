"""TLS of one connection over its plain transport, for many connections that are rarely written to.

asyncio's own TLS keeps large buffers for each connection and calls back for each write. Here a write is encrypted and
handed to the plain transport at once, which also has the only buffer, so that limits and flow control are its own.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

READ_BYTES = 64 * 1024
"""Most bytes that are decrypted at once: four records."""


class SecureTransport(asyncio.Transport, asyncio.Protocol):
    """Transport of a protocol over TLS, and protocol of the plain transport below it.

    `on_secured` is called once, when the handshake is complete; before that nothing may be written.
    """

    __slots__ = ("_incoming", "_is_closing", "_is_paused", "_on_secured", "_outgoing", "_protocol", "_raw", "_tls")

    def __init__(
        self,
        raw: asyncio.Transport,
        protocol: asyncio.Protocol,
        context: ssl.SSLContext,
        *,
        on_secured: "Callable[[SecureTransport], None]",
    ) -> None:
        super().__init__()
        self._raw, self._protocol = raw, protocol
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._on_secured: Callable[[SecureTransport], None] | None = on_secured
        self._is_closing = self._is_paused = False
        raw.set_protocol(self)

    # --- protocol of the plain transport

    def data_received(self, data: bytes) -> None:
        """Decrypt what has arrived and pass it on, or continue the handshake."""
        self._incoming.write(data)
        try:
            if self._on_secured is not None:
                self._shake_hands()
            self._pass_on()
        except ssl.SSLWantReadError:
            self._send_encrypted()
        except ssl.SSLError:
            self._send_encrypted()  # the alert that says why
            self._raw.close()

    def eof_received(self) -> bool | None:
        """Pass the end of the client's data on; the plain transport closes, as TLS has no half-closed connections."""
        self._protocol.eof_received()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the protocol."""
        self._protocol.connection_lost(exc)

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

    def _pass_on(self) -> None:
        """Pass decrypted data on until more must arrive. Raises: ssl.SSLWantReadError."""
        while not self._is_paused and not self._is_closing:
            data = self._tls.read(READ_BYTES)
            if not data:
                self.close()
                return
            self._protocol.data_received(data)

    def _send_encrypted(self) -> None:
        if self._outgoing.pending and not self._raw.is_closing():
            self._raw.write(self._outgoing.read())

    # --- transport of the protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send. After `close` nothing is sent."""
        if self._is_closing or not data:
            return
        self._tls.write(data)
        self._raw.write(self._outgoing.read())

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
