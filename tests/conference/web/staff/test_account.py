"""The page "My account"."""

import re

from conference.auth.logins import Accounts, find_staff
from conference.auth.logins import sign_in as open_login
from tests.conference.web.conftest import PASSWORD, Client, People, sign_in, token_on

PATH = "/staff/account"


async def act(client: Client, **fields: str) -> int:
    fields["csrf"] = await token_on(client, PATH)
    return (await client.post(f"{PATH}/logins", data=fields)).status


async def test_account_lists_own_logins_only(client: Client, people: People, accounts: Accounts) -> None:
    await open_login(accounts, username="desk", password=PASSWORD, address="10.9.9.1")
    await open_login(accounts, username="admin", password=PASSWORD, address="10.9.9.2")
    await client.get("/staff/sign-in", headers={"User-Agent": "x"})
    await sign_in(client, "desk")
    page = await (await client.get(PATH)).text()
    assert people.desk.name in page
    assert "10.9.9.1" in page
    assert "10.9.9.2" not in page
    assert page.count('name="login"') == 1


async def test_one_and_all_other_logins_are_ended(client: Client, people: People, accounts: Accounts) -> None:
    logins = [
        await open_login(accounts, username="desk", password=PASSWORD, address=f"10.9.9.{number}")
        for number in range(3)
    ]
    await sign_in(client, "desk")
    found = re.search(r'name="login" value="([0-9a-f]{64})"', await (await client.get(PATH)).text())
    assert found
    assert await act(client, do="one", login=found[1]) == 200
    assert [await find_staff(accounts, login.secret) for login in logins].count(None) == 1
    assert await act(client, do="one", login=found[1]) == 404
    assert await act(client, do="others") == 200
    assert [await find_staff(accounts, login.secret) for login in logins] == [None] * 3
    assert 'name="do"' not in await (await client.get(PATH)).text()


async def test_language_is_saved_on_the_account_page(client: Client, people: People) -> None:
    await sign_in(client, "admin")
    form = {"csrf": await token_on(client, PATH), "language": "fr", "next": PATH}
    page = await (await client.post("/staff/language", data=form)).text()
    assert '<html lang="fr"' in page
    assert "Mon compte" in page
