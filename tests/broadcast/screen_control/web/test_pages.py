"""The page of all screens."""

from broadcast.feed import wire
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


async def test_screen_whose_device_has_no_copy_is_told_of(paired: Served) -> None:
    feed, connection = paired.feed, object()
    feed.screens.join(connection, "lobby-1", language="en", now=paired.runtime.clock.now())
    revision = feed.hub.latest.revision
    said = []
    for stored in (False, True):
        report = wire.Shown(
            screen="lobby-1", epoch=revision.epoch, offset=revision.offset, language="en", stored=stored
        )
        assert feed.record_shown(connection, report)
        said.append("no copy of this page" in await paired.page(HOME))
    assert said == [True, False]
