"""The set-up pages open for administrators only, and each shows its form."""

import pytest

from conference.auth.roles import ADMINISTRATOR
from rostrum.roles import ROLE_TABLE
from rostrum.setup.structure import FIELDS, HEADER_PAGES
from tests.support.accreditation_pages import Client, SignIn, SignInAsEach

ENTRY = "/staff/setup/sections/zones/entries/venue"
PAGES = (
    "/staff/setup",
    "/staff/setup/checklist",
    "/staff/setup/mail",
    "/staff/setup/languages",
    "/staff/setup/look",
    *(f"/staff/setup/pages/{page}" for page in HEADER_PAGES),
    *(f"/staff/setup/sections/{section}" for section in FIELDS),
    *(f"/staff/setup/sections/{section}/new" for section in FIELDS),
    ENTRY,
)
POSTS = (
    "/staff/setup",
    "/staff/setup/languages",
    "/staff/setup/languages/texts",
    "/staff/setup/look",
    "/staff/setup/pages/conference",
    "/staff/setup/sections/zones",
    "/staff/setup/sections/zones/new",
    ENTRY,
    f"{ENTRY}/removal",
)


async def test_other_roles_are_refused(client: Client, sign_in_as_each: SignInAsEach) -> None:
    async for role in sign_in_as_each(role for role in ROLE_TABLE if role != ADMINISTRATOR):
        page = await (await client.get("/staff/")).text()
        csrf = page.split('name="csrf" value="')[1].split('"')[0]
        refused = [(await client.get(one)).status for one in PAGES]
        refused += [(await client.post(one, data={"csrf": csrf})).status for one in POSTS]
        assert refused == [403] * len(refused), role.name


async def test_administrator_opens_each_page(client: Client, sign_in: SignIn) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert {page: status for page in PAGES if (status := (await client.get(page)).status) != 200} == {}


@pytest.mark.parametrize(
    "page",
    [
        "/staff/setup/pages/nothing",
        "/staff/setup/sections/programme",
        "/staff/setup/sections/nothing/new",
        "/staff/setup/sections/zones/entries/nothing",
        "/staff/setup/sections/folder/entries/a",
    ],
)
async def test_unknown_page_is_not_found(client: Client, sign_in: SignIn, page: str) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert (await client.get(page)).status == 404
