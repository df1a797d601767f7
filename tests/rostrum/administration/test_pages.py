"""The administrator's pages open for administrators only, and write nothing."""

from conference.auth.roles import ADMINISTRATOR, AUDITOR
from rostrum.roles import ROLE_TABLE
from tests.support.accreditation_pages import Client, SignIn, SignInAsEach

TRAIL_PAGES = ("/staff/audit", "/staff/audit.csv", "/staff/retention")
PAGES = ("/staff/event", "/staff/site", *TRAIL_PAGES)


async def test_other_roles_are_refused(client: Client, sign_in_as_each: SignInAsEach) -> None:
    async for role in sign_in_as_each(role for role in ROLE_TABLE if role != ADMINISTRATOR):
        allowed = TRAIL_PAGES if role == AUDITOR else ()
        for page in PAGES:
            assert (await client.get(page)).status == (200 if page in allowed else 403), (role.name, page)


async def test_signed_out_person_is_sent_to_the_sign_in(client: Client) -> None:
    for page in PAGES:
        answer = await client.get(page, allow_redirects=False)
        assert answer.headers["Location"].startswith("/staff/sign-in?"), page


async def test_administrator_reaches_each_page_from_the_home(client: Client, sign_in: SignIn) -> None:
    await sign_in("ada", ADMINISTRATOR)
    home = await (await client.get("/staff/")).text()
    for page in PAGES[:3]:
        assert f'href="{page}"' in home
        assert (await client.get(page)).status == 200
        assert (await client.post(page)).status == 405
