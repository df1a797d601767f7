"""The page of a person's own second factor, and its reset by an administrator."""

import re

from pyotp import TOTP

from conference.auth.logins import Accounts
from conference.auth.roles import TotpRule
from conference.clock import ManualClock
from tests.conference.web.conftest import Client, People, sign_in, token_on

PATH = "/staff/account/second-factor"


async def turn_on(client: Client, clock: ManualClock) -> tuple[TOTP, str]:
    """Set up the second factor of the person who is signed in; return the app and the page of the recovery codes."""
    page = await (await client.get(PATH)).text()
    setup, secret = re.search(r'name="setup" value="([^"]+)"', page), re.search(r">([A-Z2-7 ]{39})<", page)
    assert setup
    assert secret
    app = TOTP(secret[1].replace(" ", ""))
    form = {"csrf": await token_on(client, PATH), "do": "on", "setup": setup[1], "code": app.at(clock.now())}
    return app, await (await client.post(PATH, data=form)).text()


async def act(client: Client, do: str, code: str) -> tuple[int, str]:
    answer = await client.post(PATH, data={"csrf": await token_on(client, PATH), "do": do, "code": code})
    return answer.status, await answer.text()


async def test_second_factor_is_turned_on_and_off(client: Client, people: People, clock: ManualClock) -> None:
    await sign_in(client, "desk")
    app, page = await turn_on(client, clock)
    assert len(re.findall(r"<li><code[^>]*>[0-9a-z-]{19}</code>", page)) == 10
    clock.advance(30)
    status, page = await act(client, "off", "000000")
    assert status == 422
    assert 'id="f-code-error"' in page
    status, page = await act(client, "renew", app.at(clock.now()))
    assert (status, "recovery-codes" in page) == (200, True)
    clock.advance(30)
    status, page = await act(client, "off", app.at(clock.now()))
    assert (status, "notice-good" in page) == (200, True)


async def test_wrong_first_code_keeps_the_secret(client: Client, people: People) -> None:
    await sign_in(client, "desk")
    page = await (await client.get(PATH)).text()
    setup, secret = re.search(r'name="setup" value="([^"]+)"', page), re.search(r">([A-Z2-7 ]{39})<", page)
    assert setup
    assert secret
    form = {"csrf": await token_on(client, PATH), "do": "on", "setup": setup[1], "code": "1"}
    answer = await client.post(PATH, data=form)
    assert answer.status == 422
    assert secret[1] in await answer.text()


async def test_rule_hides_turning_off(client: Client, people: People, accounts: Accounts, clock: ManualClock) -> None:
    await sign_in(client, "desk")
    app, _ = await turn_on(client, clock)
    object.__setattr__(accounts, "totp", TotpRule(everyone=True))
    assert 'value="off"' not in await (await client.get(PATH)).text()
    clock.advance(30)
    assert (await act(client, "off", app.at(clock.now())))[0] == 409


async def test_administrator_resets_the_second_factor(client: Client, people: People, clock: ManualClock) -> None:
    await sign_in(client, "desk")
    await turn_on(client, clock)
    client.session.cookie_jar.clear()
    await sign_in(client, "admin")
    path = f"/staff/people/{people.desk.id}"
    assert 'value="second_factor"' in await (await client.get(path)).text()
    form = {"csrf": await token_on(client, path), "do": "second_factor"}
    page = await (await client.post(path, data=form)).text()
    assert "notice-good" in page
    assert 'value="second_factor"' not in page
    client.session.cookie_jar.clear()
    assert (await sign_in(client, "desk")).status == 303
