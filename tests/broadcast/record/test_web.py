"""Pages and files of the record, in seven languages."""

import csv
import io

import msgspec
import pytest

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import record_signature
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.domain.sessions import Reason, Verb
from conference.clock import ManualClock
from conference.languages import LANGUAGES
from tests.support.board_pages import Served
from tests.support.board_samples import text

DAY = "2025-10-25"
OPENED = {
    "ar": "افتُتحت الجلسة.",
    "zh": "宣布开会。",
    "en": "The session was called to order.",
    "fr": "La séance est ouverte.",
    "ru": "Заседание открывается.",
    "es": "Se abre la sesión.",
    "vi": "Phiên họp bắt đầu.",
}


@pytest.fixture
async def played(served: Served) -> Served:
    """Open a debate, let one delegation speak, sign, and suspend."""
    board, operator = served.board, served.operator
    assert isinstance(board.clock, ManualClock)
    for act in (
        move_session(board, "debate-1", Verb.OPEN, operator=operator),
        give_floor_to_next(board, "debate-1", operator=operator),
        end_statement(board, "debate-1", operator=operator),
        record_signature(board, "VN", operator=operator),
        move_session(board, "debate-1", Verb.SUSPEND, operator=operator, reason=Reason.CONSULTATIONS),
        post_announcement(board, text("=1+1 <b>Coffee</b>"), operator=operator),
    ):
        await act
        board.clock.advance(60)
    await served.heard()
    return served


async def test_record_has_no_entry_before_the_event(served: Served) -> None:
    assert "Nothing recorded yet" in await served.page("/en/record")


async def test_day_is_told_in_seven_languages(played: Served) -> None:
    for code in LANGUAGES:
        assert f"/{code}/record/{DAY}" in await played.page(f"/{code}/record")
        page = await played.page(f"/{code}/record/{DAY}")
        assert OPENED[code] in page
        assert f"&lt;b&gt;Coffee&lt;/b&gt; ({code})" in page
        assert "<b>Coffee" not in page


async def test_files_have_the_entries_of_the_page(played: Served) -> None:
    rows = msgspec.json.decode(await played.page(f"/fr/record/{DAY}.json"))["entries"]
    assert [row["what"] for row in rows] == ["opened", "statement", "signature", "suspended", "announcement"]
    assert rows[3]["details"] == ["Pour consultations"]
    response = await played.client.get(f"/fr/record/{DAY}.csv")
    body = await response.read()
    assert body.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [line[2] for line in table[1:]] == [row["text"] for row in rows]
    assert table[1][0] == "2025-10-25T09:00:00+07:00"
    assert table[-1][4] == "'=1+1 <b>Coffee</b> (fr)"


async def test_known_revision_is_answered_304(played: Served) -> None:
    path = f"/en/record/{DAY}"
    first = await played.client.get(path)
    again = await played.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, await again.read()) == (200, 304, b"")
    await move_session(played.board, "debate-1", Verb.RESUME, operator=played.operator)
    await played.heard()
    changed = await played.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status == 200
    assert "The session was resumed." in await changed.text()


async def test_private_sessions_are_in_no_byte(played: Served) -> None:
    private = [item for item in played.runtime.event.programme if not item.public]
    assert private
    for path in ("/en/record", f"/en/record/{DAY}", f"/en/record/{DAY}.json", f"/en/record/{DAY}.csv"):
        body = await played.page(path)
        assert not [item.id for item in private if item.id in body or item.title["en"] in body]
