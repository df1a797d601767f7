"""The archive behind nginx, as docs/archive.md has it: published addresses lead to its pages, with the right types."""

import shutil
import urllib.request
from pathlib import Path

import pytest

from tests.proxies.servers import nginx_archive

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")

FILES = {
    "en/sessions/opening/index.html": "text/html; charset=utf-8",
    "calendar/en/programme.ics": "text/calendar; charset=utf-8",
    "feeds/en/programme.atom": "application/atom+xml",
    "feeds/en/programme.csv": "text/csv; charset=utf-8",
    "static/0/font.woff2": "font/woff2",
    "SHA256SUMS": "text/plain; charset=utf-8",
}


def test_published_addresses_lead_to_files_of_their_types(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    with nginx_archive(tmp_path / "nginx", root) as address:
        for name, kind in FILES.items():
            with urllib.request.urlopen(f"{address}/{name.removesuffix('/index.html')}", timeout=10) as answer:
                assert (answer.read().decode(), answer.headers["Content-Type"]) == (name, kind)
            assert answer.url == f"{address}/{name.removesuffix('index.html')}"
