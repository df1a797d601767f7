"""The step of a sign-in after the password, through the pages."""

import re

import pytest
from pyotp import TOTP

from conference.auth.logins import Accounts, Origin
from conference.auth.roles import TotpRule
from conference.auth.second_factor import begin_setup, confirm_setup
from conference.clock import ManualClock
from tests.conference.web.conftest import Client, People, sign_in, token_on

CODE, SETUP = "/staff/sign-in/code", "/staff/sign-in/setup"


@pytest.fixture
async def totp(accounts: Accounts, people: People, clock: ManualClock) -> TOTP:
    """The authenticator app of the person at the desk."""
    factor = begin_setup(accounts, people.desk.id)
    app = TOTP(factor.secret)
    await confirm_setup(accounts, people.desk, factor.sealed, app.at(clock.now()), origin=Origin("10.0.0.1"))
    clock.advance(60)
    return app


def hidden_fields(page: str) -> dict[str, str]:
    main = page.partition("<main")[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', main))


async def test_code_leads_to_the_page_that_was_wanted(
    client: Client, people: People, totp: TOTP, clock: ManualClock
) -> None:
    answer = await sign_in(client, "desk", next_="/staff/counter")
    page = await answer.text()
    assert (answer.status, "login" in answer.cookies) == (200, False)
    assert (await client.get("/staff/counter", allow_redirects=False)).status == 303
    fields = hidden_fields(page)
    wrong = await client.post(CODE, data={**fields, "code": "000000"})
    assert wrong.status == 422
    fields = hidden_fields(await wrong.text())
    right = await client.post(CODE, data={**fields, "code": totp.at(clock.now())}, allow_redirects=False)
    assert (right.status, right.headers["Location"]) == (303, "/staff/counter")
    assert (await client.get("/staff/counter")).status == 200


async def test_stale_and_forged_steps_open_nothing(
    client: Client, people: People, totp: TOTP, clock: ManualClock
) -> None:
    fields = hidden_fields(await (await sign_in(client, "desk")).text())
    code = totp.at(clock.now())
    stale = await client.post(CODE, data={**fields, "csrf": "0" * 64, "code": code})
    assert stale.status == 403
    assert hidden_fields(await stale.text())["pending"] == fields["pending"]
    for path in (CODE, SETUP):
        forged = await client.post(path, data={**fields, "pending": "forged", "code": code})
        assert forged.status == 401
        assert 'id="f-password"' in await forged.text()
    assert (await client.get(CODE, allow_redirects=False)).headers["Location"] == "/staff/sign-in"
    assert (await client.get("/staff/counter", allow_redirects=False)).status == 303


async def test_rule_shows_the_setup_before_anything_else(
    client: Client, people: People, accounts: Accounts, clock: ManualClock
) -> None:
    object.__setattr__(accounts, "totp", TotpRule(everyone=True))
    page = await (await sign_in(client, "desk", next_="/staff/counter")).text()
    secret = re.search(r'class="fingerprint"[^>]*>([A-Z2-7 ]{39})<', page)
    assert secret
    assert '<svg class="factor-qr"' in page
    assert (await client.get("/staff/counter", allow_redirects=False)).status == 303
    fields = hidden_fields(page)
    wrong = await client.post(SETUP, data={**fields, "code": "1"})
    assert secret[1] in await wrong.text()
    right = await client.post(SETUP, data={**fields, "code": TOTP(secret[1].replace(" ", "")).at(clock.now())})
    codes = re.findall(r"<li><code[^>]*>([0-9a-z-]{19})</code>", await right.text())
    assert len(codes) == 10
    onward = await client.post("/staff/sign-in", data=hidden_fields(await right.text()), allow_redirects=False)
    assert (onward.status, onward.headers["Location"]) == (303, "/staff/counter")
    client.session.cookie_jar.clear()
    fields = hidden_fields(await (await sign_in(client, "desk")).text())
    assert (await client.post(CODE, data={**fields, "code": codes[0]}, allow_redirects=False)).status == 303


async def test_guesses_say_when_to_try_again(client: Client, people: People, totp: TOTP) -> None:
    fields = hidden_fields(await (await sign_in(client, "desk")).text())
    answers = [await client.post(CODE, data={**fields, "code": "000000"}) for _ in range(6)]
    assert [answer.status for answer in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert await token_on(client, "/staff/sign-in")
