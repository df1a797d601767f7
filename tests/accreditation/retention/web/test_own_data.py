"""The applicant's page of their own data."""

import io
import zipfile

from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, apply, hidden


async def test_applicant_downloads_and_deletes_their_data(client: Client, runtime: Runtime) -> None:
    status = await apply(client)
    page = await (await client.get(status)).text()
    assert f'href="{status}/data"' in page
    own = await (await client.get(f"{status}/data")).text()
    form = {"csrf": hidden(own, "csrf")}
    answer = await client.post(f"{status}/data", data=form | {"do": "export"})
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
        assert "ليلى حداد" in archive.read("data.json").decode()
    unsure = await client.post(f"{status}/data", data=form | {"do": "delete"})
    assert unsure.status == 422
    assert (await client.get(status)).status == 200
    deleted = await client.post(f"{status}/data", data=form | {"do": "delete", "sure": "yes"})
    assert deleted.status == 200
    for address in (status, f"{status}/data"):
        assert (await client.get(address)).status == 404


async def test_unknown_link_has_no_data(client: Client) -> None:
    assert (await client.get(f"/en/applications/{'x' * 43}/data")).status == 404
