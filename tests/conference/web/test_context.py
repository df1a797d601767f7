"""Who asks, from where, in which language."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from conference.auth.roles import Role, Staff
from conference.web import client_address, language_of
from conference.web.context import SITE, Tile, read_cookie
from tests.conference.web.conftest import MakeSite


def request_of(make_site: MakeSite, path: str = "/x", proxies: int = 0, **headers: str) -> web.Request:
    app = web.Application()
    app[SITE] = make_site(proxies=proxies)
    return make_mocked_request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()}, app=app)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "unknown"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "unknown"),
        (1, "", "unknown"),
        (1, "6.6.6.6, ", "unknown"),
        (1, "203.0.113.9:40000", "203.0.113.9"),
        (1, "[2001:db8::9]:40000", "2001:db8::9"),
        (1, "garbage", "unknown"),
        (1, "6.6.6.6," * 100 + " 203.0.113.9 ", "203.0.113.9"),
    ],
)
def test_client_address_comes_from_trusted_proxies(
    make_site: MakeSite, proxies: int, forwarded: str, address: str
) -> None:
    request = request_of(make_site, proxies=proxies, X_Forwarded_For=forwarded)
    request = request.clone(remote="unknown")
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("", None),
        ("language=fr", "fr"),
        ("a=b; language=fr; c=d", "fr"),
        ("a; =b;;language = x;language=fr", "fr"),
        ("xlanguage=vi; language=", ""),
        ("language", None),
        ("a;" * 4000, None),
    ],
)
def test_own_cookie_is_found_among_others(make_site: MakeSite, header: str, value: str | None) -> None:
    assert read_cookie(request_of(make_site, Cookie=header), "language") == value


def test_client_address_is_the_last_hop_of_all_headers(make_site: MakeSite) -> None:
    app = web.Application()
    app[SITE] = make_site(proxies=1)
    lines = CIMultiDict([("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.9")])
    assert client_address(make_mocked_request("GET", "/x", headers=lines, app=app)) == "203.0.113.9"


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/ar/nothing", {"Cookie": "language=fr", "Accept_Language": "ru"}, "ar"),
        ("/x?language=es", {"Cookie": "language=fr"}, "es"),
        ("/x", {"Cookie": "language=fr", "Accept_Language": "ru"}, "fr"),
        ("/x", {"Accept_Language": "zh-TW,ru;q=0.5"}, "zh"),
        ("/x", {"Cookie": "language=de"}, "en"),
        ("/", {}, "en"),
        ("/arabic", {}, "en"),
    ],
)
def test_language_is_the_paths_then_the_choice_then_the_browsers(
    make_site: MakeSite, path: str, headers: dict[str, str], code: str
) -> None:
    assert language_of(request_of(make_site, path, 0, **headers)) == code


def test_client_address_is_read_from_the_header_of_rfc_7239(make_site: MakeSite) -> None:
    assert client_address(request_of(make_site, proxies=1, Forwarded='for="[2001:db8::9]:4711"')) == "2001:db8::9"


def test_tile_is_for_staff_with_a_permission_and_those_it_needs() -> None:
    tile = Tile("watch", "/staff/list", "look", "a.title", "a.text", also=("guard",), needs=("vet",))
    assert all(tile.is_for(staff_with(one, "vet")) for one in ("watch", "guard"))
    assert not any(tile.is_for(staff_with(one)) for one in ("watch", "guard", "vet"))


def staff_with(*permissions: str) -> Staff:
    """Return a person with one role for each permission."""
    return Staff("stf_1", "linh", "Linh", frozenset(Role(one, one) for one in permissions), "en")
