"""A form of staff without a valid token or login is not carried out, and comes back filled in for its person (F2)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from aiohttp.web import AbstractRoute
from sqlalchemy import func, select

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from conference.auth.logins import sign_out
from conference.auth.people import NewStaff, create_staff
from conference.auth.sealed_forms import KEPT_FOR
from conference.clock import ManualClock
from conference.storage.audit import audit_log
from conference.web.unsent.showing import place_of
from rostrum.app import make_application
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.roles import ACCREDITATION_OFFICER, OPERATOR
from rostrum.runtime import Runtime
from tests.conftest import MORNING, open_cheap_runtime
from tests.support.accreditation_pages import PASSWORD, Client, enter_again
from tests.support.html_forms import FIXED, Control, Form, posting_forms
from tests.support.lasting_server import LastingServer
from tests.support.whole_site import fill_site, read_pages

NOTHING_TYPED = {
    *("/staff/sign-in", "/staff/sign-in/code", "/staff/sign-in/setup", "/staff/sign-in/forgotten"),
    *("/staff/links/{secret}",),
    *("/staff/sign-out", "/staff/language"),
}
"""Paths whose forms are not shown again: those without a login keep what they need themselves, the others have buttons
alone."""

PAGES = ("/staff/", "/staff/doors/pin", "/staff/people", "/staff/vetting/accreditation?filter=all",
         "/staff/badges?shelf=all", "/staff/badges/print", "/staff/console", "/staff/console?template=own",
         "/staff/command")  # fmt: skip
TEXT = "&lt;b&gt;&amp;"
"""Part of what is typed into the areas of forms, as HTML."""

USERNAME = "all-en"
SECRET = "correct-horse-battery-staple"
ONE_TIME = {"code"}
"""Fields of one-time codes, which are readable while they are typed, and secret."""

one_site = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Desk:
    """A person at a browser, and the forms that the pages of staff show this person, by what they do."""

    client: Client
    runtime: Runtime
    forms: dict[tuple[str, ...], Form]

    async def send(self, form: Form, **changes: str) -> ClientResponse:
        """Send a form as the browser would after its login or token is gone."""
        pairs = [(name, value) for name, values in form.values().items() for value in values if name not in changes]
        button = next((one for one in form.controls if one.kind == "submit" and one.name), None)
        named = [(button.name, button.value)] if button else []
        address = form.path
        return await self.client.post(address, data=[*pairs, *named, *changes.items()], allow_redirects=False)

    async def end_login(self) -> None:
        """End the login elsewhere: the browser keeps its cookie."""
        cookies = self.client.session.cookie_jar.filter_cookies(self.client.make_url("/"))
        await sign_out(self.runtime.accounts, cookies["login"].value)

    async def sign_in_again(self, page: str, **changes: str) -> ClientResponse:
        """Send the sign-in page."""
        (form,) = [form for form in posting_forms(page) if form.path == "/staff/sign-in"]
        return await self.send(form, **{"username": USERNAME, "password": PASSWORD, **changes})

    @property
    def person(self) -> str:
        """The id of the signed-in person."""
        return self.announcement.values("hidden")["csrf_person"][0]

    @property
    def announcement(self) -> Form:
        """The form of an announcement in the operator's own words."""
        return next(iter(self.forms.values()))

    async def count_writes(self) -> int:
        async with self.runtime.transactions.read() as transaction:
            query = select(func.count()).select_from(audit_log)
            return int((await transaction.connection.execute(query)).scalar_one())


def type_into(control: Control, number: int) -> None:
    """Change what a control sends as a person may."""
    if control.kind in ("checkbox", "radio"):
        control.is_checked = True
    elif control.kind == "select":
        last = control.options[-1][0] if control.options else ""
        control.options = [(value, value == last) for value, _ in control.options]
    elif control.kind == "number":
        control.value = str(number + 1)
    elif control.kind == "password" or control.name in ONE_TIME:
        control.value = SECRET
    elif control.kind == "textarea":
        control.value = f'{number} “two\nlines” <b>&amp;</b> "'
    elif control.kind not in (*FIXED, "file"):
        control.value = f'{number} <i>é</i> & "x"'


