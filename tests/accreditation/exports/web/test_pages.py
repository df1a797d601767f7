"""The pages of exports."""

from urllib.parse import urlencode

import pytest

from conference.languages import LANGUAGES
from rostrum.roles import ACCREDITATION_OFFICER, BADGE_DESK, DOOR, DOOR_SUPERVISOR, SECURITY_OFFICER
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.badge_office import Office
from tests.support.badge_pages import page_of
from tests.support.exports import PATH, create, export

KINDS = ("applications", "photos", "outlets", "badges", "scans")


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (ACCREDITATION_OFFICER, {"applications", "photos", "outlets"}),
        (SECURITY_OFFICER, {"applications", "photos"}),
        (BADGE_DESK, {"badges"}),
        (DOOR_SUPERVISOR, {"scans"}),
    ],
)
async def test_roles_are_offered_what_their_pages_show(
    client: Client, sign_in: SignIn, role: object, offered: set[str]
) -> None:
    await sign_in("person", role)
    page = await page_of(client, PATH)
    assert {kind for kind in KINDS if f"subject={kind}" in page} == offered
    assert 'href="/staff/exports"' in await page_of(client, "/staff/")
    for kind in set(KINDS) - offered:
        assert (await client.get(f"{PATH}/new?subject={kind}")).status == 404


async def test_door_staff_have_no_exports(client: Client, sign_in: SignIn) -> None:
    await sign_in("duc", DOOR)
    for path in (PATH, f"{PATH}/new?subject=scans", f"{PATH}/exp_1/file"):
        assert (await client.get(path)).status == 403


async def test_count_is_shown_before(client: Client, office: Office, sign_in: SignIn) -> None:
    await office.apply("app_1")
    await office.applicant_of("app_2", "Lê Văn An", "Báo Sông Hồng")
    chosen = urlencode({"subject": "applications", "state": "approved", "outlet": "Báo Sông Hồng"})
    for language in LANGUAGES:
        await sign_in(f"linh-{language}", ACCREDITATION_OFFICER, language=language)
        page = await page_of(client, f"{PATH}/new?{chosen}")
        assert 'name="outlet" value="Báo Sông Hồng"' in page, language
        assert 'name="format"' in page, language
        empty = await page_of(client, f"{PATH}/new?subject=applications&state=refused")
        assert 'name="format"' not in empty, language


async def test_wrong_choices_are_told_and_kept(client: Client, office: Office, sign_in: SignIn) -> None:
    await office.apply("app_1")
    await sign_in("linh", ACCREDITATION_OFFICER)
    response = await client.get(f"{PATH}/new?subject=applications&state=none&outlet=Nobody")
    page = await response.text()
    assert (response.status, 'id="f-state-error"' in page, 'value="Nobody"' in page) == (422, True, True)
    refused = await create(client, "applications", outlet="Nobody")
    assert (refused.status, 'id="f-outlet-error"' in await refused.text()) == (422, True)
    assert (await create(client, "applications", "zip")).status == 422


async def test_withdrawn_export_opens_no_more(client: Client, office: Office, sign_in: SignIn) -> None:
    await office.apply("app_1")
    await sign_in("linh", ACCREDITATION_OFFICER)
    address = await export(client, "applications", state="approved")
    page = await page_of(client, PATH)
    data = {"csrf": hidden(page, "csrf"), "do": "withdraw"}
    one = address.removesuffix("/file")
    assert (await client.post(one, data=data, allow_redirects=False)).status == 303
    assert (await client.get(address)).status == 404
    assert (await client.post(one, data=data, allow_redirects=False)).status == 404


async def test_open_exports_of_a_person_are_limited(
    client: Client, office: Office, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accreditation.exports.actions.links.MAX_OPEN", 1)
    await office.apply("app_1")
    await sign_in("linh", ACCREDITATION_OFFICER)
    assert (await create(client, "applications")).status == 303
    assert (await create(client, "applications")).status == 409
