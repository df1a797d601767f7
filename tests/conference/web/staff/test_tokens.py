"""The page of a person's own tokens, and those of a person on the administrator's page."""

import re

from conference.api.tokens import NewToken, TokenError, add_token, find_bearer, list_tokens
from conference.auth.logins import Accounts
from tests.conference.roles import CLERK
from tests.conference.web.conftest import Client, People, sign_in, token_on

PATH = "/staff/account/tokens"


async def make(client: Client, **fields: str) -> tuple[int, str]:
    form = {"name": "Newsroom", "scopes": CLERK.permission, "access": "read", "days": "30", **fields}
    response = await client.post(PATH, data={**form, "csrf": await token_on(client, PATH)})
    return response.status, await response.text()


async def test_token_is_shown_once(client: Client, people: People, accounts: Accounts) -> None:
    await sign_in(client, "desk")
    status, page = await make(client)
    secret = re.search(r"rst_[\w-]+", page)
    assert status == 200
    assert secret
    assert (await find_bearer(accounts, secret[0])).reads_only
    listed = await (await client.get(PATH)).text()
    assert "Newsroom" in listed
    assert secret[0] not in listed


async def test_form_keeps_what_was_typed_after_an_error(client: Client, people: People, accounts: Accounts) -> None:
    await sign_in(client, "desk")
    for field, value in (("scopes", "administer"), ("days", "0"), ("days", "x"), ("access", "x"), ("name", "")):
        status, page = await make(client, **{"name": "Kept <b>", field: value})
        assert status == 422
        assert f'id="f-{field}-error"' in page
        assert field == "name" or 'value="Kept &lt;b&gt;"' in page
    assert await list_tokens(accounts) == []


async def test_own_token_is_revoked_and_no_other(client: Client, people: People, accounts: Accounts) -> None:
    new = NewToken("n", frozenset({CLERK.permission}), 1)
    own = await add_token(accounts, new, owner=people.desk)
    foreign = await add_token(accounts, NewToken("f", frozenset({"administer"}), 1), owner=people.administrator)
    await sign_in(client, "desk")
    form = {"csrf": await token_on(client, PATH)}
    assert (await client.post(f"{PATH}/{foreign.token.id}/revocation", data=form)).status == 404
    assert (await client.post(f"{PATH}/{own.token.id}/revocation", data=form)).status == 200
    assert [one.id for one in await list_tokens(accounts)] == [foreign.token.id]


async def test_administrator_revokes_the_token_of_a_person(client: Client, people: People, accounts: Accounts) -> None:
    issued = await add_token(accounts, NewToken("n", frozenset({CLERK.permission}), 1), owner=people.desk)
    await sign_in(client, "admin")
    path = f"/staff/people/{people.desk.id}"
    form = {"csrf": await token_on(client, path), "do": "token", "token": issued.token.id}
    assert (await client.post(path, data=form)).status == 200
    try:
        await find_bearer(accounts, issued.secret)
    except TokenError:
        return
    raise AssertionError("the token still opens something")
