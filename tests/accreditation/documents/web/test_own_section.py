"""The section about documents on the applicant's page."""

import pytest

from conference.event import Event
from tests.support.accreditation_pages import Client, apply
from tests.support.document_files import pdf
from tests.support.document_pages import hand_in, read_text


@pytest.fixture
async def status(client: Client) -> str:
    """The address of an applicant's page, in English."""
    return (await apply(client)).replace("/ar/", "/en/")


async def section_of(client: Client, status: str) -> str:
    return (await read_text(await client.get(status))).partition('id="documents"')[2].partition("</section>")[0]


async def test_section_says_what_is_missing_and_when_nothing_is(client: Client, status: str, event: Event) -> None:
    assert event.document_kind("assignment_letter").required
    assert "document is missing" in await section_of(client, status)
    await hand_in(client, status, "assignment_letter", pdf())
    assert "All required documents" in await section_of(client, status)
