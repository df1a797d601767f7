"""Pages of an agency's own machine: findings, two signatures, the file; nothing for other hosts and addresses."""

from collections.abc import AsyncIterator
from html import unescape

import pytest
from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import KeyPurpose
from accreditation.exchange.domain.verdicts import Verdict
from accreditation.exchange.sealed.key_files import make_key_files
from accreditation.exchange.sealed.verdict_files import check_signatures, read_verdicts
from rostrum.agency.pages import make_desk_app
from tests.rostrum.agency.test_desk import make_desk
from tests.support.agency_files import NAMES

Client = TestClient[web.Request, web.Application]
BASE = "/secret/"
PASSPHRASE = "white heron"
FIRST = make_key_files(Agency.SECURITY, KeyPurpose.SIGNING, "First", passphrase=PASSPHRASE)
SECOND = make_key_files(Agency.SECURITY, KeyPurpose.SIGNING, "Second")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A browser of the agency's machine."""
    async with TestClient(TestServer(make_desk_app(make_desk(), "fr", "secret"))) as opened:
        yield opened


async def post(client: Client, path: str, key: bytes = b"", **fields: str) -> ClientResponse:
    """Send a form, with the file of a key if one is given."""
    form = FormData()
    for name, value in fields.items():
        form.add_field(name.replace("said_", "said."), value)
    form.add_field("key", key, filename="key" if key else "", content_type="application/octet-stream")
    return await client.post(BASE + path, data=form)


async def test_officers_choose_sign_and_download(client: Client) -> None:
    page = unescape(await (await client.get(BASE)).text())
    assert all(name in page for name in NAMES)
    assert (await (await client.get(f"{BASE}photos/1.jpg")).read()) == b"\xff\xd8jpeg"
    said = {"said_app_1": "approved", "said_app_2": "refused:security", "act": "sign", "passphrase": PASSPHRASE}
    first = await post(client, "", FIRST.private, **said)
    assert "Sécurité" in unescape(await first.text())
    assert (await client.get(f"{BASE}verdicts")).status == 404
    same = await post(client, "confirm", FIRST.private, passphrase=PASSPHRASE)
    assert same.status == 422
    done = await post(client, "confirm", SECOND.private)
    assert 'href="verdicts"' in await done.text()
    data = await (await client.get(f"{BASE}verdicts")).read()
    keys = {made.key.fingerprint: made.key.public for made in (FIRST, SECOND)}
    assert [one.is_whole for one in check_signatures(data, keys)] == [True, True]
    assert [row.verdict for row in read_verdicts(data).rows] == list(Verdict)


async def test_refused_key_keeps_the_choices(client: Client) -> None:
    for key, passphrase in ((FIRST.private, "grey heron"), (FIRST.public, ""), (b"\xff", ""), (b"", "")):
        answer = await post(client, "", key, said_app_1="approved", act="sign", passphrase=passphrase)
        page = await answer.text()
        assert (answer.status, 'value="approved" selected' in page, passphrase in page) == (422, True, not passphrase)
    assert "confirm" not in str((await client.get(BASE)).url)


async def test_saved_choices_are_shown_and_can_be_changed(client: Client) -> None:
    assert 'value="approved" selected' in await (await post(client, "", said_app_1="approved", act="keep")).text()
    await post(client, "", SECOND.private, act="sign")
    assert str((await client.get(BASE)).url).endswith("/confirm")
    assert 'value="approved" selected' in await (await post(client, "change")).text()
    assert str((await client.get(f"{BASE}confirm")).url).endswith(BASE)


async def test_other_addresses_hosts_and_sites_are_refused(client: Client) -> None:
    for path in ("/", "/other/", f"{BASE}photos/9.jpg"):
        assert (await client.get(path)).status == 404
    assert (await client.get(BASE, headers={"Host": "evil.example"})).status == 403
    assert (await client.post(f"{BASE}change", headers={"Origin": "http://evil.example"})).status == 403
    headers = (await client.get(BASE)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (await client.get("/conference/static/base.css")).status == 200
