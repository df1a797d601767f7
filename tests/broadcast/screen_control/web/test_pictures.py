"""Pictures that screens hand in with a ticket."""

import io

from PIL import Image

from broadcast.screen_control.domain import make_ticket
from broadcast.screen_control.web.context import CONTROL
from broadcast.screen_control.web.pages import HOME
from tests.support.board_pages import Served, hidden


async def test_picture_is_handed_in_with_its_ticket_and_shown(paired: Served) -> None:
    page = await paired.page(HOME)
    form = {"csrf": hidden(page, "csrf"), "act": "picture", "screens": "lobby-1"}
    answer = await paired.client.post(HOME, data=form, allow_redirects=False)
    batch = answer.headers["Location"].rpartition("=")[2]
    app = paired.client.app
    assert app is not None
    services = app[CONTROL]
    async with services.transactions.read() as transaction:
        (command,) = await services.store.list_batch(transaction, batch)
    path = f"/screens/pictures/{command.id}/{make_ticket(services.ticket_key, command.id)}"
    assert (await paired.client.get("/staff/screens/pictures/lobby-1")).status == 404
    assert (await paired.client.post(path, data=b"x" * 300_000)).status == 413
    assert (await paired.client.post(path[:-1] + "g", data=b"x")).status == 404
    content = io.BytesIO()
    Image.new("RGB", (64, 36), "navy").save(content, "JPEG")
    assert (await paired.client.post(path, data=content.getvalue())).status == 204
    shown = await paired.client.get("/staff/screens/pictures/lobby-1")
    assert (shown.status, shown.content_type) == (200, "image/jpeg")
    assert "/staff/screens/pictures/lobby-1" in await paired.page(HOME)
