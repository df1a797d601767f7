"""Real proxies and balancers for tests, with the configurations that `docs/proxies` offers for production.

A test replaces what only an installation can know (addresses, names, files), and says what else it changes.
"""

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.servers import free_port

SAMPLES = Path(__file__).parents[2] / "docs" / "proxies"
PATH = "/accreditation"
SYSTEM = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
START_WITHIN_S = 10


@dataclass(frozen=True)
class Certificate:
    """A certificate of `localhost`, signed by itself. `pin` is the hash of its key as Chromium takes it."""

    file: Path
    key: Path
    pin: bytes

    def trusted(self) -> ssl.SSLContext:
        """A client's TLS that trusts this certificate and no other."""
        return ssl.create_default_context(cafile=str(self.file))


def make_certificate(folder: Path) -> Certificate:
    """A new one, for this run."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = Certificate(folder / "tls.pem", folder / "tls.key", _pin(key))
    certificate.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    certificate.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return certificate


def _pin(key: ec.EllipticCurvePrivateKey) -> bytes:
    spki = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(key.public_key().public_bytes(*spki)).digest()


@dataclass(frozen=True)
class Front:
    """A running proxy. `url` is where people find Rostrum behind it."""

    name: str
    url: str
    certificate: Certificate

    @property
    def origin(self) -> str:
        """The origin of its pages."""
        return self.url.removesuffix(PATH)

    def ws(self, language: str) -> str:
        """The feed's WebSocket behind it."""
        return f"wss{self.url.removeprefix('https')}/feed/v1/{language}/ws"


def fitted(sample: str, changes: Mapping[str, str]) -> str:
    """A sample with these texts replaced. A text that is not there any more is an error, not a test that tests less."""
    for old, new in changes.items():
        if old not in sample:
            raise ValueError(f"the sample has no {old!r}")
        sample = sample.replace(old, new)
    return sample


@contextmanager
def nginx(
    folder: Path, certificate: Certificate, upstream: str, changes: Mapping[str, str] | None = None
) -> Iterator[Front]:
    """nginx with `docs/proxies/nginx.conf` before `upstream` (host:port)."""
    folder.mkdir()
    port = free_port()
    site = fitted(
        (SAMPLES / "nginx.conf").read_text(encoding="utf-8"),
        {
            "server 127.0.0.1:8080;": f"server {upstream};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "server_name press.example.org;": "server_name localhost;",
            "/etc/ssl/press.example.org.pem": str(certificate.file),
            "/etc/ssl/press.example.org.key": str(certificate.key),
            "/var/cache/nginx/rostrum": str(folder / "cache"),
            **(changes or {}),
        },
    )
    (folder / "rostrum.conf").write_text(site, encoding="utf-8")
    (folder / "nginx.conf").write_text(_nginx_main(folder), encoding="utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with _running(command, folder, port):
        yield Front("nginx", f"https://localhost:{port}{PATH}", certificate)


@contextmanager
def nginx_stream(folder: Path, certificate: Certificate, upstreams: Sequence[str]) -> Iterator[Front]:
    """nginx with `docs/proxies/nginx-stream.conf` before two nodes (host:port)."""
    folder.mkdir()
    port = free_port()
    balancer = fitted(
        (SAMPLES / "nginx-stream.conf").read_text(encoding="utf-8"),
        {
            "server 10.0.0.11:8443": f"server {upstreams[0]}",
            "server 10.0.0.12:8443": f"server {upstreams[1]}",
            "listen 443 ": f"listen 127.0.0.1:{port} ",
        },
    )
    module = "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n"
    (folder / "nginx.conf").write_text(module + _nginx_process(folder) + balancer, encoding="utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with _running(command, folder, port):
        yield Front("nginx-stream", f"https://localhost:{port}", certificate)


@contextmanager
def nginx_archive(folder: Path, root: Path) -> Iterator[str]:
    """nginx with the sample of `docs/archive.md` before the files of `root`; gives its address."""
    folder.mkdir()
    port = free_port()
    sample = re.search(r"```nginx\n(.*?)```", (SAMPLES.parent / "archive.md").read_text(encoding="utf-8"), re.DOTALL)
    assert sample is not None
    changes = {"listen 8080;": f"listen 127.0.0.1:{port};", "root /srv/archive;": f"root {root};"}
    (folder / "rostrum.conf").write_text(fitted(sample[1], changes), encoding="utf-8")
    (folder / "nginx.conf").write_text(_nginx_main(folder), encoding="utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with _running(command, folder, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def haproxy(folder: Path, certificate: Certificate, upstreams: Sequence[str]) -> Iterator[Front]:
    """HAProxy with `docs/proxies/haproxy.cfg` before two nodes (host:port)."""
    folder.mkdir()
    port = free_port()
    balancer = fitted(
        (SAMPLES / "haproxy.cfg").read_text(encoding="utf-8"),
        {
            "server first 10.0.0.11:8443": f"server first {upstreams[0]}",
            "server second 10.0.0.12:8443": f"server second {upstreams[1]}",
            "bind :443": f"bind 127.0.0.1:{port}",
            "maxconn 60000": "maxconn 100",
        },
    )
    (folder / "haproxy.cfg").write_text(balancer, encoding="utf-8")
    with _running(["haproxy", "-db", "-f", str(folder / "haproxy.cfg")], folder, port):
        yield Front("haproxy", f"https://localhost:{port}", certificate)


def _nginx_process(folder: Path) -> str:
    user = "user root;\n" if os.geteuid() == 0 else ""
    return f"{user}daemon off;\nworker_processes 1;\npid {folder}/pid;\nevents {{ }}\n"


def _nginx_main(folder: Path) -> str:
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    site = f"http {{\n    access_log off;\n{temporary}    include {folder}/rostrum.conf;\n}}\n"
    return _nginx_process(folder) + site


@contextmanager
def caddy(
    folder: Path, certificate: Certificate, upstream: str, changes: Mapping[str, str] | None = None
) -> Iterator[Front]:
    """Caddy with `docs/proxies/Caddyfile` before `upstream` (host:port)."""
    folder.mkdir()
    port, plain = free_port(), free_port()
    everywhere = f"{{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port {plain}\n\thttps_port {port}\n}}\n"
    site = fitted(
        (SAMPLES / "Caddyfile").read_text(encoding="utf-8"),
        {
            "127.0.0.1:8080 {": f"{upstream} {{",
            "\npress.example.org {": (
                f"\nhttps://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate.file} {certificate.key}"
            ),
            **(changes or {}),
        },
    )
    (folder / "Caddyfile").write_text(everywhere + site, encoding="utf-8")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with _running(command, folder, port):
        yield Front("caddy", f"https://localhost:{port}{PATH}", certificate)


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    program = shutil.which(command[0], path=SYSTEM)
    if program is None:
        raise RuntimeError(f"no {command[0]}: run tests/proxies/setup")
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PATH": SYSTEM}
    with (folder / "output.log").open("wb") as log:
        process = subprocess.Popen([program, *command[1:]], env=home, stdout=log, stderr=log)
        try:
            _wait_until_it_listens(process, folder, port)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:  # Caddy waits for open event streams
                process.kill()
                process.wait(10)


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", folder: Path, port: int) -> None:
    import socket

    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} did not start: " + (folder / "output.log").read_text()[-4000:])
