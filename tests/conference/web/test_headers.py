"""Every answer carries its headers, whatever it is."""

import pytest

from tests.conference.web.conftest import ASSETS, Client, MakeClient

EVERYWHERE = ["/en/", "/nothing", "/break", "/staff/", "/staff/sign-in"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_is_guarded(client: Client, path: str) -> None:
    headers = (await client.get(path, allow_redirects=False)).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Server"] == "rostrum"
    assert headers["X-Request-Id"].startswith("req_")
    assert "Strict-Transport-Security" not in headers


async def test_static_file_has_the_headers_that_matter_for_it(client: Client) -> None:
    headers = (await client.get(ASSETS.url("conference/static/base.css"))).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert policy == ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Request-Id"].startswith("req_")


async def test_page_of_a_signed_in_person_is_not_stored(client: Client) -> None:
    assert (await client.get("/staff/sign-in")).headers["Cache-Control"] == "no-store"
    assert (await client.get("/nothing")).headers["Cache-Control"] == "no-store"


async def test_request_number_of_a_proxy_is_believed_only_behind_one(make_client: MakeClient) -> None:
    asked = {"X-Request-Id": "from-the-proxy-1"}
    alone, behind = await make_client(), await make_client(proxies=1)
    assert (await alone.get("/en/", headers=asked)).headers["X-Request-Id"] != "from-the-proxy-1"
    assert (await behind.get("/en/", headers=asked)).headers["X-Request-Id"] == "from-the-proxy-1"
    odd = {"X-Request-Id": "<script>"}
    assert (await behind.get("/en/", headers=odd)).headers["X-Request-Id"].startswith("req_")
