"""A site below a path prefix: all its addresses begin with the prefix, and other paths are refused."""

import json
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from conference.clock import ManualClock
from rostrum.app import make_application
from rostrum.packages import PACKAGES
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.runner import Runner
from rostrum.settings import OUR_PATHS, Settings
from tests.support.accreditation_pages import PASSWORD, apply, hidden
from tests.support.badge_office import GATE
from tests.support.passwords import cheap_passwords
from tests.support.whole_site import fill_site, kind_of

ROOT = Path(__file__).parents[2]
PREFIX = "/press"
LANGUAGES_READ = ("en", "ar")
EACH_KIND = 2
"""Pages of one kind that are read: the second shows what the first one's address hides."""

Client = TestClient[web.Request, web.Application]


class SharedHost(TestServer):
    """A server as the program runs it, with the runner that knows of prefixes."""

    async def _make_runner(self, **kwargs: Any) -> Runner:
        return Runner(self.app, **kwargs)


class Addresses(HTMLParser):
    """Every address that a page names: links, forms, files, and what its data blocks hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction") or name.endswith("-address"):
                self.found.append((f"{tag} {name}", value or ""))
        self._in_data = ("type", "application/json") in attrs

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.found += [("data", text) for text in texts_of(json.loads(data)) if re.match(r"/\w", text)]
            self._in_data = False


def texts_of(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts_of(each)
        case list():
            for each in value:
                yield from texts_of(each)


def leads_out(address: str, page: str, origin: str) -> bool:
    """Whether an address on a page of ours leads to our host and there past the prefix, or to another host."""
    whole = urlsplit(urljoin(origin + page, address))
    if whole.scheme not in ("http", "https"):
        return False
    return f"{whole.scheme}://{whole.netloc}" != origin or not whole.path.startswith(f"{PREFIX}/")


@pytest.fixture
async def runtime(tmp_path: Path, sqlite_template: Path, clock: ManualClock) -> AsyncIterator[Runtime]:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    cheap = cheap_passwords()
    settings = Settings(data_dir=tmp_path, public_url=f"http://press.example{PREFIX}/")
    async with open_runtime(settings, clock=clock) as opened:
        yield replace(opened, accounts=replace(opened.accounts, passwords=cheap))


@dataclass(frozen=True)
class Site:
    """The whole program below the prefix, with something on every page."""

    client: Client
    runtime: Runtime
    status_page: str

    async def get(self, address: str, **options: Any) -> ClientResponse:
        return await self.client.get(address, headers={"Host": "press.example"}, allow_redirects=False, **options)

    async def enter(self, username: str) -> ClientResponse:
        page = await (await self.get(f"{PREFIX}/staff/sign-in")).text()
        form = {"csrf": hidden(page, "csrf"), "username": username, "password": PASSWORD, "next": ""}
        return await self.client.post(f"{PREFIX}/staff/sign-in", data=form, allow_redirects=False)


@pytest.fixture
async def site(runtime: Runtime, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Site]:
    await fill_site(runtime, clock, tmp_path)
    async with TestClient(SharedHost(make_application(runtime))) as client:
        location = await apply(client, reading="press/ar")
        yield Site(client, runtime, location)


@pytest.mark.parametrize("prefix", [PREFIX, ""])
async def test_proxy_may_keep_or_remove_the_prefix(site: Site, prefix: str) -> None:
    response = await site.get(f"{prefix}/staff/badges?q=a%2Fb")
    assert (response.status, response.headers["Location"]) == (
        303,
        f"{PREFIX}/staff/sign-in?next=/staff/badges?q%3Da/b",
    )
    for path, status in (("/en/", 200), ("/healthz", 200), ("/feed/v1/en/board.json", 200), ("/nothing", 404)):
        assert (await site.get(prefix + path)).status == status
    assert (await site.get(prefix or "/")).headers["Location"] == f"{PREFIX}/en/"
    worker = await site.get(f"{prefix}/screen-worker.mjs")
    assert worker.headers["Service-Worker-Allowed"] == f"{PREFIX}/"


async def test_sign_in_cookie_is_limited_to_the_prefix(site: Site) -> None:
    response = await site.enter("all-en")
    assert (response.status, response.headers["Location"]) == (303, f"{PREFIX}/staff/")
    assert response.cookies["login"]["path"] == f"{PREFIX}/"
    page = await (await site.get(f"{PREFIX}/staff/badges")).text()
    form = {"csrf": hidden(page, "csrf"), "language": "fr", "next": "/staff/badges"}
    response = await site.client.post(f"{PREFIX}/staff/language", data=form, allow_redirects=False)
    assert response.headers["Location"] == f"{PREFIX}/staff/badges"


async def test_pages_link_to_addresses_under_the_prefix_only(site: Site) -> None:
    await site.enter("all-en")
    origin = "http://press.example"
    starts = ["", "/staff/", "/doors/", "/screens/lobby", *(f"/{code}/screens/lobby" for code in LANGUAGES_READ)]
    waiting = [
        *(PREFIX + start for start in starts),
        site.status_page,
        f"{PREFIX}/nothing",
        f"{PREFIX}/en/screens/rooms/x",
    ]
    seen, kinds, out = set(waiting), Counter[str](), []
    while waiting:
        page = waiting.pop()
        response = await site.get(page)
        assert response.status < 400 or page.endswith(("/nothing", "/x")), (response.status, page)
        if "Location" in response.headers:
            found = [("Location", response.headers["Location"])]
        elif response.content_type == "text/html":
            found = Addresses(await response.text()).found
        elif response.content_type == "text/css":
            found = [("url()", url) for url in re.findall(r'url\("?([^)"]+)', await response.text())][:3]
        else:
            continue
        out += [(page, *each) for each in found if leads_out(each[1], page, origin)]
        for what, address in found:
            target = urljoin(page, address).split("#")[0].removeprefix(origin)
            path, kind = urlsplit(target).path, kind_of(target)
            elsewhere = re.match(rf"{PREFIX}/({'|'.join(['zh', 'fr', 'ru', 'es', 'vi'])})/", path)
            if re.search("action|data", what) or target in seen or elsewhere or not path.startswith(f"{PREFIX}/"):
                continue
            kinds[kind] += 1
            if kinds[kind] <= EACH_KIND and not path.endswith((".ics", "/small", ".woff")):
                seen.add(target)
                waiting.append(target)
    assert out == []
    assert f"{origin}{site.status_page}" in await (await site.get(site.status_page)).text()
    read = {re.sub(rf"^{PREFIX}", "", kind).split("?")[0] for kind in kinds}
    expected = {
        "/staff/people",
        "/staff/badges",
        "/staff/vetting/accreditation",
        "/staff/doors",
        "/staff/doors/pin",
        "/staff/command",
        "/staff/command/evacuation",
        "/doors/manifest.webmanifest",
        "/staff/console",
        "/*/apply",
    }
    assert expected <= read, sorted(read)
    assert len(seen) > 60


async def test_browser_is_enrolled_at_the_address_of_the_site(site: Site) -> None:
    await site.enter("all-en")
    page = await (await site.get(f"{PREFIX}/staff/doors")).text()
    form = {"csrf": hidden_meta(page), "door": GATE}
    told = await site.client.post(f"{PREFIX}/staff/doors/enrol", data=form, allow_redirects=False)
    assert told.headers["Location"].startswith(f"{PREFIX}/doors/#enrol=")
    offer = {"csrf": hidden_meta(page), "name": "Phone", "until": "2025-10-25", "doors": GATE}
    shown = await site.client.post(f"{PREFIX}/staff/doors/devices", data=offer)
    assert f"http://press.example{PREFIX}/doors/" in await shown.text()
    worker = await (await site.get(f"{PREFIX}/doors/worker.mjs")).text()
    kept = json.loads(worker.split("self.KEPT = ", 1)[1].split(";\n", 1)[0])
    assert {path[: len(PREFIX) + 1] for path in (*kept["files"], *kept["pages"])} == {f"{PREFIX}/"}
    code = told.headers["Location"].rpartition("=")[2]
    enrolled = await (await site.client.post(f"{PREFIX}/doors/v1/enrol", json={"code": code})).json()
    headers = {"Authorization": f"Bearer {enrolled['token']}"}
    listed = await (await site.client.get(f"{PREFIX}/doors/v1/list", headers=headers)).json()
    photo = f"{PREFIX}/doors/v1/photos/{listed['people'][0]['photo']}.jpg"
    assert (await site.client.get(photo, headers=headers)).status == 200
    assert (await site.client.post(f"{PREFIX}/doors/v1/sync", json={"wait_s": 0}, headers=headers)).status == 200


def hidden_meta(html: str) -> str:
    match = re.search(r'<meta name="csrf" content="([^"]+)"', html)
    assert match
    return match[1]


async def test_path_of_an_own_page_cannot_be_a_prefix(runtime: Runtime) -> None:
    resources = [resource.canonical for resource in make_application(runtime).router.resources()]
    begin = {path.split("/")[1] for path in resources} - {""}
    assert {name for name in begin if not name.startswith("{")} <= set(OUR_PATHS)


def test_templates_scripts_and_styles_use_relative_paths() -> None:
    """Templates begin addresses with `{{ root }}`, scripts with `SITE` or their own address, styles relatively."""
    attribute = re.compile(r"""(?:href|src|action|formaction|-address|hx-\w+)=["'](?:/|\{\{ ["']/)|url\(["']?/""")
    ours = "staff|static|feed|fonts|doors|screens|screen-worker|applications|healthz|readyz"
    literal = re.compile(rf"""["'`]/(?:{ours})\b""")
    wrong = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if "vendor" in path.parts or path.suffix not in (".html", ".mjs", ".css", ".svg"):
                continue
            pattern = literal if path.suffix == ".mjs" else attribute
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if pattern.search(line) and not line.lstrip().startswith(("*", "/*")):
                    wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert wrong == []


def test_address_in_python_code_begins_with_the_root() -> None:
    """What a template puts into an address by an expression alone has been given the root before."""
    attribute = re.compile(r"""(?:href|src|action|formaction|-address|hx-\w+)="\{\{ ?(\w+)""")
    given = {"root", "main_root", "asset", "look_file", "data_address", "target", "action", "path", "place", "base"}
    given |= {"address", "addresses", "default_address", "calendar", "way", "oembed"}
    pages = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("templates/*.html"))]
    assert len(pages) > 30
    for path in pages:
        found = set(attribute.findall(path.read_text(encoding="utf-8")))
        assert found <= given, path
