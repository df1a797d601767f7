"""Follow-up forms under an applicant's link: filled in without JavaScript, nothing typed is lost."""

import re
from html import unescape

import pytest
from aiohttp import ClientResponse

from conference.languages import LANGUAGES
from tests.support.accreditation_pages import Client, hidden


def camera(number: int = 0, **changes: str) -> dict[str, str]:
    fields = {"item": "Camera", "model": "Arri Amira", "serial": "K1-00240", "quantity": "2"} | changes
    return {f"rows.{number}.equipment.{name}": text for name, text in fields.items()}


async def send(client: Client, page: str, *, do: str = "send", **fields: str) -> ClientResponse:
    form = await (await client.get(f"{page}/forms/equipment")).text()
    data = {"csrf": hidden(form, "csrf"), "version": hidden(form, "version"), "do": do, **fields}
    return await client.post(f"{page}/forms/equipment", data=data, allow_redirects=False)


def typed(html: str, name: str) -> str:
    """Return the value of an input."""
    found = re.search(rf'name="{re.escape(name)}" type="text" value="([^"]*)"', html)
    assert found, f"no input {name}"
    return unescape(found[1])


async def text_of(response: ClientResponse) -> str:
    return unescape(await response.text())


async def test_page_of_the_applicant_lists_the_forms(client: Client, applicant_page: str) -> None:
    for language in LANGUAGES:
        page = applicant_page.replace("/en/", f"/{language}/")
        html = await text_of(await client.get(page))
        assert f"{page}/forms/equipment" in html
        assert f"{page}/forms/drones" not in html  # closed before the clock of the test
        form = await client.get(f"{page}/forms/equipment")
        assert form.status == 200, language
        assert 'name="rows.0.equipment.serial"' in await form.text(), language


async def test_form_is_sent_and_shown_again(client: Client, applicant_page: str) -> None:
    response = await send(client, applicant_page, **camera(), **camera(1, serial="=HYPERLINK(1)"))
    assert (response.status, response.headers["Location"]) == (303, f"{applicant_page}#forms")
    html = await text_of(await client.get(f"{applicant_page}/forms/equipment"))
    assert (hidden(html, "version"), typed(html, "rows.1.equipment.serial")) == ("1", "=HYPERLINK(1)")


async def test_invalid_form_keeps_everything_typed(client: Client, applicant_page: str) -> None:
    response = await send(client, applicant_page, **camera(), **camera(3, quantity="two", model="<b>Arri</b>"))
    html = await response.text()
    assert response.status == 422
    assert 'href="#f-rows.3.equipment.quantity"' in html
    assert 'value="&lt;b&gt;Arri&lt;/b&gt;"' in html
    assert typed(html, "rows.3.equipment.quantity") == "two"
    assert typed(html, "rows.0.equipment.item") == "Camera"


async def test_items_are_added_and_removed_without_sending(client: Client, applicant_page: str) -> None:
    added = await (await send(client, applicant_page, do="add", **camera())).text()
    assert 'name="rows.1.equipment.item"' in added
    removed = await (await send(client, applicant_page, do="remove.0", **camera(), **camera(1, item="Lens"))).text()
    assert 'name="rows.0.equipment.item"' not in removed
    assert typed(removed, "rows.1.equipment.item") == "Lens"
    assert hidden(await (await client.get(f"{applicant_page}/forms/equipment")).text(), "version") == "0"


async def test_empty_and_outdated_forms_say_what_to_do(client: Client, applicant_page: str) -> None:
    empty = await send(client, applicant_page)
    assert (empty.status, "Fill in at least one item." in await text_of(empty)) == (422, True)
    await send(client, applicant_page, **camera())
    form = await (await client.get(f"{applicant_page}/forms/equipment")).text()
    outdated = {"csrf": hidden(form, "csrf"), "version": "0", "do": "send", **camera(item="Lens")}
    response = await client.post(f"{applicant_page}/forms/equipment", data=outdated)
    html = await response.text()
    assert (response.status, typed(html, "rows.0.equipment.item")) == (409, "Lens")


async def test_withdrawn_form_is_empty(client: Client, applicant_page: str) -> None:
    await send(client, applicant_page, **camera())
    assert (await send(client, applicant_page, do="withdraw")).status == 303
    assert "K1-00240" not in await (await client.get(f"{applicant_page}/forms/equipment")).text()


@pytest.mark.parametrize("path", ["forms/unknown", "forms/drones%00", "forms/equipment/inventory.pdf"])
async def test_form_that_does_not_exist_is_not_found(client: Client, applicant_page: str, path: str) -> None:
    assert (await client.get(f"{applicant_page}/{path}")).status == 404
