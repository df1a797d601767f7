"""Client of the badge desk's pages."""

import pypdfium2
from aiohttp import ClientResponse

from accreditation.badges.domain.badges import Badge
from tests.support.accreditation_pages import Client, hidden
from tests.support.application_samples import SECRET
from tests.support.badge_office import Office
from tests.support.qr import read_qr

LINK = SECRET
"""Secret of the application's link."""


async def page_of(client: Client, path: str = "/staff/badges") -> str:
    """Return a page that opens."""
    response = await client.get(path)
    assert response.status == 200
    return await response.text()


async def send(client: Client, path: str, **fields: str) -> ClientResponse:
    """Send a form of the badge desk; one that acts on a badge with the state that its person's page shows."""
    page = await page_of(client, f"/staff/badges?id={fields['application']}" if path == "act" else "/staff/badges")
    csrf = hidden(page, "csrf")
    if 'name="seen"' in page:
        fields = {"seen": hidden(page, "seen"), **fields}
    return await client.post(f"/staff/badges/{path}", data={"csrf": csrf, **fields}, allow_redirects=False)


async def newest(office: Office, badge: Badge) -> Badge:
    """Return the newest issue of a badge."""
    async with office.transactions.read() as transaction:
        found = await office.desk.badges.find_newest(transaction, badge.id, lock=False)
    assert found is not None
    return found


def codes(pdf: bytes) -> list[str]:
    """Return the tokens of a printed run."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        found += read_qr(page.render(scale=300 / 72).to_pil())
    return found
