"""Links of applicants sent again and replaced, on SQLite and PostgreSQL."""

from dataclasses import replace

import pytest

from accreditation.applications.actions.applying import find_application
from accreditation.applications.actions.links import replace_link, replace_own_link, write_links_letter
from accreditation.applications.domain.applications import State
from accreditation.applications.domain.history import Act
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from conference.errors import ForbiddenError, NotFoundError
from tests.support.application_samples import NOON, OFFICER_A, OFFICER_B, SECRET, applicant, application
from tests.support.application_services import MemoryLetters, get_application, save_applications


async def send_links(desk: ApplicationServices, address: str) -> None:
    async with desk.transactions.write() as transaction:
        await write_links_letter(desk, transaction, address)


async def test_one_letter_has_every_link_of_an_address(desk: ApplicationServices, letters: MemoryLetters) -> None:
    first = application("app_11111111")
    second = replace(
        application("app_22222222", secret="2", applicant=applicant(email="HOA@example.org", language="ar")),
        submitted_at=NOON.replace(hour=13),
        state=State.WITHDRAWN,
    )
    other = application("app_3", secret="3", applicant=applicant(email="other@example.org"))
    await save_applications(desk, first, second, other)
    await send_links(desk, "hoa@example.org")
    (letter,) = letters.written
    assert (letter.kind, letter.language, letter.confidential) == ("application.link", "ar", True)
    assert letter.link == desk.links.applicant_link(second, "ar")
    links = {reference_of(one.id): desk.links.applicant_link(one, one.applicant.language) for one in (second, first)}
    assert letter.links == links
    assert letter.values["applications"].splitlines() == list(links)


async def test_letter_to_several_persons_of_an_address_greets_none(
    desk: ApplicationServices, letters: MemoryLetters
) -> None:
    other = application("app_2", secret="2", applicant=applicant(native_name="Mai"))
    await save_applications(desk, application(), other)
    await send_links(desk, "hoa@example.org")
    assert [letter.name for letter in letters.written] == [""]


@pytest.mark.parametrize("address", ["nobody@example.org", "%@example.org", "' OR 1=1 --", "\u202e", ""])
async def test_unknown_address_gets_no_letter(desk: ApplicationServices, letters: MemoryLetters, address: str) -> None:
    await save_applications(desk, application())
    await send_links(desk, address)
    assert letters.written == []


async def test_applicant_replaces_the_link(desk: ApplicationServices, letters: MemoryLetters) -> None:
    before = application()
    await save_applications(desk, before)
    after = await replace_own_link(desk, secret=SECRET)
    for earlier in (SECRET, desk.links.secret_of(before)):
        with pytest.raises(NotFoundError):
            await replace_own_link(desk, secret=earlier)
    assert await find_application(desk, secret=desk.links.secret_of(after)) == after
    assert [letter.link for letter in letters.written] == [desk.links.applicant_link(after, "vi")]
    async with desk.transactions.read() as transaction:
        steps = await desk.history.list_steps(transaction, after.id)
    assert [(step.act, step.officer) for step in steps] == [(Act.LINK_REPLACED, None)]


async def test_accreditation_officer_replaces_the_link(desk: ApplicationServices, letters: MemoryLetters) -> None:
    await save_applications(desk, application())
    with pytest.raises(ForbiddenError):
        await replace_link(desk, SeenVersion("app_1", 1), staff=OFFICER_B)
    after = await replace_link(desk, SeenVersion("app_1", 1), staff=OFFICER_A)
    assert await get_application(desk) == after
    assert (after.link_generation, after.data_version, len(letters.written)) == (1, application().data_version, 1)
    with pytest.raises(NotFoundError):
        await replace_link(desk, SeenVersion("app_2", 1), staff=OFFICER_A)
