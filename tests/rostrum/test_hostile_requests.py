"""Nothing that a client sends is an error of the server: no answer is a 500, and nothing is logged as an error."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from conference.connections.http import CLIENT_CLOSED
from conference.metrics import METRICS
from tests.conference.connections.serving import until
from tests.support.hostile_requests import PARTS, RequestGenerator
from tests.support.served_site import Sender, serve_site

HOST = b"127.0.0.1:8080"
KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
URLENCODED = b"application/x-www-form-urlencoded"
FILE = b"--b\r\nContent-Disposition: form-data; name=photo; filename=a\r\n\r\n"
WITHIN_S = 10.0
EACH = 5
"""Requests to each route as a member of staff or a device. A stranger sends one."""

one_server = pytest.mark.asyncio(loop_scope="module")


def get(target: bytes = b"/en/", *headers: bytes, method: bytes = b"GET", version: bytes = b"1.1") -> bytes:
    lines = [b"%b %b HTTP/%b" % (method, target, version), b"Host: " + HOST, b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def post(
    body: bytes, content_type: bytes = b"application/x-www-form-urlencoded", target: bytes = b"/en/apply"
) -> bytes:
    return get(target, b"Content-Type: " + content_type, b"Content-Length: %d" % len(body), method=b"POST") + body


def handshake(*headers: bytes, version: bytes = b"1.1") -> bytes:
    more = (b"Upgrade: websocket", b"Sec-WebSocket-Version: 13", *headers)
    return get(b"/feed/v1/en/ws", *more, version=version).replace(b"Connection: close", b"Connection: Upgrade")


def as_foreign_host(request: bytes) -> bytes:
    """Return the request with the name of another site that leads here, as the host and as the origin."""
    return request.replace(b"Host: " + HOST, b"Host: evil.example\r\nOrigin: http://evil.example")


KNOWN = {
    "asterisk": (get(b"*", method=b"OPTIONS"), 400),
    "authority": (get(b"a:1", method=b"CONNECT"), 400),
    "absolute": (get(b"http://a"), 400),
    "absolute, with a path": (get(b"http://a/en/"), 400),
    "HTTP/2.0": (get(version=b"2.0"), 400),
    "no host": (b"GET /en/ HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    "two origins": (get(b"/en/", b"Origin: http://" + HOST, b"Origin: http://evil.example"), 400),
    "two keys of a handshake": (handshake(KEY, KEY), 400),
    "two origins of a handshake": (handshake(KEY, b"Origin: http://" + HOST, b"Origin: http://evil.example"), 400),
    "handshake of HTTP/2.0": (handshake(KEY, version=b"2.0"), 400),
    "handshake to a foreign host": (as_foreign_host(handshake(KEY)), 421),
    "foreign host": (as_foreign_host(get()), 421),
    "probe by a foreign name": (as_foreign_host(get(b"/readyz")), 200),
    "IPv6": (get().replace(HOST, b"[::1]:1"), 200),
    "expectation": (get(b"/en/", b"Expect: \xff"), 417),
    "encoding of the body": (get(b"/en/", b"Content-Encoding: br", b"Content-Length: 1") + b"x", 415),
    "csrf of one byte": (post(b"csrf=%FF"), 403),
    "csrf outside of ASCII": (post("csrf=é".encode()), 403),
    "csrf with U+FFFE": (post(b"csrf=%EF%BF%BE"), 403),
    "token outside of ASCII": (get(b"/en/apply", b"X-CSRF-Token: \xff", b"Content-Length: 0", method=b"POST"), 403),
    "no boundary": (post(b"x", b"multipart/form-data"), 400),
    "part without a name": (post(PARTS[1], b"multipart/form-data; boundary=b"), 400),
    "cut part": (post(PARTS[7], b"multipart/form-data; boundary=b"), 400),
    "charset utf-16": (post(b"csrf=1", b"application/x-www-form-urlencoded; charset=utf-16"), 400),
    "charset nope": (post(b"csrf=1", b"application/x-www-form-urlencoded; charset=nope"), 400),
    "header": (get(b"/en/", b"X-Anything: \xff"), 200),
    "cookie": (get(b"/staff/", b"Cookie: login=\xff"), 303),
    "garbled chunk": (get(b"/en/apply", b"Transfer-Encoding: chunked", b"Content-Type: multipart/form-data; boundary=b",
                          method=b"POST") + b"nope\r\n", 400),
}  # fmt: skip
"""The smallest requests that were answered with 500 or served, and their kin: bytes, and the status that is right."""


@dataclass
class Served:
    """The whole application on a port."""

    port: int
    generator: RequestGenerator
    staff: Sender

    async def send(self, data: bytes) -> int:
        """Send bytes on a connection of their own and return the status of the answer."""
        return int((await self.read_head(data)).split(b" ")[1])

    async def read_head(self, data: bytes) -> bytes:
        """Send bytes on a connection of their own and return the head of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            async with asyncio.timeout(WITHIN_S):
                head = await reader.readuntil(b"\r\n\r\n")
                return await reader.readuntil(b"\r\n\r\n") if head.startswith(b"HTTP/1.1 100 ") else head
        finally:
            writer.transport.abort()

    async def break_off(self, data: bytes) -> None:
        """Send bytes and close the connection."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        await writer.drain()
        writer.close()

    def count(self, path: str, status: int) -> float:
        """Return how many answers of the route had the status."""
        metrics = generate_latest(self.generator.app[METRICS].registry).decode().splitlines()
        lines = [line for line in metrics if f'route="{path}"' in line and f'status="{status}"' in line]
        return float(lines[0].rpartition(" ")[2]) if lines else 0.0


@contextmanager
def recorded_errors() -> Iterator[Callable[[], list[str]]]:
    """Record what the program, its libraries and the event loop log as an error; yield a function that lists it."""
    errors: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(self.format(record))

    handler, loop = Handler(logging.ERROR), asyncio.get_running_loop()
    logging.getLogger().addHandler(handler)
    loop.set_exception_handler(lambda _, context: errors.append(str(context)))
    try:
        with capture_logs() as logged:

            def list_errors() -> list[str]:
                errors.extend(str(entry) for entry in logged if entry["log_level"] in ("error", "critical"))
                logged.clear()
                return errors

            yield list_errors
    finally:
        logging.getLogger().removeHandler(handler)
        loop.set_exception_handler(None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> AsyncIterator[Served]:
    async with serve_site(tmp_path_factory.mktemp("hostile"), sqlite_template) as site:
        yield Served(site.port, RequestGenerator(site.app, site.values, HOST), site.sender)


@one_server
@pytest.mark.parametrize("name", KNOWN)
async def test_known_hostile_request_is_the_clients_error(served: Served, name: str) -> None:
    request, status = KNOWN[name]
    with recorded_errors() as errors:
        assert await served.send(request) == status
        assert errors() == []


@one_server
@pytest.mark.parametrize("is_signed_in", [True, False])
async def test_generated_requests_are_no_errors_of_the_server(served: Served, is_signed_in: bool) -> None:
    sender, each = (served.staff, EACH) if is_signed_in else (Sender(), 1)
    with recorded_errors() as errors:
        for request in served.generator.requests(sender, each=each):
            status = await served.send(request)
            assert 100 < status < 500, request
            assert errors() == [], request


@one_server
async def test_wrong_method_is_named_before_the_form_token_is(served: Served) -> None:
    methods = served.generator.methods()
    assert len(methods) > 60
    for path, allowed in methods.items():
        for method in {"POST", "DELETE"} - allowed:
            head = await served.read_head(get(path.encode(), b"Content-Length: 0", method=method.encode()))
            allow = head.partition(b"\r\nAllow: ")[2].partition(b"\r\n")[0].decode()
            assert (head.split(b" ")[1], set(allow.split(","))) == (b"405", allowed), path


@one_server
async def test_handshake_of_another_version_names_ours(served: Served) -> None:
    head = await served.read_head(handshake(KEY).replace(b"Version: 13", b"Version: 8"))
    assert head.startswith(b"HTTP/1.1 426 ")
    assert b"\r\nSec-WebSocket-Version: 13\r\n" in head
    assert b"\r\nUpgrade: websocket\r\n" in head


@one_server
@pytest.mark.parametrize(("content_type", "start"), [(b"multipart/form-data; boundary=b", FILE), (URLENCODED, b"a=")])
async def test_upload_that_is_broken_off_is_the_clients_error(
    served: Served, content_type: bytes, start: bytes
) -> None:
    headers = b"Content-Type: " + content_type, b"Content-Length: 5000000"
    with recorded_errors() as errors:
        before = served.count("/{language}/apply", CLIENT_CLOSED)
        await served.break_off(get(b"/en/apply", *headers, method=b"POST") + start + b"x" * 200_000)
        await until(lambda: served.count("/{language}/apply", CLIENT_CLOSED) == before + 1)
        assert errors() == []
