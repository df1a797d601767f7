"""Forms that the console's page sends by htmx: the answer holds the parts that changed, with an error or without."""

from aiohttp import ClientResponse

from broadcast.board.actions.read import read_board
from broadcast.board.domain.identification import Identification
from tests.broadcast.console.test_console import part, words
from tests.support.board_pages import Served


async def send_by_htmx(served: Served, path: str, **fields: str) -> ClientResponse:
    """Send a form of the console as the page does, with the offset that the page shows now."""
    seen = await served.page("/staff/console")
    with_headers = served.client.session.headers
    with_headers["HX-Request"] = "true"
    try:
        return await served.send(path, seen, **fields)
    finally:
        del with_headers["HX-Request"]


async def test_act_answers_with_the_parts_that_changed(served: Served) -> None:
    await served.sign_in()
    response = await send_by_htmx(served, "sessions/opening", verb="open", session="opening")
    html = await response.text()
    assert response.status == 200
    assert "Done: Opened · Opening ceremony · In progress" in words(html)
    assert "Opened Opening ceremony In progress Operator Undo U" in words(part(html, "log"))
    assert 'id="no-session.already_in_session"' in part(html, "chosen")
    assert 'data-part="composer"' not in html
    assert "<html" not in html


async def test_screens_are_asked_for_their_name(served: Served) -> None:
    await served.sign_in()
    for screen, status in (("lobby-1.ar", 200), ("", 200), ("lobby 1", 422)):
        response = await send_by_htmx(served, "screens/identify", screen=screen, session="opening")
        assert response.status == status
    entry = (await read_board(served.board)).entries["identification"]
    assert isinstance(entry.state, Identification)
    assert entry.state.screen is None
    log = words(part(await served.page("/staff/console"), "log"))
    assert "Screen names shown lobby-1.ar Operator" in log
    assert "Undo" not in log


async def test_refused_act_answers_with_its_reason_and_fields(served: Served) -> None:
    await served.sign_in()
    response = await send_by_htmx(served, "sessions/opening", verb="delay", until="25:00", session="opening")
    html = await response.text()
    assert (response.status, response.headers["Cache-Control"]) == (422, "no-store")
    assert 'id="error-until"' in part(html, "chosen")
    assert 'role="alert"' in html
    response = await send_by_htmx(served, "sessions/opening", verb="cancel", session="opening")
    assert response.status == 409
    assert response.headers["Rostrum-Revision"]


async def test_preview_and_publication_answer_with_the_composer(served: Served) -> None:
    await served.sign_in()
    fields = {"template": "starts-in", "parameter.minutes": "5", "level": "info", "session": "opening"}
    previewed = await (await send_by_htmx(served, "announcements", act="preview", **fields)).text()
    assert "Заседание начнется через 5 минут." in words(previewed)
    assert 'id="compose-starts-in"' in previewed
    published = await (await send_by_htmx(served, "announcements", act="publish", **fields)).text()
    assert "The session will start in 5 minutes." in words(published)
    assert 'data-part="composer"' in published
    assert 'id="compose-' not in published
