"""Client of the pages of batches and keys of an agency."""

from aiohttp import ClientResponse, FormData

from accreditation.exchange.actions.agency_keys import read_site_file
from accreditation.exchange.agency_services import AgencyServices
from accreditation.exchange.sealed.batch_files import OpenedBatch, open_batch
from accreditation.exchange.sealed.key_files import encode_public_key
from accreditation.exchange.web.batches import AGENCY_SERVICES
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.agency_files import sealing_key
from tests.support.agency_office import FIRST, SECOND

BATCHES, KEYS = "/staff/batches", "/staff/agency-keys"


def services_of(client: Client) -> AgencyServices:
    """Return the services of the served application."""
    assert client.app is not None
    return client.app[AGENCY_SERVICES]


async def upload(client: Client, page: str, path: str, data: bytes) -> ClientResponse:
    """Upload a file by the form of a page."""
    form = FormData()
    form.add_field("csrf", hidden(await (await client.get(page)).text(), "csrf"))
    form.add_field("file", data, filename="file", content_type="application/octet-stream")
    return await client.post(path, data=form)


async def register_keys(client: Client, sign_in: SignIn) -> None:
    """Register the keys of the agency as an administrator."""
    await sign_in("admin", roles.ADMINISTRATOR)
    for key in (sealing_key().key, FIRST.key, SECOND.key):
        answer = await upload(client, KEYS, KEYS, encode_public_key(key))
        assert answer.status == 200, await answer.text()


async def write_batch(client: Client, **fields: str) -> OpenedBatch:
    """Press the button for a batch; return it as the agency opens it."""
    form = {"csrf": hidden(await (await client.get(BATCHES)).text(), "csrf"), "days": "7", **fields}
    answer = await client.post(BATCHES, data=form)
    assert answer.status == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return open_batch(await answer.read(), sealing_key(), await read_site_file(services_of(client)))
