"""The badge desk over HTTP, and the applicant's own badge: the whole application as it is served."""

import io
import re
from html import unescape

import pypdfium2
import pytest
from aiohttp import ClientResponse
from PIL import Image

from accreditation.applications.domain.applications import State, secret_digest
from accreditation.badges.actions.badges import issue_badge, reissue_badge, suspend_badge
from accreditation.badges.domain.badges import Badge, BadgeStatus
from conference.auth.roles import Role
from conference.languages import LANGUAGES
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.application_samples import SECRET
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.qr import read_qr

LINK = SECRET
OTHERS = [role for role in ROLE_TABLE if role is not roles.BADGE_DESK]


@pytest.fixture
async def badge(office: Office) -> Badge:
    """A badge of an application whose link is known."""
    return await office.badge("app_1", secret_hash=secret_digest(LINK))


async def page_of(client: Client, path: str = "/staff/badges") -> str:
    response = await client.get(path)
    assert response.status == 200
    return await response.text()


async def send(client: Client, path: str, **fields: str) -> ClientResponse:
    csrf = hidden(await page_of(client), "csrf")
    return await client.post(f"/staff/badges/{path}", data={"csrf": csrf, **fields}, allow_redirects=False)


async def newest(office: Office, badge: Badge) -> Badge:
    async with office.transactions.read() as transaction:
        found = await office.desk.badges.find_newest(transaction, badge.id, lock=False)
    assert found is not None
    return found


def codes(pdf: bytes) -> list[str]:
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        found += read_qr(page.render(scale=300 / 72).to_pil())
    return found


@pytest.mark.parametrize("role", OTHERS, ids=lambda role: role.name)
async def test_other_roles_get_403_on_every_desk_route(
    client: Client, sign_in: SignIn, badge: Badge, role: Role
) -> None:
    """A12."""
    await sign_in("somebody", role)
    csrf = (await page_of(client, "/staff/")).split('<meta name="csrf" content="')[1].split('"')[0]
    for path in ("", f"/{badge.id}.png"):
        assert (await client.get(f"/staff/badges{path}")).status == 403
    for path in ("act", "grants", "issue", "print", "print-run"):
        response = await client.post(f"/staff/badges/{path}", data={"csrf": csrf, "badge": badge.id})
        assert response.status == 403


