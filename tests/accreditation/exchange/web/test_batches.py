"""Pages of batches: written and downloaded, replaced, withdrawn; a file of findings checked, then recorded."""

import re
from html import unescape

from accreditation.applications.domain.applications import Agency, Finding
from accreditation.exchange.domain.verdicts import Verdict
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.agency_office import FIRST, AgencyOffice
from tests.support.agency_pages import BATCHES, register_keys, services_of, upload, write_batch
from tests.support.vetting_pages import B as QUEUE
from tests.support.vetting_pages import load_application

VERDICTS = f"{BATCHES}/verdicts"
B = Agency.SECURITY


def part_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the report that carry the file."""
    return dict(re.findall(r'name="(part\.\d+)" value="([^"]*)"', page))


async def test_officer_writes_a_batch_and_records_its_findings(client: Client, sign_in: SignIn) -> None:
    address = await apply(client)
    await register_keys(client, sign_in)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    opened = await write_batch(client)
    data = await AgencyOffice(services_of(client)).answer(opened, Verdict.APPROVED)
    report = await upload(client, BATCHES, VERDICTS, data)
    page = unescape(await report.text())
    assert (report.status, "First" in page, "Second" in page) == (200, True, True)
    assert dict((await load_application(client, address)).checks) == {}
    form = {"csrf": hidden(page, "csrf"), **part_fields(page)}
    recorded = await client.post(f"{VERDICTS}/record", data=form)
    assert "The findings are recorded." in await recorded.text()
    assert (await load_application(client, address)).checks[B].finding is Finding.APPROVED
    again = await client.post(f"{VERDICTS}/record", data=form)
    assert (again.status, "It counts once." in unescape(await again.text())) == (422, True)
    await sign_in("son", roles.SECURITY_OFFICER)
    application = await load_application(client, address)
    shown = await (await client.get(QUEUE, params={"id": application.id, "filter": "all"})).text()
    assert (">First</bdi>" in shown, FIRST.key.actor in shown) == (True, False)


async def test_refused_file_names_the_row(client: Client, sign_in: SignIn) -> None:
    await apply(client, native_name="Trần Văn Bình")
    await register_keys(client, sign_in)
    await sign_in("linh", roles.ACCREDITATION_OFFICER, language="fr")
    data = await AgencyOffice(services_of(client)).answer(await write_batch(client), Verdict.REFUSED)
    changed = data.replace(b'"verdict":"refused"', b'"verdict":"approved"').replace(b"outlet_not_verified", b"")
    answer = await upload(client, BATCHES, VERDICTS, changed)
    page = unescape(await answer.text())
    assert answer.status == 422
    assert "Cette ligne a été modifiée après sa signature." in page
    assert "Trần Văn Bình" in page
    assert part_fields(page) == {}


async def test_batch_is_replaced_and_withdrawn(client: Client, sign_in: SignIn) -> None:
    await apply(client)
    await register_keys(client, sign_in)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    first = await write_batch(client)
    second = await write_batch(client, supersedes=first.manifest.batch)
    assert second.manifest.supersedes == first.manifest.batch
    form = {"csrf": hidden(await (await client.get(BATCHES)).text(), "csrf")}
    path = f"{BATCHES}/{second.manifest.batch}/withdraw"
    assert "The batch is withdrawn." in await (await client.post(path, data=form)).text()
    assert (await client.post(path, data=form)).status == 409
    assert (await client.post(f"{BATCHES}/batch_none/withdraw", data=form)).status == 404


async def test_refused_forms_keep_the_page(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    token = hidden(await (await client.get(BATCHES)).text(), "csrf")
    without_key = await client.post(BATCHES, data={"csrf": token, "days": "7"})
    assert (without_key.status, "No key for batches" in await without_key.text()) == (409, True)
    for days in ("0", "x", ""):
        answer = await client.post(BATCHES, data={"csrf": token, "days": days})
        assert (answer.status, f'value="{days}"' in await answer.text()) == (422, True)
    unreadable = await upload(client, BATCHES, VERDICTS, b"\xff")
    assert (unreadable.status, "damaged" in await unreadable.text()) == (422, True)
    assert (await client.post(VERDICTS, data={"csrf": token})).status == 422
    for fields in ({}, {"part.000": "%%%"}, {"part.000": "AAAA"}):
        assert (await client.post(f"{VERDICTS}/record", data={"csrf": token, **fields})).status == 422


async def test_pages_are_for_officers_of_one_agency(client: Client, sign_in: SignIn) -> None:
    for role in (roles.ADMINISTRATOR, roles.BADGE_DESK, roles.DOOR):
        await sign_in(role.name, role)
        assert (await client.get(BATCHES)).status == 403
    await sign_in("son", roles.SECURITY_OFFICER)
    assert (await client.get(BATCHES)).status == 200
