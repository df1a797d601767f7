"""Page of a person on a list."""

from tests.support.accreditation_pages import Client, fill_in
from tests.support.crew_pages import add_people, open_crew, send, services_of

TABLE = "Name;E-mail;Function\nLê Văn An;an@example.org;reporter\n"


async def invitation_of(client: Client) -> str:
    """Invite a person; return the path of the person's page."""
    await add_people(client, await open_crew(client), TABLE)
    services = services_of(client)
    async with services.transactions.read() as transaction:
        (member,) = await services.members.list_of_outlet(transaction, "out_1")
    return f"/en/crew/{services.links.secret_of_member(member)}"


async def test_person_applies_with_a_form_that_is_filled_in(client: Client) -> None:
    page = await invitation_of(client)
    status, form = await send(client, page, page, {"act": "apply"})
    assert (status, form.startswith("/en/apply/drafts/")) == (303, True)
    html = await (await client.get(form)).text()
    assert 'value="Lê Văn An"' in html
    assert 'value="Sao Mai News"' in html
    changed = {"native_name": "Lê Văn An", "outlet": "Another outlet", "email": "an@example.org"}
    done = await fill_in(client, reading="en", page=html, **changed)  # type: ignore[arg-type]
    assert done.status == 303
    services = services_of(client)
    async with services.transactions.read() as transaction:
        (member,) = await services.members.list_of_outlet(transaction, "out_1")
        one = await services.applications.applications.find_by_secret(transaction, member.form_hash or "")
    assert one is not None
    assert one.outlet_id == "out_1"
    assert "/apply/link" in await (await client.get(page)).text()


async def test_person_declines(client: Client) -> None:
    page = await invitation_of(client)
    assert await send(client, page, page, {"act": "decline"}) == (303, page)
    html = await (await client.get(page)).text()
    assert 'value="apply"' not in html
    assert (await client.get(f"{page}x")).status == 404


async def test_unknown_button_is_refused(client: Client) -> None:
    page = await invitation_of(client)
    assert (await send(client, page, page, {"act": "none"}))[0] == 422