async def test_desk_redirects_to_sign_in_without_a_login(client: Client, badge: Badge) -> None:
    response = await client.get("/staff/badges", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/staff/sign-in?next=/staff/badges")


async def test_run_is_one_uncached_file_of_all_unprinted_badges(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    second = await office.badge("app_2")
    response = await send(client, "print-run")
    assert (response.status, response.content_type) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == 'inline; filename="badges-P-0001--P-0002.pdf"'
    assert codes(await response.read()) == [badge.token, second.token]
    assert "print-run" not in await page_of(client)


async def test_one_badge_is_printed_handed_over_and_taken_back(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    this = {"badge": badge.id, "application": "app_1"}
    assert codes(await (await send(client, "print", **this)).read()) == [badge.token]
    done = await send(client, "act", act="handed_over", **this)
    assert (done.status, done.headers["Location"]) == (303, "/staff/badges?id=app_1&did=handed_over")
    assert "The badge is handed over." in await page_of(client, done.headers["Location"])
    assert (await newest(office, badge)).collected_at is not None
    await send(client, "act", act="taken_back", **this)
    assert (await newest(office, badge)).collected_at is None


async def test_reissue_form_names_the_person_and_the_effect(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    page = re.sub(r"<[^>]+>", "", await page_of(client))
    assert "A new badge is issued to Nguyễn Thị Hoa. The badge P-0001 printed before stops admitting at once" in page
    refused = await send(client, "act", act="reissued", badge=badge.id, application="app_1", reason="")
    assert refused.status == 422
    assert (await newest(office, badge)).serial == 1
    done = await send(client, "act", act="reissued", badge=badge.id, application="app_1", reason="lost")
    assert done.status == 303
    assert (await newest(office, badge)).serial == 2


async def test_suspend_restore_and_revoke_show_the_status(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    this = {"badge": badge.id, "application": "app_1"}
    for act, status in (
        ("suspended", BadgeStatus.SUSPENDED),
        ("restored", BadgeStatus.ISSUED),
        ("revoked", BadgeStatus.REVOKED),
    ):
        assert (await send(client, "act", act=act, reason="conduct", **this)).status == 303
        assert (await newest(office, badge)).status is status
    again = await send(client, "act", act="restored", **this)
    assert again.status == 409
    assert (await send(client, "print", **this)).status == 409


async def test_badge_of_changed_category_is_not_printed(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    """A15."""
    await sign_in("clerk", roles.BADGE_DESK)
    await office.change("app_1", category="pool")
    assert "so it admits nobody. Reissue it." in await page_of(client)
    assert (await send(client, "print", badge=badge.id, application="app_1")).status == 409


async def test_missing_letter_stops_the_run_and_may_be_left_out(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    await office.applicant_of("app_2", "Aššur \U00012000")
    await issue_badge(office.desk, "app_2", staff=DESK_CLERK)
    stopped = await send(client, "print-run")
    page = await stopped.text()
    assert stopped.content_type == "text/html"
    assert "Nothing was printed yet" in page
    assert '<bdi class="letter">\U00012000</bdi>' in page
    assert (await newest(office, badge)).printed_at is None
    others = await send(client, "print-run", leave_out="yes")
    assert codes(await others.read()) == [badge.token]


NAMES = ["{", "%s", "<b>x</b>", "'", "=cmd()", "\u202eabc", "</script><script>alert(1)</script>", "N" * 120]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_hard_names_are_shown_as_text(client: Client, sign_in: SignIn, office: Office, name: str) -> None:
    """A8."""
    await sign_in("clerk", roles.BADGE_DESK)
    await office.applicant_of("app_1", name)
    await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    page = await page_of(client)
    assert "<b>x</b>" not in page
    assert "<script>alert" not in page
    shown = re.search(r'<h2 id="one-name"><bdi>(.*?)</bdi>', page)
    assert shown is not None
    assert unescape(shown[1]) == name


@pytest.mark.parametrize("language", LANGUAGES)
async def test_page_speaks_the_clerks_language(client: Client, sign_in: SignIn, badge: Badge, language: str) -> None:
    await sign_in("clerk", roles.BADGE_DESK, language=language)
    page = await page_of(client)
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert "P-0001" in page


@pytest.mark.parametrize("query", ["shelf=nonsense", "page=0", "page=-1", "page=x", "q=%00%25%27", "did=nonsense"])
async def test_any_address_shows_a_page(client: Client, sign_in: SignIn, badge: Badge, query: str) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    await page_of(client, f"/staff/badges?{query}")


async def test_own_link_shows_the_badge_only_while_it_is_issued(client: Client, office: Office, badge: Badge) -> None:
    path = f"/vi/applications/{LINK}/badge.png"
    response = await client.get(path)
    assert (response.status, response.content_type) == (200, "image/png")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert read_qr(Image.open(io.BytesIO(await response.read()))) == [badge.token]
    assert (await client.get(f"/vi/applications/{'x' * 32}/badge.png")).status == 404
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.ON_HOLD, State.IN_REVIEW])
async def test_applicant_without_approval_gets_no_badge(
    client: Client, office: Office, badge: Badge, state: State
) -> None:
    """A4, A5: neither the old nor a fresh one."""
    await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    await office.change("app_1", state=state)
    assert (await client.get(f"/en/applications/{LINK}/badge.png")).status == 404


GRANT = {
    "act": "granted",
    "application": "app_1",
    "zones": "signing_stage",
    "from_day": "2025-10-25",
    "from_time": "9:00",
    "until_day": "2025-10-25",
    "until_time": "11:00",
    "entries": "2",
}


async def test_grant_is_given_at_the_venues_time_and_shown(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    assert "No grant was given." in await page_of(client, "/staff/badges?id=app_1")
    done = await send(client, "grants", **GRANT)
    assert (done.status, done.headers["Location"]) == (303, "/staff/badges?id=app_1&did=granted")
    page = await page_of(client, done.headers["Location"])
    assert 'datetime="2025-10-25T02:00:00+00:00"' in page
    text = re.sub(r"<[^>]+>", "", page)
    assert "The grant is given; every door knows of it." in text
    assert "Open now" in text
    assert "Entries: 0 of 2" in text


async def test_ended_grant_stays_listed(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    await send(client, "grants", **GRANT | {"entries": ""})
    page = await page_of(client, "/staff/badges?id=app_1")
    assert "Nguyễn Thị Hoa will no longer be admitted by this grant" in re.sub(r"<[^>]+>", "", page)
    ending = {"act": "grant_ended", "application": "app_1", "grant": hidden(page, "grant")}
    assert (await send(client, "grants", **ending)).status == 303
    page = await page_of(client, "/staff/badges?id=app_1")
    assert 'name="grant"' not in page
    assert "Ended" in page
    again = await send(client, "grants", **ending)
    assert (again.status, "This grant has already ended." in await again.text()) == (409, True)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"until_time": "08:00"}, "a later one when it ends"),
        ({"from_time": "soon"}, "a later one when it ends"),
        ({"from_day": "2025-10-24", "until_day": "2025-10-24"}, "already over"),
        ({"entries": "many"}, "from 1 to 999"),
        ({"entries": "0"}, "from 1 to 999"),
        ({"zones": "moon"}, "at least one zone"),
    ],
)
async def test_invalid_grant_form_is_shown_again_as_typed(
    client: Client, sign_in: SignIn, badge: Badge, changes: dict[str, str], problem: str
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    response = await send(client, "grants", **GRANT | changes)
    page = await response.text()
    assert (response.status, problem in page) == (422, True)
    assert '<details data-key="G" open>' in page
    for name, value in (GRANT | changes).items():
        if name in ("from_time", "until_time", "entries"):
            assert re.search(rf'name="{name}"[^>]* value="{value}"', page)
        if name.endswith("_day"):
            assert f'<option value="{value}" selected>' in page
    assert ('value="signing_stage" checked' in page) == ("zones" not in changes)


async def test_person_joins_a_pool_once(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    joining = {"act": "pooled", "application": "app_1", "pool": "pool-2"}
    done = await send(client, "grants", **joining)
    page = await page_of(client, done.headers["Location"])
    assert "Press pool 2 · 1/10" in page
    assert "Entries: 0, no limit" in re.sub(r"<[^>]+>", "", page)
    refused = await send(client, "grants", **joining)
    assert (refused.status, "This person is in the pool already." in await refused.text()) == (409, True)


async def test_unknown_act_is_refused(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    assert (await send(client, "grants", act="given", application="app_1")).status == 422
    assert (await send(client, "grants", act="grant_ended", application="app_1", grant="grant_9")).status == 404
    assert (await send(client, "grants", **GRANT | {"application": "app_9"})).status == 404


@pytest.mark.parametrize("words", ["P-0001", "p1", "P-0001-02", "P 0001 02", "P000102", "٠٠٠١-٠٢"])
async def test_list_finds_a_badge_by_its_number_and_by_its_short_code(
    client: Client, sign_in: SignIn, office: Office, badge: Badge, words: str
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    await office.badge("app_2")
    response = await client.get("/staff/badges", params={"q": words if words[0] in "Pp" else f"P-{words}"})
    assert re.findall(r'class="line-number" dir="ltr">([^<]+)<', await response.text()) == ["P-0001"]
