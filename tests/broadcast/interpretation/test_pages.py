"""The staff page of interpretation, and what the live page says of lost languages."""

from aiohttp import ClientResponse

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

PATH = "/staff/interpretation"


async def send(served: Served, act: str, **fields: str) -> ClientResponse:
    page = await served.page(PATH)
    form = {"csrf": hidden(page, "csrf"), "act": act, "session": "opening", **fields}
    return await served.client.post(PATH, data=form, allow_redirects=False)


async def test_lost_language_is_on_the_live_page_until_restored(served: Served) -> None:
    await served.sign_in()
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    assert (await send(served, "set", channels="1 en\n2 fr")).status == 303
    assert (await send(served, "agree", until="13:00")).status == 303
    assert (await send(served, "lose", language="fr")).status == 303
    assert "13:00" in await served.page(PATH)
    await served.heard()
    assert "Pas d’interprétation actuellement" in await served.page("/fr/")
    assert (await send(served, "restore", language="fr")).status == 303
    await served.heard()
    assert "Pas d’interprétation actuellement" not in await served.page("/fr/")


async def test_refused_form_keeps_what_was_typed(served: Served) -> None:
    await served.sign_in()
    refused = await send(served, "set", channels="1 <b>english")
    assert refused.status == 422
    assert "1 &lt;b&gt;english" in await refused.text()
    assert (await send(served, "lose", language="ja")).status == 404
    assert (await send(served, "other")).status == 422
    assert (await send(served, "set", session="unknown", channels="1 en")).status == 404


async def test_door_staff_do_not_see_the_page(served: Served) -> None:
    await served.sign_in("door")
    await served.page(PATH, status=403)


async def test_the_console_shows_a_lost_language_with_a_link(served: Served) -> None:
    await served.sign_in()
    link = f'{PATH}?session=opening" data-focus-key="V"'
    assert (await send(served, "set", channels="1 en\n2 fr")).status == 303
    assert link not in await served.page("/staff/console")
    assert (await send(served, "lose", language="fr")).status == 303
    assert link in await served.page("/staff/console")
