"""Signing in through the pages."""

import re

import pytest

from conference.auth.logins import Accounts
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import ADMINISTRATOR
from conference.clock import ManualClock
from tests.conference.roles import CLERK
from tests.conference.web.conftest import PASSWORD, Client, MakeClient, People, sign_in, token_on


async def test_person_signs_in_and_arrives_at_what_they_may_do(client: Client, people: People) -> None:
    answer = await sign_in(client, "desk")
    assert (answer.status, answer.headers["Location"]) == (303, "/staff/")
    home = await client.get("/staff/", allow_redirects=False)
    assert (home.status, home.headers["Location"]) == (303, "/staff/counter")


async def test_home_has_a_tile_with_its_number_for_each_page(
    client: Client, people: People, accounts: Accounts
) -> None:
    new = NewStaff("both", "Both", frozenset({CLERK, ADMINISTRATOR}), "ar", PASSWORD)
    await create_staff(accounts, new)
    await sign_in(client, "both")
    page = await (await client.get("/staff/")).text()
    assert '<html lang="ar" dir="rtl"' in page
    assert 'href="/staff/counter"' in page
    assert 'href="/staff/people"' in page
    assert page.count('class="tile-number"') == 1
    assert ">7</bdi>" in page


async def test_tile_of_a_page_that_is_not_served_is_not_shown(client: Client, people: People) -> None:
    await sign_in(client, "officer")
    page = await (await client.get("/staff/")).text()
    assert "/staff/not-served" not in page
    assert 'class="empty"' in page


async def test_login_cookie_is_out_of_reach_of_scripts(client: Client, people: People) -> None:
    cookie = (await sign_in(client, "desk")).headers["Set-Cookie"]
    assert cookie.startswith("login=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_over_https_cookies_insist_on_it(make_client: MakeClient, people: People) -> None:
    client = await make_client(public_url="https://press.example")
    page = await client.get("/staff/sign-in")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-visitor=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(("username", "password"), [("desk", "wrong password"), ("nobody", PASSWORD)])
async def test_wrong_sign_in_is_explained_and_keeps_the_name(
    client: Client, people: People, username: str, password: str
) -> None:
    await client.get("/staff/sign-in?language=vi")
    answer = await sign_in(client, username, password)
    page = await answer.text()
    assert answer.status == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in page
    assert f'value="{username}"' in page
    assert password not in page


async def test_wrong_sign_in_is_told_above_the_fields(client: Client, people: People) -> None:
    page = await (await sign_in(client, "desk", "wrong password")).text()
    assert page.index('role="alert"') < page.index('id="f-username"')
    assert "field-error" not in page
    focused = re.findall(r"<input[^>]* autofocus[^>]*>", page)
    assert len(focused) == 1
    assert 'name="password"' in focused[0]
    assert page.count('aria-describedby="sign-in-problem"') == 2
    first = re.findall(r"<input[^>]* autofocus[^>]*>", await (await client.get("/staff/sign-in")).text())
    assert len(first) == 1
    assert 'name="username"' in first[0]


async def test_too_many_attempts_get_retry_after(client: Client, people: People) -> None:
    for _ in range(5):
        await sign_in(client, "desk", "wrong password")
    answer = await sign_in(client, "desk")
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "30"
    assert "30" in await answer.text()


async def test_forwarded_address_of_the_client_is_ignored(client: Client, people: People) -> None:
    statuses = []
    for n in range(6):
        forged = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "Forwarded"), f"203.0.113.{n}")
        client.session.headers.update(forged)
        statuses.append((await sign_in(client, "desk", "wrong password")).status)
    assert statuses == [422] * 5 + [429]


async def test_page_for_staff_leads_to_the_sign_in_and_back(client: Client, people: People) -> None:
    answer = await client.get("/staff/counter?page=2", allow_redirects=False)
    assert answer.headers["Location"] == "/staff/sign-in?next=/staff/counter?page%3D2"
    form = await (await client.get(answer.headers["Location"])).text()
    assert 'name="next" value="/staff/counter?page=2"' in form
    assert (await sign_in(client, "desk", next_="/staff/counter?page=2")).headers["Location"] == "/staff/counter?page=2"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/staff//evil.example",
        "/ar/",
        "/staffevil",
        "javascript:1",
    ],
)
async def test_sign_in_never_leads_to_another_site(client: Client, people: People, elsewhere: str) -> None:
    assert (await sign_in(client, "desk", next_=elsewhere)).headers["Location"] == "/staff/"


async def test_sign_out_ends_the_login_and_leaves_storage_alone(client: Client, people: People) -> None:
    await sign_in(client, "desk")
    token = await token_on(client, "/staff/password")
    answer = await client.post("/staff/sign-out", data={"csrf": token}, allow_redirects=False)
    assert answer.headers["Location"] == "/staff/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert (await client.get("/staff/", allow_redirects=False)).status == 303


async def test_login_is_over_after_its_time(client: Client, people: People, clock: ManualClock) -> None:
    await sign_in(client, "desk")
    assert (await client.get("/staff/counter")).status == 200
    clock.advance(9 * 3600)
    assert (await client.get("/staff/counter", allow_redirects=False)).status == 303
    asked = await client.get("/staff/counter", headers={"Accept": "application/json"})
    assert (asked.status, (await asked.json())["code"]) == (401, "signed_out")


async def test_language_one_works_in_is_kept_with_the_person(client: Client, people: People) -> None:
    await sign_in(client, "desk")
    form = {"csrf": await token_on(client, "/staff/password"), "language": "ru", "next": "/staff/counter"}
    answer = await client.post("/staff/language", data=form, allow_redirects=False)
    assert answer.headers["Location"] == "/staff/counter"
    assert '<html lang="ru" dir="ltr"' in await (await client.get("/staff/password")).text()


async def test_password_change_needs_the_current_one(client: Client, people: People) -> None:
    await sign_in(client, "desk")
    form = {"csrf": await token_on(client, "/staff/password"), "current": PASSWORD, "password": "a new long one"}
    differing = await client.post("/staff/password", data={**form, "repeat": "another"})
    assert differing.status == 422
    assert 'id="f-repeat-error"' in await differing.text()
    wrong = await client.post("/staff/password", data={**form, "repeat": "a new long one", "current": "nope"})
    assert 'id="f-current-error"' in await wrong.text()
    done = await client.post("/staff/password", data={**form, "repeat": "a new long one"})
    assert done.status == 200
    assert "notice-good" in await done.text()
    client.session.cookie_jar.clear()
    assert (await sign_in(client, "desk", "a new long one")).status == 303
