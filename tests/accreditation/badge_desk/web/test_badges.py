"""The badge desk's page over HTTP: who may open it, names, languages, list."""

import re
from html import unescape

import pytest

from accreditation.badges.actions.badges import issue_badge
from accreditation.badges.domain.badges import Badge
from conference.languages import LANGUAGES
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from tests.support.accreditation_pages import Client, SignIn, SignInAsEach
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.badge_pages import newest, page_of, send

OTHERS = [role for role in ROLE_TABLE if role is not roles.BADGE_DESK]


async def test_other_roles_get_403_on_every_desk_route(
    client: Client, sign_in_as_each: SignInAsEach, badge: Badge
) -> None:
    """A12."""
    async for role in sign_in_as_each(OTHERS):
        csrf = (await page_of(client, "/staff/")).split('<meta name="csrf" content="')[1].split('"')[0]
        for path in ("", f"/{badge.id}.png", "/print", f"/print-runs/{badge.id}.pdf"):
            assert (await client.get(f"/staff/badges{path}")).status == 403, (role.name, path)
        for path in ("act", "grants", "issue", "print-runs", f"print-runs/{badge.id}"):
            response = await client.post(f"/staff/badges/{path}", data={"csrf": csrf, "badge": badge.id})
            assert response.status == 403, (role.name, path)


async def test_desk_redirects_to_sign_in_without_a_login(client: Client, badge: Badge) -> None:
    response = await client.get("/staff/badges", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/staff/sign-in?next=/staff/badges")


async def test_reissue_form_names_the_person_and_the_effect(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    page = re.sub(r"<[^>]+>", "", await page_of(client))
    assert (
        "A new badge will be issued to Nguyễn Thị Hoa. Badge P-0001, printed earlier, "
        "will stop working at every door immediately" in page
    )
    refused = await send(client, "act", act="reissued", badge=badge.id, application="app_1", reason="")
    assert refused.status == 422
    assert (await newest(office, badge)).serial == 1
    done = await send(client, "act", act="reissued", badge=badge.id, application="app_1", reason="lost")
    assert done.status == 303
    assert (await newest(office, badge)).serial == 2


async def test_badge_of_changed_category_is_not_printed(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    """A15."""
    await sign_in("clerk", roles.BADGE_DESK)
    await office.change("app_1", category="pool")
    assert "so the badge is no longer valid. Reissue it." in await page_of(client)
    assert (await send(client, "print-runs", run="0" * 16, chosen="app_1")).status == 409


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
    shown = re.search(r'<h2 id="one-name"><bdi[^>]*>(.*?)</bdi>', page)
    assert shown is not None
    assert unescape(shown[1]) == name


async def test_page_speaks_the_clerks_language(client: Client, sign_in: SignIn, badge: Badge) -> None:
    for language in LANGUAGES:
        await sign_in(f"clerk-{language}", roles.BADGE_DESK, language=language)
        page = await page_of(client)
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page, language
        assert "P-0001" in page, language


async def test_any_address_shows_a_page(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    for query in ("shelf=nonsense", "page=0", "page=-1", "page=x", "q=%00%25%27", "did=nonsense"):
        await page_of(client, f"/staff/badges?{query}")


async def test_list_finds_a_badge_by_its_number_and_by_its_short_code(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    await office.badge("app_2")
    for words in ("P-0001", "p1", "P-0001-02", "P 0001 02", "P000102", "٠٠٠١-٠٢"):
        response = await client.get("/staff/badges", params={"q": words if words[0] in "Pp" else f"P-{words}"})
        assert re.findall(r'class="line-number" dir="ltr">([^<]+)<', await response.text()) == ["P-0001"], words
