"""Private sessions and a rehearsal are in no byte of the record, of its files, and of the pages for broadcasters."""

from html import unescape

import pytest

from conference.languages import LANGUAGES
from tests.support.board_pages import Served, served
from tests.support.board_samples import CANARY
from tests.support.file_texts import readable_parts
from tests.support.marked_rehearsal import play_statement, rehearse

__all__ = ["served"]

DAY = "2025-10-25"
PATHS = (
    "/{}/record",
    f"/{{}}/record/{DAY}",
    f"/{{}}/record/{DAY}.json",
    f"/{{}}/record/{DAY}.csv",
    f"/{{}}/record/{DAY}.pdf",
    "/{}/record/figures",
    "/{}/record/figures.pdf",
    "/feeds/{}/speakers.csv",
    f"/feeds/rooms/plenary/{DAY}.edl",
    "/lower-thirds/{}?room=plenary",
    "/lower-thirds/{}/rooms/plenary.json",
    "/countdown/{}?room=plenary",
)
LANGUAGES_READ = ("en", "vi")


async def read_all(served: Served) -> dict[str, str]:
    """Return the path of each answer with all that can be read in it."""
    found = {}
    for path in {path.format(code) for path in PATHS for code in LANGUAGES_READ}:
        response = await served.client.get(path)
        assert response.status == 200, path
        parts = readable_parts(await response.read())
        found[path] = unescape("\n".join(part.decode(errors="replace") for part in parts))
    return found


@pytest.mark.parametrize("is_live", [False, True])
async def test_private_and_rehearsed_texts_are_in_no_byte(served: Served, is_live: bool) -> None:
    await rehearse(served)
    if is_live:
        await play_statement(served.board, served)
    await served.heard()
    private = [item for item in served.runtime.event.programme if not item.public]
    assert private
    words = {CANARY, *(item.title[code] for item in private for code in LANGUAGES if code in item.title)}
    answers = await read_all(served)
    assert {path: word for path, body in answers.items() for word in words if word in body} == {}
    assert ('"speaker":null' in answers["/lower-thirds/en/rooms/plenary.json"]) is not is_live
