"""The administrator's pages of webhooks."""

import re

from aiohttp import web
from aiohttp.test_utils import TestClient

from conference.webhooks.acts import list_webhooks, read_webhook
from conference.webhooks.domain import Stop
from conference.webhooks.pages import PATH, WEBHOOKS
from rostrum.roles import ADMINISTRATOR, DOOR
from rostrum.runtime import Runtime
from tests.conftest import client
from tests.support.accreditation_pages import PASSWORD, hidden
from tests.support.api_tokens import add_owner

__all__ = ["client"]

Client = TestClient[web.Request, web.Application]
GOOD = {"name": "Newsroom", "url": "https://receiver.example/", "kinds": "application.approved"}


async def sign_in(client: Client, runtime: Runtime, *roles: object) -> None:
    await add_owner(runtime, "ada", *roles)  # type: ignore[arg-type]
    page = await (await client.get("/staff/sign-in")).text()
    await client.post("/staff/sign-in", data={"csrf": hidden(page, "csrf"), "username": "ada", "password": PASSWORD})


async def post(client: Client, path: str, **fields: str) -> tuple[int, str]:
    form = {"csrf": hidden(await (await client.get(PATH)).text(), "csrf"), **fields}
    response = await client.post(path, data=form)
    return response.status, await response.text()


async def test_webhook_is_added_shown_and_deleted(client: Client, runtime: Runtime) -> None:
    await sign_in(client, runtime, ADMINISTRATOR)
    assert client.app is not None
    services = client.app[WEBHOOKS]
    status, page = await post(client, PATH, **{**GOOD, "url": "http://a", "name": "Kept"})
    assert (status, 'value="Kept"' in page, 'id="f-url-error"' in page) == (422, True, True)
    status, page = await post(client, PATH, **GOOD)
    secret = re.search(r"whsec_[\w+/=]+", page)
    assert secret
    [webhook] = await list_webhooks(services)
    path = f"{PATH}/{webhook.id}"
    assert secret[0] not in await (await client.get(path)).text()
    _, page = await post(client, path, do="renew")
    assert "whsec_" in page
    assert secret[0] not in page
    await post(client, path, do="off")
    assert (await read_webhook(services, webhook.id, offset=0, limit=1)).webhook.stop is Stop.PERSON
    assert (await post(client, path, do="again", message="msg_x"))[0] == 409
    assert (await post(client, path, do="delete"))[0] == 200
    assert (await client.get(path)).status == 404


async def test_pages_are_for_administrators(client: Client, runtime: Runtime) -> None:
    await sign_in(client, runtime, DOOR)
    assert (await client.get(PATH)).status == 403
    assert (await client.get(f"{PATH}/wh_1")).status == 403
