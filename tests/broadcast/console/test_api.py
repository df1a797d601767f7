"""The board in the API: sessions, speakers, announcements, and the operator's acts."""

from datetime import timedelta

from conference.languages import LANGUAGES
from rostrum.roles import DOOR
from rostrum.runtime import Runtime
from tests.conftest import MORNING, client
from tests.support.api_tokens import make_header
from tests.support.board_program import Program, program

__all__ = ["client", "program"]


async def test_session_is_moved_at_the_version_seen(program: Program) -> None:
    one = (await program.read("sessions"))["sessions"][0]
    path = f"sessions/{one['id']}/moves"
    assert await program.act(path, verb="open") == (422, "api.version_missing")
    late = (MORNING + timedelta(days=4000)).isoformat()
    assert await program.act(path, verb="delay", until=late, version=one["version"]) == (422, "field.not_date")
    assert await program.act(path, verb="open", version=one["version"]) == (200, True)
    assert await program.act(path, verb="open", version=one["version"]) == (409, "board.changed")
    moved = next(each for each in (await program.read("sessions"))["sessions"] if each["id"] == one["id"])
    assert (moved["phase"], moved["version"] > one["version"]) == ("in_session", True)
    assert await program.act("sessions/unknown/moves", verb="open", version=1) == (404, "board.unknown_key")


async def test_announcement_is_posted_and_withdrawn(program: Program) -> None:
    assert await program.act("announcements", text={"en": "x"}) == (422, "announcement.incomplete")
    text = {code: f"Text {code}" for code in LANGUAGES}
    assert await program.act("announcements", text=text) == (200, True)
    one = (await program.read("announcements"))["announcements"][0]
    assert one["text"]["en"] == "Text en"
    path = f"announcements/{one['id']}/withdrawal"
    assert await program.act(path, version=one["version"]) == (200, True)
    assert (await program.read("announcements"))["announcements"] == []


async def test_other_roles_do_not_operate_the_board(program: Program, runtime: Runtime) -> None:
    program.header = await make_header(runtime, DOOR)
    assert (await program.read("sessions"))["code"] == "role.missing"
    assert await program.act("announcements", text={}) == (403, "role.missing")
