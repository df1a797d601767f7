"""Drafts of the form: saved while typing and by a button, opened on another device, sent by mail, closed in time."""

import json
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from accreditation.applications.domain.drafts import DRAFT_LIFE
from accreditation.applications.domain.intake import LATE_FORMS
from accreditation.applications.storage.tables import application_drafts
from accreditation.applications.web.limits import ADDRESSES
from conference.clock import ManualClock
from conference.event import Event
from conference.languages import LANGUAGES
from conference.mail.tables import letters
from rostrum.runtime import Runtime
from tests.accreditation.applications.web.test_apply import field_value
from tests.accreditation.applications.web.test_form_secrets import count_applications, open_form, send_photo
from tests.support.accreditation_pages import TYPED, Client, fill_in, form_data, hidden
from tests.support.application_samples import SECRET


@pytest.fixture
def closes_at(event: Event) -> datetime:
    return event.applications.closes_at


async def autosave(client: Client, page: str, **fields: str) -> tuple[int, dict[str, object]]:
    """Save as the script of the page does; return status and JSON body."""
    headers = {"X-CSRF-Token": hidden(page, "csrf"), "Accept": "application/json"}
    form = {"form": hidden(page, "form"), "marks": hidden(page, "marks"), **fields}
    response = await client.post("/en/apply/draft", data=form, headers=headers)
    return response.status, json.loads(await response.text())


async def save_by_button(client: Client, page: str, **fields: str) -> str:
    """Press "Save and continue later"; return the address of the page that follows."""
    form = {"csrf": hidden(page, "csrf"), "form": hidden(page, "form"), "marks": hidden(page, "marks"), "save": "1"}
    response = await client.post("/en/apply", data=form_data(form | fields, None), allow_redirects=False)
    assert response.status == 303, await response.text()
    return response.headers["Location"]


async def draft_page(client: Client, secret: str, language: str = "en") -> str:
    return await (await client.get(f"/{language}/apply/drafts/{secret}")).text()


async def letters_of(runtime: Runtime) -> list[tuple[str, str, str]]:
    """Return kind, address and text of each letter but those that announce acts."""
    links = ("application.draft", "application.link", "application.address_confirm", "application.address_changed")
    asked = select(letters.c.kind, letters.c.address, letters.c.text).where(letters.c.kind.in_(links))
    async with runtime.transactions.read() as transaction:
        rows = await transaction.connection.execute(asked.order_by(letters.c.id))
        return [(row.kind, row.address, row.text) for row in rows]


async def test_typed_fields_are_saved_and_shown_on_another_device(client: Client) -> None:
    page = await open_form(client)
    status, answer = await autosave(client, page, native_name="ليلى", email="not yet an add", category="general")
    assert status == 200
    assert str(answer["saved"]).startswith("Saved.")
    client.session.cookie_jar.clear()
    shown = await draft_page(client, hidden(page, "form"))
    assert field_value(shown, "native_name") == "ليلى"
    assert field_value(shown, "email") == "not yet an add"
    assert hidden(shown, "form") == hidden(page, "form")
    assert (await fill_in(client, page=shown)).status == 303


async def test_button_saves_without_scripts(client: Client, runtime: Runtime) -> None:
    for language in LANGUAGES:
        page = await open_form(client)
        address = await save_by_button(client, page, outlet="Nile Gazette", page_language="en")
        secret = hidden(page, "form")
        assert address == f"/en/apply/drafts/{secret}/saved", language
        saved = await (await client.get(address.replace("/en/", f"/{language}/"))).text()
        assert runtime.catalogues.text(language, "draft.saved.title") in unescape(saved), language
        assert f"/{language}/apply/drafts/{secret}" in saved, language
        assert field_value(await draft_page(client, secret, language), "outlet") == "Nile Gazette", language
        assert await count_applications(runtime) == 0, language


async def test_newer_value_of_two_devices_is_told(client: Client) -> None:
    page = await open_form(client)
    await autosave(client, page, outlet="Nile Gazette")
    status, answer = await autosave(client, page, outlet="Nil Gazete", email="a@example.org", ages="outlet:600,email:0")
    assert status == 200
    values = answer["values"]
    assert isinstance(values, dict)
    assert (values["outlet"], values["email"]) == ("Nile Gazette", "a@example.org")
    assert "Media outlet" in str(answer["changed"]) or "outlet" in str(answer["changed"]).lower()


async def test_invalid_submission_is_saved_as_a_draft(client: Client) -> None:
    page = await open_form(client)
    assert (await fill_in(client, page=page, email="nothing")).status == 422
    assert field_value(await draft_page(client, hidden(page, "form")), "email") == "nothing"


async def test_submitted_or_expired_draft_is_gone(client: Client, clock: ManualClock) -> None:
    page, other = await open_form(client), await open_form(client)
    for one in (page, other):
        await autosave(client, one, outlet="Nile Gazette")
    assert (await fill_in(client, page=page)).status == 303
    assert (await autosave(client, page, outlet="Nile"))[0] == 409
    clock.at += DRAFT_LIFE
    for one in (page, other):
        for tail in ("", "/saved"):
            response = await client.get(f"/en/apply/drafts/{hidden(one, 'form')}{tail}")
            assert response.status == 404
            assert "Nile" not in await response.text()


