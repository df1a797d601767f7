"""The administrator's page."""

import re

from conference.auth.letters import StaffMail
from conference.auth.logins import Accounts, find_staff
from conference.auth.logins import sign_in as open_login
from conference.auth.people import get_account, list_staff
from tests.conference.roles import INSPECTOR
from tests.conference.web.conftest import PASSWORD, Client, MakeClient, People, sign_in, token_on
from tests.support.kept_letters import KeptLetters


async def post(client: Client, path: str, **fields: object) -> tuple[int, str]:
    form = [("csrf", await token_on(client, "/staff/people"))]
    for name, value in fields.items():
        form += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    answer = await client.post(path, data=form)
    return answer.status, await answer.text()


NEW = {"name": "Lê Văn Bảo", "username": "bao", "email": "bao@press.example", "language": "vi"}


async def test_page_is_for_administrators(client: Client, people: People) -> None:
    await sign_in(client, "desk")
    assert (await client.get("/staff/people")).status == 403
    assert (await client.get(f"/staff/people/{people.desk.id}")).status == 403


async def test_person_is_invited_by_mail(client: Client, people: People, letters: KeptLetters) -> None:
    await sign_in(client, "admin")
    status, page = await post(client, "/staff/people", **NEW, roles=["inspector", "clerk"])
    assert status == 200
    assert "Lê Văn Bảo" in page
    assert "notice-good" in page
    assert letters.last_secret not in page
    assert [letter.address for letter in letters.requests] == ["bao@press.example"]
    path = re.search(
        r'href="(/staff/people/stf_[^"]+)"[^>]*><bdi[^>]*>Lê', await (await client.get("/staff/people")).text()
    )
    assert path
    assert (await post(client, path[1], do="invited"))[0] == 200
    assert len(letters.requests) == 2


async def test_link_is_shown_once_without_mail(make_client: MakeClient, accounts: Accounts, people: People) -> None:
    object.__setattr__(accounts, "mail", StaffMail(address="http://press.example"))
    client = await make_client()
    await sign_in(client, "admin")
    status, page = await post(client, "/staff/people", **NEW, roles=["clerk"])
    assert status == 200
    found = re.search(r"http://press\.example(/staff/links/[^?<]+)\?language=vi", page)
    assert found
    person = re.search(r'href="(/staff/people/stf_[^"]+)"', page)
    assert person
    assert "/staff/links/" not in await (await client.get(person[1])).text()
    assert (await client.get(found[1])).status == 200


async def test_refused_form_keeps_typed_values(client: Client, people: People, letters: KeptLetters) -> None:
    await sign_in(client, "admin")
    roles = ["inspector", "auditor"]
    status, page = await post(client, "/staff/people", **{**NEW, "email": "bao"}, roles=roles)
    assert status == 422
    assert 'id="f-roles-error"' in page
    assert 'id="f-email-error"' in page
    assert 'value="Lê Văn Bảo"' in page
    assert page.count(" checked") == 2
    status, page = await post(client, "/staff/people", **{**NEW, "username": "desk"}, roles=["clerk"])
    assert "The user name \u2068desk\u2069 is taken" in page or "The user name desk is taken" in page
    assert letters.requests == []


async def test_address_is_changed_and_refused(client: Client, people: People, accounts: Accounts) -> None:
    await sign_in(client, "admin")
    path = f"/staff/people/{people.desk.id}"
    assert (await post(client, path, do="email", email="desk@press.example"))[0] == 200
    status, page = await post(client, path, do="email", email="nowhere")
    assert status == 422
    assert 'value="nowhere"' in page
    assert (await get_account(accounts, people.desk.id)).email == "desk@press.example"


async def test_person_is_signed_out_everywhere(client: Client, people: People, accounts: Accounts) -> None:
    login = await open_login(accounts, username="desk", password=PASSWORD, address="10.0.0.1")
    await sign_in(client, "admin")
    assert (await post(client, f"/staff/people/{people.desk.id}", do="logins"))[0] == 200
    assert await find_staff(accounts, login.secret) is None


async def test_roles_are_changed_and_unknown_ones_ignored(client: Client, people: People, accounts: Accounts) -> None:
    await sign_in(client, "admin")
    path = f"/staff/people/{people.desk.id}"
    assert (await post(client, path, do="roles", roles=["inspector", "king"]))[0] == 200
    roles = {account.staff.username: account.staff.roles for account in await list_staff(accounts)}
    assert roles["desk"] == {INSPECTOR}
    assert (await post(client, path, do="roles"))[0] == 422


async def test_account_is_switched_off_and_on(client: Client, people: People) -> None:
    await sign_in(client, "admin")
    path = f"/staff/people/{people.desk.id}"
    _, page = await post(client, path, do="disabled")
    assert "Deactivated" in page
    _, page = await post(client, path, do="enabled")
    assert "Active" in page


async def test_own_account_cannot_be_switched_off(client: Client, people: People) -> None:
    await sign_in(client, "admin")
    path = f"/staff/people/{people.administrator.id}"
    assert "disabled" not in await (await client.get(path)).text()
    assert (await post(client, path, do="disabled"))[0] == 409


async def test_unknown_person_and_unknown_act(client: Client, people: People) -> None:
    await sign_in(client, "admin")
    assert (await client.get("/staff/people/stf_none")).status == 404
    assert (await post(client, f"/staff/people/{people.desk.id}", do="sing"))[0] == 422
