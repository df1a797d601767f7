"""Announcements of forms, which the console's preview shows."""

from broadcast.console.drafts import PREVIEWED
from tests.broadcast.console.test_console import words
from tests.support.board_pages import Served


async def test_preview_composes_without_posting(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?template=starts-in")
    fields = {"template": "starts-in", "parameter.minutes": "7", "session": "opening", "act": PREVIEWED}
    html = await (await served.send("announcements", seen, **fields)).text()
    assert "The session will start in 7 minutes." in words(html)
    assert 'id="announced-' not in html
