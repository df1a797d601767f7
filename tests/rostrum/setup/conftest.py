"""Signing in on the whole site, and forms of the set-up pages as a browser sends them."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientResponse

from tests.support.accreditation_pages import Client, office, sign_in, sign_in_as_each
from tests.support.html_forms import posting_forms

__all__ = ["office", "sign_in", "sign_in_as_each"]

SendForm = Callable[..., Awaitable[ClientResponse]]


@pytest.fixture
def send_form(client: Client) -> SendForm:
    """Open a page, fill in the form that is sent to its own address, and send it."""

    async def send(page: str, **changes: str | None) -> ClientResponse:
        return await send_from(client, page, await (await client.get(page)).text(), changes)

    return send


async def send_from(client: Client, page: str, html: str, changes: dict[str, str | None]) -> ClientResponse:
    """Fill in the longest form of a page that is sent to the page's address, and send it. None leaves a field out."""
    form = max((one for one in posting_forms(html) if not one.path), key=lambda one: len(one.controls))
    values = {name: list(sent) for name, sent in form.values().items()} | {"do": ["save"]}
    for name, value in changes.items():
        values[name] = [] if value is None else [value]
    data = [(name, value) for name, sent in values.items() for value in sent]
    return await client.post(page, data=data, allow_redirects=False)