async def read_forms(client: Client, pages: Sequence[str]) -> dict[tuple[str, ...], Form]:
    """Return the forms of staff on these pages and on those that they lead to, filled in."""
    forms: dict[tuple[str, ...], Form] = {}
    for page in await read_pages(client, list(pages)):
        for form in posting_forms(page.html):
            form.path = form.path or page.address.partition("?")[0]
            forms.setdefault(form.does, form)
    own = {does: form for does, form in forms.items() if form.path.startswith("/staff/")}
    for form in own.values():
        for number, control in enumerate(form.controls):
            type_into(control, number)
    return {does: form for does, form in own.items() if form.path not in NOTHING_TYPED}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> AsyncIterator[Desk]:
    """A site with something on every page, and every form of it."""
    folder, clock = tmp_path_factory.mktemp("site"), ManualClock(MORNING)
    async with (
        open_cheap_runtime(folder, sqlite_template, clock) as runtime,
        TestClient(LastingServer(make_application(runtime))) as client,
    ):
        await fill_site(runtime, clock, folder)
        await enter_again(client, USERNAME)
        yield Desk(client, runtime, await read_forms(client, PAGES))


@pytest.fixture
async def desk(client: Client, runtime: Runtime) -> Desk:
    """The form of an announcement alone, and two operators."""
    for username in ("another", USERNAME):
        new = NewStaff(username, username, frozenset({OPERATOR, ACCREDITATION_OFFICER}), "en", PASSWORD)
        staff = await create_staff(runtime.accounts, new)
    await load_programme(assemble_broadcast(runtime, "").board, programme_of(runtime.event), operator=staff)
    await enter_again(client, USERNAME)
    html = await (await client.get("/staff/console?template=own")).text()
    form = next(form for form in posting_forms(html) if form.path == "/staff/console/announcements")
    for number, control in enumerate(form.controls):
        type_into(control, number)
    return Desk(client, runtime, {form.does: form})


def typed(form: Form) -> dict[str, list[str]]:
    """Return what a person typed or chose in a form, without secrets."""
    fillable = {one.kind for one in form.controls} - {*FIXED, "password", "file"}
    values = form.values(*fillable) if fillable else {}
    return {name: texts for name, texts in values.items() if texts and name not in ONE_TIME}


def check_filled(html: str, form: Form) -> None:
    """Check that a page has the form with what was typed, no secret, and a token that this browser may use."""
    assert SECRET not in html
    assert "notice-look" in html
    found = [again for again in posting_forms(html) if again.does == form.does]
    assert len(found) == 1 or not typed(form), form.does
    for again in found:
        assert typed(again) == typed(form)
        assert again.values("hidden")["csrf"] != ["0" * 64]


def routes_of(client: Client, method: str) -> dict[str, AbstractRoute]:
    """Return the routes of the pages of staff by path."""
    assert client.app is not None
    routes = [(route.resource.canonical, route) for route in client.app.router.routes()
              if route.resource and route.method == method]  # fmt: skip
    return {path: route for path, route in routes if path.startswith("/staff")}


def test_every_staff_form_has_a_page(client: Client) -> None:
    pages, posting = routes_of(client, "GET"), routes_of(client, "POST")
    assert len(posting) > 20
    for path, route in posting.items():
        place = place_of(route.handler)
        assert (place is None) == (path in NOTHING_TYPED), path
        assert place is None or place.path in pages, path


@one_site
async def test_stale_form_comes_back_filled_in(site: Desk) -> None:
    """Each form that the pages show, sent with the token of another login."""
    assert len(site.forms) > 20
    before = await site.count_writes()
    for form in site.forms.values():
        response = await site.send(form, csrf="0" * 64)
        assert response.status == 403, form.does
        check_filled(await response.text(), form)
    assert await site.count_writes() == before


@one_site
async def test_form_comes_back_after_signing_in_again(site: Desk) -> None:
    """One form of each address, sent after the login was ended elsewhere; a minute apart for the limit of sign-ins."""
    clock = site.runtime.clock
    assert isinstance(clock, ManualClock)
    for form in {form.path: form for form in site.forms.values()}.values():
        await site.end_login()
        before = await site.count_writes()
        page = await site.send(form)
        assert page.status == 401, form.does
        assert await site.count_writes() == before
        again = await site.sign_in_again(await page.text())
        assert again.status == 200, form.does
        check_filled(await again.text(), form)
        await enter_again(site.client, USERNAME)
        clock.advance(60)


