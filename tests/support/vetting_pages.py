"""Client of the vetting pages: queues, buttons, stored applications."""

from html import unescape

from accreditation.applications.actions.applying import find_application
from accreditation.applications.domain.applications import Application
from accreditation.applications.services import ApplicationServices
from accreditation.applications.web.context import APPLICATION_PAGES
from tests.support.accreditation_pages import Client, hidden

A, B = "/staff/vetting/accreditation", "/staff/vetting/security"


def services_of(client: Client) -> ApplicationServices:
    """Return the services of the served application."""
    assert client.app is not None
    return client.app[APPLICATION_PAGES].services


async def load_application(client: Client, address: str) -> Application:
    """Load the application of a status page."""
    return await find_application(services_of(client), secret=address.rpartition("/")[2])


async def press_button(
    client: Client, queue: str, candidate: Application, button: str, /, **fields: str
) -> tuple[int, str]:
    """Press a button of the page; return the status and the page or the redirect address."""
    page = await (await client.get(queue, params={"id": candidate.id})).text()
    form = {"csrf": hidden(page, "csrf"), "act": button, "version": str(candidate.version), "following": "", **fields}
    response = await client.post(f"{queue}/applications/{candidate.id}", data=form, allow_redirects=False)
    return response.status, response.headers.get("Location") or unescape(await response.text())


async def outlet_fields(client: Client, candidate: Application) -> dict[str, str]:
    """Return the fields by which the forms of the page tell which outlet they show."""
    services = services_of(client)
    async with services.transactions.read() as transaction:
        outlet = await services.outlets.get(transaction, candidate.outlet_id or "")
    verified = {"outlet_verified": "yes"} if outlet.verified else {}
    return {"outlet": outlet.id, "outlet_name": outlet.name, **verified}
