"""Page of a correction: open fields, answers, hostile values, stale forms (C7, C10)."""

import re
from dataclasses import replace
from datetime import date

import pytest
from aiohttp import ClientResponse

from accreditation.applications.domain.answers import FIELDS
from accreditation.applications.domain.applications import Agency, Field, State
from accreditation.applications.domain.corrections import changed_fields
from accreditation.applications.domain.history import shown_to
from tests.accreditation.applications.web.test_status import (
    ASK,
    ASK_NAME,
    list_steps,
    load_application,
    page_text,
    submit_finding,
)
from tests.support.accreditation_pages import TYPED, Client, apply, form_data, hidden
from tests.support.application_samples import upload


@pytest.fixture
async def address(client: Client) -> str:
    return await apply(client)


async def correct(client: Client, address: str, *, photo: bytes | None = None, **typed: str) -> ClientResponse:
    """Open the form for correction and submit it with these values."""
    form = await (await client.get(f"{address}/correct")).text()
    fields = {name: hidden(form, name) for name in ("csrf", "version", "accepted")}
    return await client.post(f"{address}/correct", data=form_data({**fields, **typed}, photo), allow_redirects=False)


async def test_request_is_shown_escaped_and_closed_by_correction(client: Client, address: str) -> None:
    await submit_finding(client, address, replace(ASK, answer_by=date(2025, 10, 26)))
    raw = await (await client.get(address)).text()
    assert "No &lt;sunglasses&gt;" in raw
    assert "internal-canary" not in raw
    assert "Please answer by: 26 October 2025" in re.sub(
        "[\u2068\u2069]|<[^>]+>", "", await page_text(client, address.replace("/ar/", "/en/"))
    )
    form = await (await client.get(f"{address}/correct")).text()
    assert "No &lt;sunglasses&gt;" in form
    before = await load_application(client, address)
    response = await correct(client, address, photo=upload(200), message="Taken <today>\r\nby a colleague")
    assert (response.status, response.headers["Location"]) == (303, address)
    after = await load_application(client, address)
    assert (after.state, after.photo_id != before.photo_id) == (State.SUBMITTED, True)
    steps = await list_steps(client, after.id)
    assert (steps[-1].message, steps[-1].agency) == ("Taken <today>\nby a colleague", Agency.ACCREDITATION)
    assert shown_to(steps[-1], Agency.SECURITY).message == ""


async def test_only_requested_fields_are_open(client: Client, address: str) -> None:
    """Covers C10: hostile values of the other fields change nothing, and no answer is lost."""
    await submit_finding(client, address, replace(ASK, fields=(Field.GIVEN_NAME,)))
    before = await load_application(client, address)
    form = await (await client.get(f"{address}/correct")).text()
    shown = {name for name in FIELDS if re.search(f'<(input|select)[^>]* name="{name}"', form)}
    assert shown == {"given_name"}
    assert all(text in form for text in ("ليلى حداد", "HADDAD", "layla@example.org", "جريدة النيل"))
    hostile = {
        **TYPED,
        "given_name": "Laila",
        "native_name": "<b>",
        "category": "pool",
        "freelance": "yes",
        "consent": "",
    }
    response = await correct(client, address, photo=upload(200), **hostile)
    assert response.status == 303, await response.text()
    after = await load_application(client, address)
    assert after.applicant == replace(before.applicant, given_name="LAILA")
    assert changed_fields(before, after) == {Field.GIVEN_NAME}
    assert after.consent_at == before.consent_at


async def test_photo_is_received_only_if_requested(client: Client, address: str) -> None:
    await submit_finding(client, address, replace(ASK, fields=(Field.PHONE,)))
    form = await (await client.get(f"{address}/correct")).text()
    secret = address.rpartition("/")[2]
    shown = await (await client.get(f"{address}/photo.jpg")).read()
    data = form_data({"form": secret, "csrf": hidden(form, "csrf")}, upload(200))
    assert (await client.post("/ar/apply/photo", data=data)).status == 409
    assert await (await client.get(f"{address}/photo.jpg")).read() == shown


async def test_latin_name_cannot_be_emptied_by_halves(client: Client, address: str) -> None:
    single_name = {"family_name": "", "given_name": "Layla"}
    address = await apply(client, **single_name, email="other@example.org")
    await submit_finding(client, address, replace(ASK, fields=(Field.GIVEN_NAME,)))
    response = await correct(client, address, given_name="")
    assert response.status == 422
    assert 'href="#f-given_name"' in await response.text()


async def test_correction_of_outdated_version_keeps_typed_values(client: Client, address: str) -> None:
    """Covers C7."""
    await submit_finding(client, address, ASK_NAME)
    form = await (await client.get(f"{address}/correct")).text()
    await submit_finding(client, address, ASK, Agency.SECURITY)
    fields = {**TYPED, "csrf": hidden(form, "csrf"), "version": hidden(form, "version"), "native_name": "ليلى الحداد"}
    response = await client.post(f"{address}/correct", data=form_data(fields, None), allow_redirects=False)
    page = await response.text()
    assert response.status == 422
    assert 'value="ليلى الحداد"' in page
    assert re.search(r'class="photo-preview"[^>]* src="', page)
    assert (await load_application(client, address)).state is State.INCOMPLETE


async def test_correction_keeps_typed_values_without_submitting(client: Client, address: str) -> None:
    await submit_finding(client, address, ASK_NAME)
    french = address.replace("/ar/", "/fr/")
    form = await (await client.get(f"{address}/correct")).text()
    assert f'formaction="{french}/correct" name="show"' in form
    fields = {**TYPED, "csrf": hidden(form, "csrf"), "version": hidden(form, "version"), "native_name": "ليلى الحداد"}
    switched = await client.post(f"{french}/correct", data=form_data({**fields, "show": "fr"}, None))
    assert (switched.status, 'value="ليلى الحداد"' in await switched.text()) == (200, True)
    stale = await client.post(f"{address}/correct", data=form_data({**fields, "csrf": "0"}, None))
    assert (stale.status, 'value="ليلى الحداد"' in await stale.text()) == (403, True)
    assert (await load_application(client, address)).state is State.INCOMPLETE


async def test_correction_without_request_redirects_to_status(client: Client, address: str) -> None:
    response = await client.get(f"{address}/correct", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, address)
