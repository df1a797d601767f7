"""Focal points: invitation, link, end."""

from dataclasses import replace

import pytest

from accreditation.outlets.actions.crews import read_crew
from accreditation.outlets.actions.focal_points import (
    NewFocalPoint,
    end_focal_point,
    invite_focal_point,
    replace_focal_link,
    replace_own_focal_link,
)
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.support.application_samples import OFFICER_A, OFFICER_B
from tests.support.application_services import MemoryLetters
from tests.support.crew_desk import CrewDesk

NEW = NewFocalPoint("Phạm Thu Hà", "ha@example.org", "vi")


async def test_invited_focal_point_gets_the_link_of_its_page(crew_desk: CrewDesk, letters: MemoryLetters) -> None:
    (letter,) = letters.written
    assert crew_desk.focal is not None
    link = crew_desk.services.links.focal_link(crew_desk.focal, "vi")
    assert (letter.kind, letter.address, letter.link) == ("outlet.focal_point", "desk@sao-mai.example", link)
    assert (await read_crew(crew_desk.services, secret=crew_desk.secret)).focal == crew_desk.focal


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(NEW, name=" "), "focal_name"),
        (replace(NEW, email="nobody"), "focal_email"),
        (replace(NEW, language="de"), "focal_language"),
    ],
)
async def test_invalid_focal_point_is_refused_by_field(crew_desk: CrewDesk, new: NewFocalPoint, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        await invite_focal_point(crew_desk.services, "out_1", new, staff=OFFICER_A)
    assert list(refused.value.fields) == [field]


async def test_only_accreditation_officers_invite(crew_desk: CrewDesk) -> None:
    with pytest.raises(ForbiddenError):
        await invite_focal_point(crew_desk.services, "out_1", NEW, staff=OFFICER_B)
    with pytest.raises(NotFoundError):
        await invite_focal_point(crew_desk.services, "out_9", NEW, staff=OFFICER_A)
    await crew_desk.change_outlet(blocked_at=crew_desk.services.applications.clock.now())
    with pytest.raises(RuleError, match="blocked"):
        await invite_focal_point(crew_desk.services, "out_1", NEW, staff=OFFICER_A)


async def test_replaced_link_ends_the_earlier_one(crew_desk: CrewDesk) -> None:
    services, focal = crew_desk.services, crew_desk.focal
    assert focal is not None
    replaced = await replace_focal_link(services, "out_1", focal.id, staff=OFFICER_A)
    with pytest.raises(NotFoundError):
        await read_crew(services, secret=crew_desk.secret)
    again = await replace_own_focal_link(services, secret=services.links.secret_of_focal(replaced))
    assert (await read_crew(services, secret=services.links.secret_of_focal(again))).focal == again
    with pytest.raises(NotFoundError):
        await replace_focal_link(services, "out_2", focal.id, staff=OFFICER_A)


async def test_ended_focal_point_opens_nothing(crew_desk: CrewDesk) -> None:
    services, focal = crew_desk.services, crew_desk.focal
    assert focal is not None
    await end_focal_point(services, "out_1", focal.id, staff=OFFICER_A)
    with pytest.raises(NotFoundError, match="link_unknown"):
        await read_crew(services, secret=crew_desk.secret)
    with pytest.raises(RuleError, match="focal_point_ended"):
        await end_focal_point(services, "out_1", focal.id, staff=OFFICER_A)
