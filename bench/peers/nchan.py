"""nginx with nchan: channels by language, published over the publisher's endpoint (Debian: libnginx-mod-nchan)."""

import os
import pwd
import resource
import shutil
import socket
import ssl
import time
from pathlib import Path

from bench.certificates import Certificate
from bench.load import PATHS, Sent
from bench.parts import Part
from bench.peers import Payloads, Peer

MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
START_WITHIN_S = 10.0
ANSWER_WITHIN_S = 10.0

CONFIGURATION = """\
load_module {module};
user {user};
daemon off;
worker_processes 1;
worker_rlimit_nofile {files};
pid {folder}/pid;
error_log {folder}/error.log error;
events {{ worker_connections {files}; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    nchan_shared_memory_size 64M;
    server {{
        listen 127.0.0.1:{port} backlog=4096{tls};
        keepalive_requests 1000000;
        keepalive_timeout 1h;
        location ~ ^(/feed/v1/[a-z]+/ws)$ {{
            nchan_subscriber websocket;
            nchan_channel_id $1;
            nchan_subscriber_first_message newest;
            nchan_websocket_ping_interval 0;
        }}
        location ~ ^/publish(/feed/v1/[a-z]+/ws)$ {{
            nchan_publisher http;
            nchan_channel_id $1;
            nchan_message_buffer_length 1;
            client_body_in_single_buffer on;
        }}
    }}
}}
"""


def missing() -> str:
    """What is not there, and how it comes; empty when nothing is."""
    if shutil.which("nginx") is None or not MODULE.exists():
        return "nginx with nchan is not installed (Debian: apt-get install libnginx-mod-nchan)"
    return ""


class Nchan(Peer):
    """nginx with one worker; the seven texts are published in one go, over one connection that stays open."""

    def __init__(
        self, core: int, payloads: Payloads, *, folder: Path, viewers: int, certificate: Certificate | None = None
    ) -> None:
        files = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 2 * viewers + 1000)
        self._port = free_port()
        self._payloads = payloads
        home = folder / f"nginx-{self._port}"
        home.mkdir()
        user = pwd.getpwuid(os.getuid()).pw_name
        names = {"module": MODULE, "user": user, "files": files, "folder": home, "port": self._port}
        text = CONFIGURATION.format(**names, tls=listen_options(certificate))
        (home / "nginx.conf").write_text(text)
        super().__init__(Part(["nginx", "-p", home, "-e", home / "error.log", "-c", home / "nginx.conf"], core=core))
        self._publisher = connected(self._port, certificate)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    def update(self) -> Sent:
        """Publish one text a channel."""
        offset, texts = self._payloads.next()
        requests = b"".join(
            b"POST /publish%b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%b" % (path, len(text), text)
            for path, text in zip(map(str.encode, PATHS), texts, strict=True)
        )
        began_ns = time.monotonic_ns()
        self._publisher.sendall(requests)
        self._hear_answers(len(texts))
        return Sent(offset, began_ns)

    def collect(self) -> None:
        """There is no garbage."""

    def _hear_answers(self, count: int) -> None:
        """Each publication is answered with 201 Created or 202 Accepted."""
        heard = b""
        while heard.count(b"HTTP/1.1 20") < count:
            more = self._publisher.recv(65536)
            if not more or b"HTTP/1.1 4" in heard or b"HTTP/1.1 5" in heard:
                raise RuntimeError(f"nchan did not take an update: {heard[:200]!r}")
            heard += more

    def __exit__(self, *problem: object) -> None:
        self._publisher.close()
        super().__exit__(*problem)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def listen_options(certificate: Certificate | None) -> str:
    """What follows the address in nginx's `listen`, and its certificate with sessions that may be resumed."""
    if certificate is None:
        return ""
    files = f"ssl_certificate {certificate.chain};\n        ssl_certificate_key {certificate.key}"
    protocols = "ssl_protocols TLSv1.2 TLSv1.3"  # without it nginx 1.22 offers no TLS 1.3
    return f" ssl;\n        {files};\n        {protocols};\n        ssl_session_cache shared:sessions:64m"


def connected(port: int, certificate: Certificate | None = None) -> socket.socket:
    """A connection to a server that is about to listen."""
    plain = connected_plainly(port)
    if certificate is None:
        return plain
    return ssl.create_default_context(cafile=certificate.chain).wrap_socket(plain, server_hostname="127.0.0.1")


def connected_plainly(port: int) -> socket.socket:
    """A connection of TCP to a server that is about to listen."""
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=ANSWER_WITHIN_S)
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
