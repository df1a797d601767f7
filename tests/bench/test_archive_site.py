"""The check of an archive: broken links are found, links to other sites are left alone."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.archive_site import LinkCheck, find_private_titles
from conference.event import Event


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def served_folder(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder with a first page and a style sheet, and the address at which it is served."""
    (tmp_path / "index.html").write_text(
        '<link href="style.css"> <a href="page.html#part">1</a> <a href="gone.html">2</a>'
        ' <a href="http://elsewhere.invalid/">3</a>'
    )
    (tmp_path / "style.css").write_text('a {background: url("gone.svg")} b {src: url("/fonts/cjk-2000.woff")}')
    (tmp_path / "page.html").write_text('<a href="./">back</a>')
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_broken_links_of_pages_and_style_sheets_are_found(served_folder: tuple[Path, str]) -> None:
    _, site = served_folder
    check = LinkCheck(site)
    check.run()
    assert sorted(check.faults) == [f"404 {site}/gone.html", f"404 {site}/gone.svg"]
    assert check.visited == {f"{site}/{name}" for name in ("", "style.css", "page.html", "gone.html", "gone.svg")}


def test_file_with_a_private_title_is_found(served_folder: tuple[Path, str], event: Event) -> None:
    folder, _ = served_folder
    assert find_private_titles(event, folder) == []
    private = next(item for item in event.programme if not item.public)
    (folder / "page.html").write_text(private.title["ru"], encoding="utf-8")
    assert find_private_titles(event, folder) == [f"private title in {folder / 'page.html'}"]
