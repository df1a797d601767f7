"""A push service of this machine, and browsers that subscribe to it and decrypt what was sent to them (RFC 8291)."""

import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from broadcast.feed.identity.proofs import public_text
from broadcast.notifications.domain import Subscription
from broadcast.notifications.encryption import decode_text

SECRET = "BTBZMqHH6r4Tts7J_aSIgg"

STAND_IN_SETTINGS = {"ROSTRUM_WEBHOOKS_PRIVATE": "1", "ROSTRUM_PUSH_SERVICES": "127.0.0.1"}
"""Settings of a server whose notifications may go to `push_stand_in`."""


@dataclass(frozen=True)
class PushBrowser:
    """A browser with keys of its own at an address of a push service."""

    endpoint: str = "https://fcm.googleapis.com/fcm/send/device-1"
    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def subscription(self) -> Subscription:
        """Its subscription."""
        return Subscription(endpoint=self.endpoint, public_key=public_text(self.private_key), secret=SECRET)

    @property
    def body(self) -> dict[str, str]:
        """What its page sends to follow a session."""
        one = self.subscription
        return {"endpoint": one.endpoint, "public_key": one.public_key, "secret": one.secret}

    def decrypt(self, body: bytes) -> Any:
        """Return the message of a body, from JSON."""
        salt, size, ours = body[:16], body[20], body[21:86]
        assert (int.from_bytes(body[16:20], "big"), size) == (4096, 65)
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ours)
        shared = self.private_key.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\0" + decode_text(self.subscription.public_key) + ours
        secret = _derive_bytes(shared, decode_text(SECRET), info, 32)
        key = _derive_bytes(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive_bytes(secret, salt, b"Content-Encoding: nonce\0", 12)
        message = AESGCM(key).decrypt(nonce, body[86:], None)
        assert message.endswith(b"\x02")
        return json.loads(message[:-1])


def _derive_bytes(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass(frozen=True)
class PushedMessage:
    """A message as a push service got it: the path of its browser, its body, and when, in seconds since 1970."""

    path: str
    body: bytes
    at: float


class PushStandIn:
    """A push service that accepts everything, at `address`."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.received: queue.Queue[PushedMessage] = queue.Queue()

    def browser(self, name: str = "device") -> PushBrowser:
        """Return a browser that is subscribed here."""
        return PushBrowser(f"{self.address}/{name}")

    def take_body(self) -> bytes:
        """Wait for the next message, and return its body."""
        return self.received.get(timeout=30).body


class _QueueingServer(ThreadingHTTPServer):
    """A server that lets connections wait: a refused one is tried again by the kernel after a second."""

    request_queue_size = 128


@contextmanager
def push_stand_in() -> Iterator[PushStandIn]:
    """Serve a push service on this machine, in a thread, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept, as push services do

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.received.put(PushedMessage(self.path, body, time.time()))
            self.send_response(201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Log nothing."""

    with _QueueingServer(("127.0.0.1", 0), Handler) as server:
        service = PushStandIn(server.server_port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
