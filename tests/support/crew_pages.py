"""Client of the pages of outlets and crews."""

from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from aiohttp import FormData

from accreditation.applications.domain.outlets import Outlet, OutletKind
from accreditation.outlets.actions.focal_points import NewFocalPoint, invite_focal_point
from accreditation.outlets.services import OutletServices
from accreditation.outlets.web.context import OUTLET_PAGES
from tests.support.accreditation_pages import Client, hidden
from tests.support.application_samples import OFFICER_A
from tests.support.crew_desk import LETTER, OUTLET


def services_of(client: Client) -> OutletServices:
    """Return the services of the served application."""
    assert client.app is not None
    return client.app[OUTLET_PAGES].services


async def open_crew(client: Client, outlet: Outlet = OUTLET, *, code: str = "en") -> str:
    """Add an outlet with a focal point; return the path of the focal point's page."""
    services = services_of(client)
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, outlet)
    new = NewFocalPoint("Trần Thị Mai", "desk@sao-mai.example", code)
    focal = await invite_focal_point(services, outlet.id, new, staff=OFFICER_A)
    return f"/{code}/crews/{services.links.secret_of_focal(focal)}"


async def fill_crew(client: Client, name: str) -> list[str]:
    """Add an outlet whose crew has two people of this name; return the pages of its focal point and of one person."""
    services = services_of(client)
    outlet = Outlet("out_crew", name[:-1] + "C", verified=True)
    page = await open_crew(client, outlet)
    details = {"quota": 5, "country": "VN", "kind": OutletKind.AGENCY, "version": 1}
    async with services.transactions.write() as transaction:
        await services.applications.outlets.save(transaction, replace(outlet, **details))  # type: ignore[arg-type]
    await add_people(client, page, f"Name;E-mail\n{name};first@example.org\n{name[:-1]}2;second@example.org\n")
    async with services.transactions.read() as transaction:
        members = await services.members.list_of_outlet(transaction, outlet.id)
    return [page, f"/en/crew/{services.links.secret_of_member(members[0])}"]


async def send(
    client: Client, page: str, target: str, fields: Mapping[str, str], files: Mapping[str, bytes] | None = None
) -> tuple[int, str]:
    """Post a form of a page; return the status and the page, or the address of a redirect."""
    csrf = hidden(await (await client.get(page)).text(), "csrf")
    data = FormData(default_to_multipart=True)
    for name, value in {"csrf": csrf, **fields}.items():
        data.add_field(name, value)
    for name, content in (files or {}).items():
        data.add_field(name, content, filename=f"{name}.bin", content_type="application/octet-stream")
    response = await client.post(target, data=data, allow_redirects=False)
    return response.status, response.headers.get("Location") or unescape(await response.text())


async def add_people(client: Client, page: str, table: str) -> tuple[int, str]:
    """Send a letter and a list, and invite the people whom the page of the check shows."""
    status, html = await send(client, page, f"{page}/list", {}, {"letter": LETTER, "table": table.encode()})
    assert status == 200, html
    packed = {f"person.{n}": hidden(html, f"person.{n}") for n in range(1, html.count('name="person.') + 1)}
    return await send(client, page, f"{page}/people", packed)
