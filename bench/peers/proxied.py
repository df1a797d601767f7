"""Rostrum behind nginx on the same core, which ends TLS (proxied) or passes it on (balanced)."""

import os
import pwd
import resource
from pathlib import Path

from bench.certificates import Certificate
from bench.load import Sent
from bench.parts import Part
from bench.peers import Peer
from bench.peers.nchan import connected, free_port, listen_options
from bench.peers.rostrum import Rostrum

STREAM = Path("/usr/lib/nginx/modules/ngx_stream_module.so")

BALANCER = "127.0.0.1"
"""The address from which nginx connects."""

PROCESS = """\
{modules}user {user};
daemon off;
worker_processes 2;
worker_rlimit_nofile {files};
pid {folder}/pid;
error_log {folder}/error.log error;
events {{ worker_connections {files}; }}
"""

PROXY = """\
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} reuseport backlog=4096{tls};
        location / {{
            proxy_pass http://127.0.0.1:{behind};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
            proxy_read_timeout 1h;
            proxy_buffering off;
        }}
    }}
}}
"""

PASSING_ON = """\
stream {{
    server {{
        listen 127.0.0.1:{port} reuseport backlog=4096;
        proxy_pass 127.0.0.1:{behind};
        proxy_protocol on;
        proxy_timeout 1h;
    }}
}}
"""


def missing_stream() -> str:
    """What is not there, and how it comes; empty when nothing is."""
    return "" if STREAM.exists() else "nginx has no stream module (Debian: apt-get install libnginx-mod-stream)"


class Proxied(Peer):
    """A site, and nginx with two workers on the same core in front of it: each viewer takes two files of them.

    `until` is the site's. `passes_on`: nginx is a balancer of layer 4, and TLS is the site's.
    """

    until = "snapshot"

    def __init__(
        self, site: Rostrum, core: int, *, folder: Path, viewers: int, certificate: Certificate, passes_on: bool = False
    ) -> None:
        self._site = site
        files = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 3 * viewers + 1000)
        self._port = free_port()
        home = folder / f"proxy-{self._port}"
        home.mkdir()
        names = {"user": pwd.getpwuid(os.getuid()).pw_name, "files": files, "folder": home}
        ports = {"port": self._port, "behind": site.port}
        modules = f"load_module {STREAM};\n" if passes_on else ""
        configuration = PROCESS + (PASSING_ON if passes_on else PROXY)
        text = configuration.format(**names, **ports, modules=modules, tls=listen_options(certificate))
        (home / "nginx.conf").write_text(text)
        super().__init__(Part(["nginx", "-p", home, "-e", home / "error.log", "-c", home / "nginx.conf"], core=core))
        connected(self._port, certificate).close()

    @property
    def port(self) -> int:
        """Where nginx listens."""
        return self._port

    def update(self) -> Sent:
        """Announce something."""
        return self._site.update()

    def pids(self) -> list[int]:
        """The processes of both."""
        return [*super().pids(), *self._site.pids()]

    def collect(self) -> None:
        """Collect the site's garbage."""
        self._site.collect()

    def __exit__(self, *problem: object) -> None:
        super().__exit__(*problem)
        self._site.__exit__(*problem)
