"""Secrets of links are issued by the site; a chosen secret is never used."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select

from accreditation.applications.domain.applications import Agency, Field, Finding
from accreditation.applications.storage.tables import applications
from accreditation.vetting.domain import FindingInput
from rostrum.app import make_application
from rostrum.parts.stores import application_store
from rostrum.runtime import Runtime, open_runtime
from tests.support.accreditation_pages import Client, fill_in, form_data, hidden
from tests.support.application_samples import LINH, SECRET, upload, with_findings

ADDRESS = "/ar/applications/"
CHOSEN = ("A" * 22, "A" * 44, "A" * 64, SECRET)


@pytest.fixture
async def other_node(runtime: Runtime, client: Client) -> AsyncIterator[Client]:
    """A second node on the same database (or a restarted node), with a client that has the first node's cookies."""
    async with (
        open_runtime(runtime.settings, clock=runtime.clock) as other_runtime,
        TestClient(TestServer(make_application(other_runtime))) as opened,
    ):
        await client.get("/ar/apply")
        cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
        opened.session.cookie_jar.update_cookies(cookies, opened.make_url("/"))
        yield opened


async def open_form(client: Client) -> str:
    """Return the page of a new form."""
    return await (await client.get("/ar/apply")).text()


async def send_photo(client: Client, page: str, form: str) -> tuple[int, dict[str, str]]:
    """Upload the photo of a form before submission; return the status and the JSON body."""
    headers = {"X-CSRF-Token": hidden(page, "csrf"), "Accept": "application/json"}
    response = await client.post("/ar/apply/photo", data=form_data({"form": form}, upload()), headers=headers)
    return response.status, json.loads(await response.text())


async def count_applications(runtime: Runtime) -> int:
    """Return the number of applications."""
    async with runtime.transactions.read() as transaction:
        return int((await transaction.connection.execute(select(func.count()).select_from(applications))).scalar_one())


@pytest.mark.parametrize("chosen", CHOSEN)
async def test_chosen_secret_is_not_used_as_link(client: Client, chosen: str) -> None:
    response = await fill_in(client, form=chosen)
    assert response.status == 303
    assert response.headers["Location"] != ADDRESS + chosen
    assert (await client.get(ADDRESS + chosen)).status == 404
    assert (await client.get(response.headers["Location"])).status == 200


@pytest.mark.parametrize("chosen", CHOSEN)
async def test_chosen_secret_is_replaced_when_the_form_is_shown(client: Client, chosen: str) -> None:
    page = await (await fill_in(client, form=chosen, email="nothing")).text()
    assert hidden(page, "form") != chosen
    assert (await client.get(f"{ADDRESS}{chosen}/photo.jpg")).status == 404
    link = (await fill_in(client, page=page, photo=None)).headers["Location"]
    assert (await client.get(link)).status == 200
    assert (await client.get(ADDRESS + hidden(page, "form"))).status == 404


@pytest.mark.parametrize("chosen", CHOSEN)
async def test_photo_with_chosen_secret_is_refused(client: Client, chosen: str) -> None:
    status, answer = await send_photo(client, await open_form(client), chosen)
    assert (status, answer["code"]) == (403, "csrf.stale")
    assert (await client.get(f"{ADDRESS}{chosen}/photo.jpg")).status == 404


async def test_visitor_secret_is_not_used_as_form_secret(client: Client) -> None:
    page = await open_form(client)
    visitor = client.session.cookie_jar.filter_cookies(client.make_url("/"))["visitor"].value
    response = await fill_in(client, page=page, form=visitor)
    assert response.headers["Location"] != ADDRESS + visitor


async def test_form_of_one_node_is_accepted_by_another(client: Client, other_node: Client) -> None:
    page = await open_form(client)
    status, answer = await send_photo(other_node, page, hidden(page, "form"))
    assert status == 200
    assert (await client.get(answer["photo"])).status == 200
    response = await fill_in(other_node, page=page, photo=None)
    assert (await client.get(response.headers["Location"])).status == 200


async def test_form_sent_twice_adds_one_application(client: Client, other_node: Client, runtime: Runtime) -> None:
    page = await open_form(client)
    links = [(await fill_in(node, page=page)).headers["Location"] for node in (client, other_node, client)]
    assert len(set(links)) == 1
    assert await count_applications(runtime) == 1


async def test_photo_upload_for_an_older_link_is_accepted(client: Client, runtime: Runtime) -> None:
    """Links issued before secrets were signed remain valid, including for photos of corrections."""
    ask = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO,))
    older = with_findings((ask, Agency.ACCREDITATION, LINH))
    async with runtime.transactions.write() as transaction:
        await application_store().add(transaction, older)
    status, answer = await send_photo(client, await open_form(client), SECRET)
    assert status == 200
    assert (await client.get(answer["photo"])).status == 200
