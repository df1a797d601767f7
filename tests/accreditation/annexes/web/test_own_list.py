"""The section of follow-up forms on an applicant's page."""

from accreditation.applications.domain.applications import State
from tests.accreditation.annexes.web.test_own_forms import camera, send, text_of
from tests.support.accreditation_pages import Client
from tests.support.badge_office import Office


async def test_section_shows_the_state_of_each_form(client: Client, applicant_page: str) -> None:
    before = await text_of(await client.get(applicant_page))
    assert "Sent, waiting for approval" not in before
    await send(client, applicant_page, **camera())
    assert "Sent, waiting for approval" in await text_of(await client.get(applicant_page))


async def test_section_is_missing_before_the_approval(client: Client, applicant_page: str, office: Office) -> None:
    await office.change("app_1", state=State.IN_REVIEW, decision=None)
    assert 'id="forms"' not in await text_of(await client.get(applicant_page))