async def test_draft_open_at_the_closing_is_accepted_for_a_while(
    client: Client, clock: ManualClock, closes_at: datetime, runtime: Runtime
) -> None:
    page = await open_form(client)
    await autosave(client, page, **TYPED)
    await send_photo(client, page, hidden(page, "form"))
    clock.at = closes_at + LATE_FORMS - timedelta(seconds=1)
    assert (await autosave(client, page, outlet="Nile"))[0] == 200
    shown = await draft_page(client, hidden(page, "form"))
    clock.at += timedelta(seconds=1)
    assert (await autosave(client, page, outlet="Nile"))[0] == 409
    refused = await draft_page(client, hidden(page, "form"))
    assert field_value(refused, "native_name") == TYPED["native_name"]
    assert 'class="button" data-send' not in refused
    assert (await fill_in(client, page=shown, photo=None)).status == 409
    clock.at -= timedelta(seconds=1)
    assert (await fill_in(client, page=shown, photo=None)).status == 303
    assert await count_applications(runtime) == 1


async def test_draft_of_a_chosen_secret_is_refused(client: Client, runtime: Runtime) -> None:
    page = await open_form(client)
    for chosen, expected in ((SECRET, 403), ("A" * 44, 403), ("", 422), ("x", 422)):
        assert (await autosave(client, page, form=chosen))[0] == expected
    assert (await client.post("/en/apply/draft", data={"form": hidden(page, "form")})).status == 403
    foreign = {"Origin": "https://evil.example", "X-CSRF-Token": hidden(page, "csrf")}
    assert (await client.post("/en/apply/draft", data={"form": hidden(page, "form")}, headers=foreign)).status == 403
    async with runtime.transactions.read() as transaction:
        assert (await transaction.connection.execute(select(application_drafts))).first() is None


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "\x00\x1b", "\u202e", "{{ 7 }}", "%s{}", "x" * 9000])
async def test_hostile_draft_is_escaped_or_cut(client: Client, value: str) -> None:
    page = await open_form(client)
    assert (await autosave(client, page, outlet=value, ages="outlet:-1,x:1e9,outlet:99999999", marks="a:b:c"))[0] == 200
    shown = await draft_page(client, hidden(page, "form"))
    assert "<script>alert" not in shown
    assert len(field_value(shown, "outlet") or "") <= 1000


async def test_broken_encoding_of_a_draft_is_survived(client: Client) -> None:
    page = await open_form(client)
    headers = {"X-CSRF-Token": hidden(page, "csrf"), "Content-Type": "application/x-www-form-urlencoded"}
    body = f"form={hidden(page, 'form')}&outlet=%ff%fe&email=%ed%a0%80".encode()
    assert (await client.post("/en/apply/draft", data=body, headers=headers)).status < 500


async def test_letter_carries_the_link_of_the_draft(client: Client, runtime: Runtime) -> None:
    page = await open_form(client)
    address = (await save_by_button(client, page, email="layla@example.org")).replace("/en/", "/ar/")
    saved = await (await client.get(address)).text()
    assert field_value(saved, "email") == "layla@example.org"
    form = {"csrf": hidden(saved, "csrf"), "email": "other@example.org"}
    response = await client.post(address, data=form)
    assert response.status == 200
    assert runtime.catalogues.text("ar", "draft.sent") in unescape(await response.text())
    ((kind, recipient, text),) = await letters_of(runtime)
    assert (kind, recipient) == ("application.draft", "other@example.org")
    assert f"/ar/apply/drafts/{hidden(page, 'form')}" in text


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "a@example.org\r\nBcc: b@example.org", '"a b"(c)@example.org'])
async def test_invalid_address_gets_no_letter(client: Client, runtime: Runtime, typed: str) -> None:
    address = await save_by_button(client, await open_form(client))
    saved = await (await client.get(address)).text()
    response = await client.post(address, data={"csrf": hidden(saved, "csrf"), "email": typed})
    assert response.status == 422
    assert await letters_of(runtime) == []


async def test_letters_to_one_address_are_limited(client: Client, runtime: Runtime) -> None:
    address = await save_by_button(client, await open_form(client))
    saved = await (await client.get(address)).text()
    for _ in range(ADDRESSES.burst + 2):
        response = await client.post(address, data={"csrf": hidden(saved, "csrf"), "email": "a@example.org"})
        assert response.status == 200
    assert len(await letters_of(runtime)) == ADDRESSES.burst


async def test_reading_a_draft_changes_nothing(client: Client, runtime: Runtime) -> None:
    address = await save_by_button(client, await open_form(client), outlet="Nile")
    for method in ("GET", "HEAD"):
        for path in (address, address.removesuffix("/saved")):
            response = await client.request(method, path, headers={"Sec-Purpose": "prefetch"})
            assert response.status == 200
            assert response.headers["Cache-Control"] == "no-store"
            assert "noindex" in response.headers["X-Robots-Tag"]
    assert await letters_of(runtime) == []