async def test_form_is_not_shown_to_another_person(desk: Desk, runtime: Runtime) -> None:
    form = desk.announcement
    await desk.end_login()
    page = await (await desk.send(form)).text()
    again = await desk.sign_in_again(page, username="another")
    assert again.status == 303
    assert TEXT not in page
    at_once = await desk.send(form)
    assert at_once.status == 403
    assert TEXT not in await at_once.text()


async def test_form_waits_for_the_right_password(desk: Desk) -> None:
    await desk.end_login()
    page = await (await desk.send(desk.announcement)).text()
    wrong = await desk.sign_in_again(page, password="wrong")
    stale = await desk.sign_in_again(await wrong.text(), csrf="0" * 64)
    assert (wrong.status, stale.status) == (422, 403)
    again = await desk.sign_in_again(await stale.text())
    check_filled(await again.text(), desk.announcement)


async def test_form_without_any_cookie_comes_back(desk: Desk) -> None:
    """The browser's site data are cleared while the form is filled in."""
    desk.client.session.cookie_jar.clear()
    page = await (await desk.send(desk.announcement)).text()
    again = await desk.sign_in_again(page)
    check_filled(await again.text(), desk.announcement)


@pytest.mark.parametrize("referer", ["http://[", "http://host:port/", "http://host:99999/"])
async def test_malformed_referer_loses_no_form(desk: Desk, referer: str) -> None:
    await desk.end_login()
    desk.client.session.headers["Referer"] = referer
    page = await desk.send(desk.announcement)
    assert page.status == 401
    again = await desk.sign_in_again(await page.text())
    check_filled(await again.text(), desk.announcement)


async def test_reloading_the_filled_page_shows_it_again(desk: Desk) -> None:
    """A browser without scripts sends the sign-in page again, whose token has ended."""
    await desk.end_login()
    page = await (await desk.send(desk.announcement)).text()
    await desk.sign_in_again(page)
    check_filled(await (await desk.sign_in_again(page)).text(), desk.announcement)


async def test_forged_form_is_not_shown(desk: Desk) -> None:
    for forged in ("", "A" * 400, "é", "===="):
        await desk.end_login()
        page = await (await desk.send(desk.announcement)).text()
        assert (await desk.sign_in_again(page, kept=forged)).status == 303


async def test_kept_form_expires(desk: Desk, clock: ManualClock) -> None:
    await desk.end_login()
    page = await (await desk.send(desk.announcement)).text()
    clock.advance(KEPT_FOR.total_seconds())
    assert (await desk.sign_in_again(page)).status == 303


async def test_too_long_form_is_not_kept(desk: Desk) -> None:
    await desk.end_login()
    pairs = [(f"text.{number}", "x" * 10_000) for number in range(8)]
    form = desk.announcement
    page = await desk.send(form, **dict(pairs))
    assert 'name="kept"' not in await page.text()
    assert (await desk.sign_in_again(await page.text())).headers["Location"].startswith("/staff/console")


async def test_scripts_and_programs_get_the_error(desk: Desk) -> None:
    form = desk.announcement
    for headers in ({"Accept": "application/json"}, {"HX-Request": "true"}):
        response = await desk.client.post(form.path, data={"csrf": "0" * 64, "csrf_person": "x"}, headers=headers)
        assert response.status == 403


async def test_texts_are_shown_when_the_form_is_gone(desk: Desk) -> None:
    """The form, or its page, is there no longer: what was typed is not lost."""
    typed = {"csrf": "0" * 64, "csrf_person": desk.person, "act": "refuse", "note": "Seen <twice>", "reason": "other"}
    for path in ("/staff/vetting/accreditation/applications/app_none", "/staff/console/announcements/none/withdraw"):
        html = await (await desk.client.post(path, data=typed)).text()
        assert ("Seen &lt;twice&gt;</blockquote>" in html) == ("vetting" in path)
        assert "notice-look" in html
