"""A change comes from our own pages or not at all."""

import hashlib
import hmac
import re

import pytest

from tests.conference.web.conftest import Client, People, sign_in, token_on


async def refusal(client: Client, data: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> str:
    answer = await client.post("/echo", data=data or {}, headers={"Accept": "application/json", **(headers or {})})
    if answer.status == 200:
        return ""
    assert answer.status == 403
    return str((await answer.json())["code"])


async def test_form_with_token_is_accepted_and_can_be_read_again(client: Client) -> None:
    token = await token_on(client, "/staff/sign-in")
    answer = await client.post("/echo", data={"csrf": token, "name": "<b>{%s}'"})
    assert (await answer.json())["name"] == "<b>{%s}'"


async def test_header_token_is_taken_too(client: Client) -> None:
    token = await token_on(client, "/staff/sign-in")
    assert await refusal(client, headers={"X-CSRF-Token": token}) == ""


async def test_no_token_another_token_and_no_cookie_are_refused(client: Client) -> None:
    token = await token_on(client, "/staff/sign-in")
    assert await refusal(client) == "csrf.stale"
    assert await refusal(client, {"csrf": token[:-1] + ("0" if token[-1] != "0" else "1")}) == "csrf.stale"
    client.session.cookie_jar.clear()
    assert await refusal(client, {"csrf": token}) == "csrf.stale"


async def test_token_of_a_visitor_is_not_the_token_of_a_login(client: Client, people: People) -> None:
    before = await token_on(client, "/staff/sign-in")
    await sign_in(client, "desk")
    assert await refusal(client, {"csrf": before}) == "csrf.stale"
    assert await refusal(client, {"csrf": await token_on(client, "/staff/password")}) == ""


@pytest.mark.parametrize("chosen", ["x", "A" * 44, "secret of another site"])
async def test_visitor_cannot_choose_their_own_secret(client: Client, chosen: str) -> None:
    client.session.cookie_jar.update_cookies({"visitor": chosen}, client.make_url("/"))
    token = hmac.new(chosen.encode(), b"rostrum csrf", hashlib.sha256).hexdigest()
    assert await refusal(client, {"csrf": token}) == "csrf.stale"
    issued = await token_on(client, "/staff/sign-in")
    assert issued != token
    assert await refusal(client, {"csrf": issued}) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://press.example.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://press.example", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_foreign_page_is_refused_even_with_the_token(client: Client, headers: dict[str, str]) -> None:
    token = await token_on(client, "/staff/sign-in")
    assert await refusal(client, {"csrf": token}, headers) == "csrf.foreign"


async def test_our_own_origin_is_the_public_address_or_the_one_asked(client: Client) -> None:
    token = await token_on(client, "/staff/sign-in")
    here = f"http://{client.host}:{client.port}"
    for origin in ("http://press.example", here):
        assert await refusal(client, {"csrf": token}, {"Origin": origin, "Sec-Fetch-Site": "same-origin"}) == ""


async def test_page_without_a_form_sets_no_cookie(client: Client) -> None:
    answer = await client.get("/en/")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("value", ["\xff", "é", "\u2028"])
async def test_cookie_that_is_not_ascii_is_no_login(client: Client, value: str) -> None:
    headers = {"Cookie": f"login={value}; language={value}"}
    assert (await client.get("/staff/sign-in", headers=headers)).status == 200


@pytest.mark.parametrize("path", ["/en/", "/staff/sign-in", "/nothing"])
async def test_foreign_host_is_told_the_public_address(client: Client, path: str) -> None:
    headers = {"Host": "evil.example", "Origin": "http://evil.example", "Accept": "text/html"}
    answer = await client.get(path, headers=headers)
    assert answer.status == 421
    page = await answer.text()
    assert 'class="button" href="http://press.example/en/"' in page
    assert "Set-Cookie" not in answer.headers
    style = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]
    assert (await client.get(style, headers=headers)).status == 200


async def test_foreign_host_cannot_post_as_its_own_origin(client: Client) -> None:
    token = await token_on(client, "/staff/sign-in")
    headers = {"Host": "evil.example", "Origin": "http://evil.example", "X-CSRF-Token": token}
    assert (await client.post("/echo", headers=headers)).status == 421


@pytest.mark.parametrize("host", ["press.example", "press.example:81", "localhost:9", "[::1]:9"])
async def test_served_host_may_post_as_its_own_origin(client: Client, host: str) -> None:
    token = await token_on(client, "/staff/sign-in")
    answer = await client.post("/echo", data={"csrf": token}, headers={"Host": host, "Origin": f"http://{host}"})
    assert answer.status == 200
