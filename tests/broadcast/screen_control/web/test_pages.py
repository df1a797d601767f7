"""The page of all screens."""

from broadcast.screen_control.web.pages import HOME
from tests.support.board_pages import Served, hidden


async def test_command_is_listed_with_the_outcome_of_each_screen(paired: Served) -> None:
    page = await paired.page(HOME)
    form = {"csrf": hidden(page, "csrf"), "act": "identify"}
    refused = await paired.client.post(HOME, data=form)
    assert refused.status == 422
    answer = await paired.client.post(HOME, data={**form, "everywhere": "true"}, allow_redirects=False)
    assert answer.status == 303
    page = await paired.page(answer.headers["Location"])
    assert 'id="control-lobby-1"' in page
    assert "chip-look" in page
