"""The prefix of a site on a shared host: taken off requests, put on addresses and cookies."""

from urllib.parse import urlsplit

import pytest

from conference.web.prefix import inside
from tests.conference.web.conftest import MakeClient, MakeSite


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/press/staff/?a=1", "/staff/?a=1"),
        ("/press/", "/"),
        ("/press", "/"),
        ("/press?a=/press/", "/?a=/press/"),
        ("/staff/", "/staff/"),
        ("/pressroom/", "/pressroom/"),
        ("/press/press/x", "/press/x"),
        ("/press//evil.example/", "//evil.example/"),
        ("/PRESS/x", "/PRESS/x"),
    ],
)
def test_the_prefix_is_taken_off_once_and_need_not_be_there(target: str, found: str) -> None:
    assert inside(target, "/press") == found
    assert inside(target, "") == target


def test_own_address_never_leads_to_another_host(make_site: MakeSite) -> None:
    for public_url, begins in (
        ("https://a.example", ""),
        ("https://a.example/b/", "/b"),
        ("https://a.example/b/c", "/b/c"),
    ):
        site = make_site(public_url=public_url)
        assert site.prefix == begins
        assert site.url("/staff/") == f"{begins}/staff/"
        assert site.url("//evil.example/") == f"{begins}/evil.example/"
        assert site.asset("conference/static/base.css").startswith(f"{begins}/static/")


@pytest.mark.parametrize(
    ("public_url", "name"),
    [
        ("https://press.example", "__Host-visitor"),
        ("https://press.example/press", "__Secure-visitor"),
        ("http://press.example/press", "visitor"),
    ],
)
async def test_cookies_are_as_guarded_as_their_address_allows(
    make_client: MakeClient, public_url: str, name: str
) -> None:
    response = await (await make_client(public_url=public_url)).get("/staff/sign-in")
    [cookie] = response.cookies.values()
    assert (cookie.key, cookie["path"]) == (name, urlsplit(public_url).path.rstrip("/") + "/")
