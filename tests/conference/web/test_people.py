"""The administrator's page."""

from conference.auth.logins import Accounts
from conference.auth.people import list_staff
from tests.conference.roles import INSPECTOR
from tests.conference.web.conftest import PASSWORD, Client, People, sign_in, token_on


async def post(client: Client, path: str, **fields: object) -> tuple[int, str]:
    form = [("csrf", await token_on(client, "/staff/people"))]
    for name, value in fields.items():
        form += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    answer = await client.post(path, data=form)
    return answer.status, await answer.text()


NEW = {"name": "Lê Văn Bảo", "username": "bao", "language": "vi", "password": PASSWORD}


async def test_page_is_for_administrators(client: Client, people: People) -> None:
    await sign_in(client, "desk")
    assert (await client.get("/staff/people")).status == 403
    assert (await client.get(f"/staff/people/{people.desk.id}")).status == 403


async def test_person_is_added_and_signs_in(client: Client, people: People) -> None:
    await sign_in(client, "admin")
    status, page = await post(client, "/staff/people", **NEW, roles=["inspector", "clerk"])
    assert status == 200
    assert "Lê Văn Bảo" in page
    assert "notice-good" in page
    client.session.cookie_jar.clear()
    assert (await sign_in(client, "bao")).status == 303


async def test_refused_form_keeps_typed_values_except_the_password(client: Client, people: People) -> None:
    await sign_in(client, "admin")
    roles = ["inspector", "auditor"]
    status, page = await post(client, "/staff/people", **{**NEW, "username": "desk"}, roles=roles)
    assert status == 422
    assert 'id="f-roles-error"' in page
    assert 'value="Lê Văn Bảo"' in page
    assert page.count(" checked") == 2
    assert PASSWORD not in page
    status, page = await post(client, "/staff/people", **{**NEW, "username": "desk"}, roles=["clerk"])
    assert "The user name \u2068desk\u2069 is taken" in page or "The user name desk is taken" in page


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
