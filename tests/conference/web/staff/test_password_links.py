"""The page behind an invitation."""

import pytest

from conference.auth.logins import Accounts
from conference.auth.people import NewStaff, invite_staff, list_staff, set_disabled
from tests.conference.roles import CLERK
from tests.conference.web.conftest import PASSWORD, Client, People, sign_in, token_on
from tests.support.kept_letters import KeptLetters


@pytest.fixture
async def path(accounts: Accounts, people: People, letters: KeptLetters) -> str:
    """Path of the link of a new invitation."""
    new = NewStaff("bao", "Lê Văn Bảo", frozenset({CLERK}), "vi", email="bao@press.example")
    await invite_staff(accounts, new, by=people.administrator.id)
    return f"/staff/links/{letters.last_secret}"


async def post(client: Client, path: str, password: str = PASSWORD, **changes: str) -> tuple[int, str]:
    fields = {"csrf": await token_on(client, path), "password": password, "repeat": password, **changes}
    answer = await client.post(path, data=fields, allow_redirects=False)
    return answer.status, answer.headers.get("Location", "") or await answer.text()


async def test_link_sets_the_password_once(client: Client, path: str) -> None:
    for _ in range(2):  # a mail scanner opens it first
        page = await (await client.get(f"{path}?language=vi")).text()
        assert "Lê Văn Bảo" in page
        assert 'lang="vi"' in page
    assert await post(client, path) == (303, "/staff/sign-in?done=1")
    assert "notice-good" in await (await client.get("/staff/sign-in?done=1")).text()
    assert (await sign_in(client, "bao")).status == 303
    over = await client.get(path)
    assert over.status == 410
    assert "csrf_person" not in (await over.text()).partition("<main")[2]


async def test_invalid_passwords_are_explained(client: Client, path: str) -> None:
    for password, repeat, field in (("short", "short", "password"), (PASSWORD, "other", "repeat")):
        status, page = await post(client, path, password, repeat=repeat)
        assert status == 422
        assert f'id="f-{field}-error"' in page
        assert PASSWORD not in page


async def test_stale_form_of_a_link_is_shown_again(client: Client, path: str) -> None:
    status, page = await post(client, path, csrf="0" * 64)
    assert status == 403
    assert 'role="alert"' in page
    assert (await post(client, path))[0] == 303


async def test_link_of_a_suspended_account_is_over(
    client: Client, path: str, accounts: Accounts, people: People
) -> None:
    page = await token_on(client, path)
    for staff in [one.staff for one in await list_staff(accounts) if one.staff.username == "bao"]:
        await set_disabled(accounts, staff.id, True, by=people.administrator)
    answer = await client.post(path, data={"csrf": page, "password": PASSWORD, "repeat": PASSWORD})
    assert answer.status == 410


async def test_link_signs_out_the_person_at_this_browser(client: Client, path: str) -> None:
    await sign_in(client, "admin")
    assert (await post(client, path))[0] == 303
    assert (await client.get("/staff/people", allow_redirects=False)).status == 303
