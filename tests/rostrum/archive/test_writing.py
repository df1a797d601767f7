"""The archive of the public site: whole, public only, right without a server of ours."""

import hashlib
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from conference.languages import LANGUAGES, pick
from rostrum.archive import writing
from rostrum.archive.addresses import resolve_link
from rostrum.archive.application import FIRST_ADDRESSES
from rostrum.archive.writing import HASHES
from rostrum.commands import archive
from rostrum.runtime import Runtime
from tests.support.board_pages import Served
from tests.support.board_samples import CANARY
from tests.support.file_texts import readable_parts
from tests.support.marked_rehearsal import play_statement, rehearse

LINK = re.compile(r'\s(?:href|src)="([^"#]+)')

CODES = ("zh", "ar")
"""Languages that are written here: all seven would take half a minute."""


@pytest.fixture
def two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the archive have pages in CODES only."""
    foreign = re.compile(rf"/(?:calendar/|feeds/)?(?:{'|'.join(set(LANGUAGES) - set(CODES))})/")

    def resolve_wanted(target: str, address: str, site: str) -> str | None:
        found = resolve_link(target, address, site)
        return None if found is None or foreign.match(found) else found

    monkeypatch.setattr(writing, "resolve_link", resolve_wanted)
    monkeypatch.setattr(archive, "FIRST_ADDRESSES", [one for one in FIRST_ADDRESSES if not foreign.match(one)])


@pytest.mark.usefixtures("two_languages")
async def test_archive_is_whole_and_public_only(served: Served, runtime: Runtime, tmp_path: Path) -> None:
    """Covers B18."""
    await rehearse(served)
    await play_statement(served.board, served)
    folder = tmp_path / "archive"
    written = await archive.write_archive(runtime, folder=folder)
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert {"pictures/drawn-hall/drawn-hall.png", "pictures/drawn-hall/thumbnail.jpg"} <= files.keys()
    assert written.left_out == ()
    assert written.files == len(files) - 1

    public = [item for item in runtime.event.programme if item.public]
    for code in CODES:
        for item in public:
            assert pick(item.title, code)[0] in unescape(files[f"{code}/sessions/{item.id}/index.html"].read_text())
        for name in ("index.html", "programme/index.html", "press/index.html", "day-2025-10-25/index.html"):
            page = files[f"{code}/{name}"].read_text()
            assert 'class="archive-note"' in page
            assert "<form" not in page
        assert files[f"calendar/{code}/programme.ics"].read_bytes().startswith(b"BEGIN:VCALENDAR")
        assert f"feeds/{code}/programme.atom" in files

    assert find_broken_links(folder) == []
    assert find_private(runtime, folder) == {}
    lines = (line.split("  ") for line in files[HASHES].read_text().splitlines())
    assert {name: digest for digest, name in lines} == {
        name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in files if name != HASHES
    }


def find_broken_links(folder: Path) -> list[str]:
    """The links of pages, and what they load, that lead to no file below the folder."""
    broken = []
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        for target in LINK.findall(text):
            linked = (page.parent / unquote(unescape(target))).resolve()
            if target.startswith("webcal:"):
                continue
            if not (linked.is_file() and linked.is_relative_to(folder.resolve())):
                broken.append(f"{page.relative_to(folder)}: {target}")
    return broken


def find_private(runtime: Runtime, folder: Path) -> dict[str, str]:
    """Return the files with a text of the rehearsal, of a call sheet or of a private title, in any language."""
    private = [item for item in runtime.event.programme if not item.public]
    assert len(private) >= 3
    calls = [call for pool in runtime.event.pools for call in pool.calls]
    texts = [
        *(item.title for item in private),
        *(one.meeting_point for one in calls),
        *(one.equipment for one in calls),
    ]
    words = {CANARY, *(wording for text in texts if text for wording in text.values())}
    found: dict[str, str] = {}
    for path in (one for one in folder.rglob("*") if one.is_file()):
        parts = readable_parts(path.read_bytes())
        read = unescape("\n".join(part.decode(errors="replace") for part in parts))
        found |= {str(path.relative_to(folder)): word for word in words if word in read}
    return found


async def test_failed_archive_leaves_no_folder(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ADDRESSES", 3)
    with pytest.raises(ValueError, match="more than 3"):
        await archive.write_archive(runtime, folder=tmp_path / "archive")
    assert not [name for name in names_in(tmp_path) if "archive" in name]


def names_in(folder: Path) -> list[str]:
    """The names of what a folder has."""
    return [path.name for path in folder.iterdir()]
