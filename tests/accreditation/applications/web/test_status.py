"""Applicant's pages: status, correction and withdrawal under the link."""

import re
from dataclasses import replace
from html import unescape

import pytest

from accreditation.applications.actions.applying import find_application
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, State
from accreditation.applications.domain.history import Step
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.applications.web.context import APPLICATION_PAGES
from accreditation.vetting.actions.vetting import record_finding, revoke_approval
from accreditation.vetting.domain import FindingInput
from conference.languages import LANGUAGES
from conference.texts.link_qr import link_qr
from tests.support.accreditation_pages import Client, apply, hidden
from tests.support.application_samples import APPROVE, OFFICER_A, OFFICER_B, REFUSE

ASK = FindingInput(
    finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO,), message="No <sunglasses>", note="internal-canary"
)

ASK_NAME = replace(ASK, fields=(Field.NATIVE_NAME, Field.PHOTO))


@pytest.fixture
async def address(client: Client) -> str:
    return await apply(client)


def services_of(client: Client) -> ApplicationServices:
    assert client.app is not None
    return client.app[APPLICATION_PAGES].services


async def load_application(client: Client, address: str) -> Application:
    return await find_application(services_of(client), secret=address.rpartition("/")[2])


async def submit_finding(
    client: Client, address: str, finding_input: FindingInput, agency: Agency = Agency.ACCREDITATION
) -> None:
    application = await load_application(client, address)
    officer = OFFICER_A if agency is Agency.ACCREDITATION else OFFICER_B
    seen = SeenVersion.of(application)
    await record_finding(services_of(client), finding_input, agency=agency, seen=seen, staff=officer)


async def approve(client: Client, address: str) -> None:
    for agency in Agency:
        await submit_finding(client, address, APPROVE, agency)


async def list_steps(client: Client, application_id: str) -> list[Step]:
    services = services_of(client)
    async with services.transactions.read() as transaction:
        return await services.history.list_steps(transaction, application_id)


async def page_text(client: Client, address: str) -> str:
    response = await client.get(address)
    assert response.status == 200
    return unescape(await response.text())


async def test_link_opens_in_each_language(client: Client, address: str) -> None:
    for language in LANGUAGES:
        page = await page_text(client, address.replace("/ar/", f"/{language}/"))
        assert ("ليلى حداد" in page, "HADDAD" in page) == (True, True), language


async def test_wrong_links_are_not_found(client: Client, address: str) -> None:
    application = await load_application(client, address)
    for wrong in (
        address[:-1],
        address + "x",
        f"/ar/applications/{application.id}",
        f"/ar/applications/{application.secret_hash}",
    ):
        for tail in ("", "/photo.jpg", "/correct", "/withdraw", "/badge.png"):
            assert (await client.get(wrong + tail)).status == 404


async def test_refusal_shows_its_reason_in_the_page_language_only(client: Client, address: str) -> None:
    await submit_finding(
        client, address, FindingInput(finding=Finding.REFUSED, reason=REFUSE.reason, note="internal-canary")
    )
    page = await page_text(client, address)
    assert "لم نتمكن من التحقق من المؤسسة الإعلامية" in page
    assert "We could not verify the media outlet" in await page_text(client, address.replace("/ar/", "/en/"))
    assert "internal-canary" not in page
    assert "/withdraw" not in page


async def test_single_approval_is_shown_as_in_review(client: Client, address: str) -> None:
    await submit_finding(client, address, APPROVE, Agency.SECURITY)
    page = await page_text(client, address)
    assert "قيد المراجعة" in page
    assert "تمت الموافقة" not in page
    assert "badge.png" not in page


async def test_approved_application_shows_where_to_collect(client: Client, address: str) -> None:
    await approve(client, address)
    page = await page_text(client, address.replace("/ar/", "/en/"))
    assert "National Convention" in page
    assert "badge.png" not in page  # no badge is issued yet


async def test_page_shows_reference_steps_and_when_to_look_again(client: Client, address: str) -> None:
    english = address.replace("/ar/", "/en/")
    page = re.sub("<[^>]+>", "", await page_text(client, english))
    assert f"Reference number: {reference_of((await load_application(client, address)).id)}" in page
    assert "Please look at this page again from: 26 October 2025, 14:30" in page
    assert "Decision by: 26 October 2025, 14:30" in page
    assert re.search(r"Badge collected\s*Press pavilion beside Gate A\s*Collection ends: 26 October 2025, 15:00", page)
    assert "Hà Nội time (UTC+7)" in page
    assert "Questions about accreditation: press@example.org" in page
    assert re.search(r"Application received\s*25 October 2025, .*Review completed\s*Next", page, re.DOTALL)
    await approve(client, address)
    page = re.sub("<[^>]+>", "", await page_text(client, english))
    assert "look at this page again from" not in page
    assert "Decision by" not in page
    assert "Collection ends" not in page  # the hours of each day are shown
    assert re.search(r"Review completed\s*25 October 2025, .*Badge printed\s*Next", page, re.DOTALL)


async def test_approved_application_shows_the_hours_of_the_desk(client: Client, address: str) -> None:
    await approve(client, address)
    page = re.sub("<[^>]+>", "", await page_text(client, address.replace("/ar/", "/en/")))
    assert "Press pavilion beside Gate A" in page
    assert re.search(r"Saturday, 25 October.*06:00–18:00 Open now.*Sunday, 26 October.*06:30–15:00", page, re.DOTALL)
    assert "24 October" not in page
    assert "Your badge is being prepared." in page


async def test_page_has_its_own_address_as_a_qr_code(client: Client, address: str) -> None:
    page = await page_text(client, address)
    shown = re.search(r'value="(http[^"]+)"[^>]*data-link', page)
    assert shown is not None
    assert link_qr(shown[1]).path in page


async def test_revoked_approval_shows_its_reason(client: Client, address: str) -> None:
    await approve(client, address)
    application = await load_application(client, address)
    await revoke_approval(
        services_of(client), agency=Agency.SECURITY, seen=SeenVersion.of(application), staff=OFFICER_B, reason="conduct"
    )
    page = await page_text(client, address.replace("/ar/", "/en/"))
    assert "Your accreditation has been revoked" in page
    assert "The rules for press positions were not observed." in page


async def test_withdrawal_is_confirmed_once_and_may_be_repeated(client: Client, address: str) -> None:
    page = await (await client.get(f"{address}/withdraw")).text()
    assert (await load_application(client, address)).state is State.SUBMITTED
    for _ in range(2):
        response = await client.post(f"{address}/withdraw", data={"csrf": hidden(page, "csrf")}, allow_redirects=False)
        assert (response.status, response.headers["Location"]) == (303, address)
    assert (await load_application(client, address)).state is State.WITHDRAWN
    assert "تم سحب الطلب" in await page_text(client, address)


async def test_pages_with_a_form_send_a_same_origin_referrer(client: Client, address: str) -> None:
    await submit_finding(client, address, ASK)
    for tail in ("/withdraw", "/correct"):
        assert (await client.get(address + tail)).headers["Referrer-Policy"] == "same-origin"
