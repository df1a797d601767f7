"""Download of the event's folder: for operators who see private sessions, with or without the changes of the day."""

import io
from zipfile import ZipFile

from broadcast.programme.web.event_folder import FOLDER
from tests.broadcast.programme.web.conftest import add_officer
from tests.broadcast.programme.web.test_page_acts import send
from tests.support.board_pages import Served


async def read_folder(served: Served, query: str) -> dict[str, str]:
    """The files of the archive by name."""
    answer = await served.client.get(f"{FOLDER}{query}")
    assert answer.status == 200, await answer.text()
    with ZipFile(io.BytesIO(await answer.read())) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


async def test_folder_has_the_programme_as_now_or_as_loaded(served: Served) -> None:
    await add_officer(served)
    await served.sign_in("hoa")
    await send(
        served, "sessions/opening", act="move", day="2025-10-29", starts="10:00", ends_day="2025-10-29", ends="11:00"
    )
    day = f"{served.runtime.event.id}/programme/2025-10-29.toml"
    assert 'id = "opening"' in (await read_folder(served, ""))[day]
    assert day not in await read_folder(served, "?programme=loaded")
    for page in ("/staff/programme", "/staff/programme/import"):
        assert FOLDER in await served.page(page)


async def test_folder_is_not_for_those_who_see_no_private_sessions(served: Served) -> None:
    await served.sign_in()
    await served.page(FOLDER, status=403)
    assert FOLDER not in await served.page("/staff/programme/import")
