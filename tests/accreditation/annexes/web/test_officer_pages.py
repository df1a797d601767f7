"""Follow-up forms for officers: lists, one person, decisions, tables."""

import pytest

from conference.languages import LANGUAGES
from rostrum.roles import ACCREDITATION_OFFICER, BADGE_DESK, SECURITY_OFFICER
from tests.accreditation.annexes.web.test_own_forms import camera, send
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.badge_pages import page_of

PERSON = "/staff/forms/people/app_1"


@pytest.fixture
async def sent_form(client: Client, applicant_page: str) -> str:
    """Send a form with a formula in it; return the page of the applicant."""
    await send(client, applicant_page, **camera(serial="=1+1"), **camera(1, item="Lens"))
    return applicant_page


async def decide(client: Client, act: str, **fields: str) -> int:
    page = await page_of(client, PERSON)
    data = {"csrf": hidden(page, "csrf"), "annex": "equipment", "version": "1", "act": act, **fields}
    return (await client.post(PERSON, data=data, allow_redirects=False)).status


async def test_officer_finds_and_reads_a_form(client: Client, sent_form: str, sign_in: SignIn) -> None:
    for language in LANGUAGES:
        await sign_in(f"linh-{language}", ACCREDITATION_OFFICER, language=language)
        assert "/staff/forms/equipment" in await page_of(client, "/staff/forms"), language
        assert f"{PERSON}#form-equipment" in await page_of(client, "/staff/forms/equipment"), language
        assert "=1+1" in await page_of(client, PERSON), language
        approved = await page_of(client, "/staff/forms/equipment?filter=approved")
        assert f"{PERSON}#form-equipment" not in approved, language


async def test_decision_reaches_the_applicant(client: Client, sent_form: str, sign_in: SignIn) -> None:
    await sign_in("linh", ACCREDITATION_OFFICER)
    assert await decide(client, "returned") == 422
    assert await decide(client, "returned", note="Which <serial> number?") == 303
    page = await page_of(client, f"{sent_form}/forms/equipment")
    assert "Which &lt;serial&gt; number?" in page
    assert await decide(client, "approved") == 409


async def test_approved_form_has_an_inventory(client: Client, sent_form: str, sign_in: SignIn) -> None:
    await sign_in("linh", ACCREDITATION_OFFICER)
    assert await decide(client, "approved") == 303
    for address in (f"{sent_form}/forms/equipment/inventory.pdf", f"{PERSON}/equipment/inventory.pdf"):
        response = await client.get(address)
        assert (response.status, response.content_type, (await response.read())[:5]) == (
            200,
            "application/pdf",
            b"%PDF-",
        )


async def test_table_has_a_row_for_each_item_and_no_formula(client: Client, sent_form: str, sign_in: SignIn) -> None:
    await sign_in("son", SECURITY_OFFICER)
    table = (await (await client.get("/staff/forms/equipment/table.csv")).text()).splitlines()
    assert len(table) == 3
    assert ",'=1+1," in table[1]
    workbook = await client.get("/staff/forms/equipment/table.xlsx")
    assert (workbook.status, (await workbook.read())[:2]) == (200, b"PK")


async def test_other_roles_and_agencies_are_refused(client: Client, sent_form: str, sign_in: SignIn) -> None:
    await sign_in("binh", BADGE_DESK)
    for path in ("", "/equipment", "/equipment/table.csv", "/people/app_1", "/people/app_1/equipment/inventory.pdf"):
        assert (await client.get(f"/staff/forms{path}")).status == 403
    await sign_in("son", SECURITY_OFFICER)
    assert await decide(client, "approved") == 403
    assert (await client.get("/staff/forms/unknown")).status == 404
    assert (await client.get("/staff/forms/people/app_9")).status == 404
