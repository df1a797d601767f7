"""Hostile requests, generated over the routes of an application: the same ones in every run."""

import importlib
import random
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, quote_from_bytes

from aiohttp import web
from msgspec import Struct

from tests.support.served_site import Sender

Header = tuple[str, bytes]

TEXTS = (
    "", " ", "a", "-1", "0", "1e999", "9" * 5000, "null", "\x00", "\ud800", "\ufffe", "\u202e", "é", "١٢", "<script>",
    "2025-02-30", "9999-12-31T23:59", "0001-01-01T00:00", "25:61", "a" * 20_000, "a" + "\u0301" * 200, "%00",
    "../../etc/passwd", "{}", "[]", "{0.__class__}", "%s%n", "\r\nX-Injected: 1", "\u2028", "on", "1", "en",
    "accreditation",
)  # fmt: skip
"""Values of parameters, fields, cookies and parts of paths."""

BYTES = (b"", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xf0\x9f", b"%", b"%ff", b"%zz", b"\x80" * 300)
"""The same that are no text in UTF-8."""

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

HEADERS: Mapping[str, Sequence[bytes]] = {
    "Accept": (b"*/*", b"text/html", b"application/json", b"\xff", b"text/html;q=x", b"," * 500),
    "Accept-Encoding": (b"gzip;q=nope", b"br, \xff", b"identity;q=0, *;q=0"),
    "Accept-Language": (b"fr;q=x", b"*", b"zh-Hans-CN;q=1e400", b"-", b"\xff", b"en;q=" + b"9" * 400),
    "Authorization": (b"Bearer", b"Bearer ", b"Bearer \xff", b"Basic !", b"Bearer " + b"x" * 3000, b"Digest \xc3\xa9"),
    "Connection": (b"upgrade", b"close, \xff", b"keep-alive, Upgrade"),
    "Content-Disposition": (b"form-data; name=\xff", b";;;"),
    "Content-Encoding": (b"gzip", b"deflate", b"br", b"zstd", b"identity", b"nope", b"\xff"),
    "Content-Language": (b"\xff",),
    "Content-Length": (b"-1", b"1, 1", b"9" * 30, b"+3", b"0x3", b"\xff"),
    "Cookie": (
        b"login=\xff", b"login=", b"login", b"=;=;", b"language=\xff; login=\xc3\xa9", b"visitor=\x80; language=xx",
        b"login=" + b"x" * 4000, b";" * 3000, b'language="\\', b"__Host-login=\xff",
    ),
    "Expect": (b"100-continue", b"200-ok", b"\xff"),
    "Forwarded": (b"for=\xff", b'for="[::1', b"for=" + b"[" * 500, b"for=_x;host=\xff"),
    "If-Match": (b"*", b'"x"', b"W/", b"\xff", b'"'),
    "If-Modified-Since": (b"yesterday", b"Sat, 99 Foo 99999 99:99:99 GMT", b"Thu, 01 Jan 1 00:00:00 GMT", b"\xff"),
    "If-None-Match": (b"*", b'"', b"W/,", b"\xff"),
    "If-Range": (b"x", b"\xff"),
    "If-Unmodified-Since": (b"Thu, 01 Jan 1970 00:00:00 GMT", b"\xff", b"Tue, 31 Feb 2025 25:00:00 GMT"),
    "Last-Event-ID": (b"", b"\xff", b"a" * 500, b"e-9999999999999999999999", b"e--1"),
    "Origin": (b"", b"null", b"http://[", b"http://\xff", b"\xff", b"http://a:99999999", b"//"),
    "Range": (b"bytes=0-", b"bytes=-0", b"bytes=9-1", b"bytes=-", b"lines=1-2", b"bytes=0-1,3-4", b"\xff",
              b"bytes=" + b"9" * 400 + b"-"),
    "Referer": (b"\xff", b"http://["),
    "Sec-Fetch-Site": (b"\xff", b"same-origin"),
    "Sec-WebSocket-Key": (b"\xff", b"dGhlIHNhbXBsZSBub25jZQ=="),
    "Sec-WebSocket-Protocol": (b"\xff",),
    "Sec-WebSocket-Version": (b"8", b"\xff", b"13, 8"),
    "TE": (b"\xff",),
    "Trailer": (b"\xff",),
    "Transfer-Encoding": (b"chunked", b"gzip", b"identity", b"chunked, chunked", b"\xff"),
    "Upgrade": (b"websocket", b"h2c", b"\xff"),
    "User-Agent": (b"\xff", b"x" * 4000),
    "X-CSRF-Token": (b"\xff", b"\xc3\xa9", b"", b"x" * 4000),
    "X-Forwarded-For": (b"\xff", b"", b"[", b"[::1", b"1.2.3.4:", b"%", b"fe80::1%\xff", b"," * 300),
    "X-Forwarded-Host": (b"\xff",),
    "X-Forwarded-Proto": (b"\xff",),
    "X-Request-Id": (b"\xff", b"x" * 200, b"a b"),
}  # fmt: skip
"""Hostile values of the headers that a browser, a proxy or a program sends."""

CONTENT_TYPES = (
    b"application/x-www-form-urlencoded; charset=utf-16", b"application/x-www-form-urlencoded; charset=nope",
    b"application/x-www-form-urlencoded; charset=\xff", b"application/x-www-form-urlencoded; charset=utf-7",
    b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=\xff",
    b"multipart/form-data; boundary=" + b"b" * 200, b'multipart/form-data; boundary="', b"multipart/mixed; boundary=b",
    b"text/plain", b"/", b"", b"\xff", b"application/json; charset=utf-16", b";", b"image/jpeg",
)  # fmt: skip

JSON = (
    b"", b"{", b"{}", b"[]", b"null", b"0", b'"\\ud800"', b"1e999", b"[" * 5000, b"{\"a\":" * 2000, b"\xff",
    b"\xef\xbb\xbf{}", b"NaN", b"9" * 5000, b'{"items":[null]}', b'{"items":[{}]}', b'{"items":{}}',
    b'{"door":"\\u0000"}',
    b'{"revision":-1}', b'{"revision":1e999}', b'{"wait_s":-1}', b'{"wait_s":0,"list_at":"0001-01-01T00:00:00Z"}',
    b'{"wait_s":0,"battery":1e-999}', b'{"wait_s":0,"plan":"\\ud800","language":"\\u0000"}', b'{"code":"\\ud800"}',
    b'{"code":"","language":"\\uffff"}', b'{"wait_s":0,"skew_ms":9999999999999}', b'{"wait_s":0,"door":"gate-a"}',
)  # fmt: skip

PARTS = (
    b"--b\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name*=utf-16''%ff\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name*=nope''x\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf; filename*=nope''x\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\n\r\nx",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\n\r\n",
    b"--b\r\nContent-Disposition: form-data; na",
    b"--b\r\nno header\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\nContent-Type: text/plain; charset=nope\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\nContent-Type: a/b; charset=utf-16\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\nContent-Length: nope\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\nContent-Length: 99\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\nContent-Encoding: gzip\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\nContent-Transfer-Encoding: nope\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n",
    b"--b\r\nContent-Type: multipart/mixed\r\n\r\nx\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=csrf\r\n\r\n\xff\xfe\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"\xff\"\r\n\r\n\xff\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"\"\r\n\r\n\r\n--b--\r\n",
    b"--b\r\nContent-Disposition: form-data; name=photo; filename=a\r\nContent-Type: \xff\r\n\r\nx\r\n--b--\r\n",
    b"--b--\r\n", b"--c\r\n", b"\r\n" * 50, b"--b" * 50, b"", b"\xff" * 100,
)  # fmt: skip
"""Multipart bodies with the boundary `b`."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as it is sent, with the length of its body unless a header says otherwise."""

    method: str = "GET"
    target: bytes = b"/en/"
    headers: Sequence[Header] = ()
    body: bytes = b""

    def encode(self) -> bytes:
        """Return the bytes on the wire."""
        lines = [b"%b %b HTTP/1.1" % (self.method.encode(), self.target)]
        lines += [b"%b: %b" % (name.encode(), value) for name, value in self.headers]
        if self.body and not {"Content-Length", "Transfer-Encoding"} & {name for name, _ in self.headers}:
            lines.append(b"Content-Length: %d" % len(self.body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@dataclass
class RequestGenerator:
    """Makes requests that are hostile in one part or two: path, query, headers, method or body.

    `values` maps the names in the addresses of routes to values that exist; a name without a value gets "none".
    """

    app: web.Application
    values: Mapping[str, str]
    host: bytes
    seed: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def requests(self, sender: Sender, *, each: int) -> Iterator[bytes]:
        """Make `each` requests to every route but the sign-out, which would end the sender's login."""
        routes = {
            (route.method, route.resource.canonical): route for route in self.app.router.routes() if route.resource
        }
        for (method, path), route in sorted(routes.items(), key=lambda item: item[0]):
            if method == "HEAD" or path.endswith("/sign-out"):
                continue
            names = fields_of(route.handler)
            for _ in range(each):
                yield self._make_request(method, path, names, sender).encode()

    def methods(self) -> dict[str, set[str]]:
        """Return the methods of each route by its path, of those that have a value for each name."""
        found: dict[str, set[str]] = {}
        for route in self.app.router.routes():
            path = route.resource.canonical if route.resource else ""
            if set(names_in(path)) <= self.values.keys():
                found.setdefault(self._fill_path(path).decode(), set()).add(route.method)
        return found

    def _make_request(self, method: str, path: str, names: Sequence[str], sender: Sender) -> Request:
        parts = set(self._random.sample(("path", "query", "headers", "method"), self._random.randint(1, 2)))
        query = b"?" + self._encode_pairs(names) if "query" in parts else b""
        target = self._hostile_path(path) if "path" in parts else self._fill_path(path)
        headers = [("Host", self.host), ("Connection", b"close")]
        headers += [(name, value.encode()) for name, value in sender.headers_for(path).items()]
        headers.append(("X-Forwarded-For", b"10.%d.%d.%d" % tuple(self._random.randbytes(3))))
        if "headers" in parts:
            headers = self._replace_some(headers)
        used = self._random.choice(METHODS) if "method" in parts else method
        if used in ("GET", "HEAD"):
            return Request(method=used, target=target + query, headers=headers)
        more, body = self._make_body(names, sender.token.encode())
        return Request(method=used, target=target + query, headers=[*headers, *more], body=body)

    def _replace_some(self, headers: Sequence[Header]) -> list[Header]:
        """Replace one to three headers by hostile ones, or add these."""
        names = self._random.sample(sorted(HEADERS), self._random.randint(1, 3))
        kept = [header for header in headers if header[0] not in names]
        return kept + [(name, self._random.choice(HEADERS[name])) for name in names]

    def _fill_path(self, path: str, **hostile: str) -> bytes:
        names = [name for _, name, _, _ in string.Formatter().parse(path) if name]
        return path.format(
            **{name: hostile.get(name) or quote(self.values.get(name, "none")) for name in names}
        ).encode()

    def _hostile_path(self, path: str) -> bytes:
        names = names_in(path)
        hostile = {self._random.choice(names): self._pick_value()} if names else {}
        return self._fill_path(path, **hostile) + self._random.choice(
            (b"/", b"%00", b"//", b";a", b"%2f..", b"%ff", b"")
        )

    def _pick_value(self) -> str:
        """Return a hostile value, percent-encoded."""
        if self._random.random() < 0.3:
            return quote_from_bytes(self._random.choice(BYTES))
        return quote(self._random.choice(TEXTS), errors="surrogatepass", safe="")[:6000]

    def _encode_pairs(self, names: Sequence[str], *, most: int = 6) -> bytes:
        chosen = self._random.choices([*names, "language", "page", "q"], k=self._random.randint(1, most))
        return "&".join(f"{quote(name)}={self._pick_value()}" for name in chosen).encode()[:7000]

    def _make_body(self, names: Sequence[str], token: bytes) -> tuple[list[Header], bytes]:
        """Return the headers and the bytes of a form, a form in parts, JSON, or another type."""
        kind = self._random.choice(("form", "form", "form", "parts", "parts", "json", "other"))
        guard = [("X-CSRF-Token", token)] if token else []
        if kind == "form":
            body = b"csrf=%b&%b" % (token or self._pick_value().encode(), self._encode_pairs(names, most=12))
            return [("Content-Type", b"application/x-www-form-urlencoded")], body
        if kind == "parts":
            parts = self._random.choice((*PARTS, *[self._typed_parts(names)] * 10))
            return [("Content-Type", b"multipart/form-data; boundary=b"), *guard], parts
        if kind == "json":
            return [("Content-Type", b"application/json"), *guard], self._random.choice(JSON)
        body = self._random.choice((self._encode_pairs(names), *PARTS, *JSON))
        return [("Content-Type", self._random.choice(CONTENT_TYPES)), *guard], body

    def _typed_parts(self, names: Sequence[str]) -> bytes:
        parts = b""
        for name in self._random.choices([*names, "photo", "file"], k=4):
            value = self._random.choice(TEXTS).encode("utf-8", "surrogatepass")
            file = b'; filename="f"' if name in ("photo", "file") else b""
            parts += b'--b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (name.encode(), file, value)
        return parts + b"--b--\r\n"


def names_in(path: str) -> Sequence[str]:
    """Return the names of the variable parts of a route's path."""
    return [name for _, name, _, _ in string.Formatter().parse(path) if name]


def fields_of(handler: object) -> Sequence[str]:
    """Return the names of the fields of all forms and queries in the module of a handler."""
    module = importlib.import_module(str(getattr(handler, "__module__", "")))
    forms = [
        value
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Struct) and name.endswith(("Form", "Query"))
    ]
    return sorted({name for form in forms for name in form.__struct_encode_fields__}) or ["a"]
