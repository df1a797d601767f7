"""Officers' pages on outlets: the list, one outlet, letters."""

import pytest
from sqlalchemy import select

from accreditation.applications.domain.outlets import Outlet
from accreditation.outlets.actions.overview import LETTER_READ, find_letter, list_outlets, read_letter_page, read_outlet
from conference.errors import ForbiddenError, NotFoundError
from conference.storage.audit import audit_log
from tests.support.application_samples import OFFICER_A, OFFICER_B, application
from tests.support.application_services import save_applications
from tests.support.crew_desk import CrewDesk


async def test_list_has_used_places_and_quotas(crew_desk: CrewDesk) -> None:
    await crew_desk.add("Lê Văn An", "Phạm Thu Hà")
    await crew_desk.change_outlet(quota=5)
    found = await list_outlets(crew_desk.services, "sao", offset=0, limit=10, staff=OFFICER_A)
    assert [outlet.id for outlet in found.page.outlets] == ["out_1"]
    assert (found.page.total, found.used, found.quotas) == (1, {"out_1": 2}, {"out_1": 5})
    nothing = await list_outlets(crew_desk.services, "none", offset=0, limit=10, staff=OFFICER_A)
    assert (nothing.page.outlets, nothing.page.total) == ((), 0)


async def test_outlet_has_its_people_letters_and_focal_points(crew_desk: CrewDesk) -> None:
    first, _ = await crew_desk.add("Lê Văn An", "Phạm Thu Hà")
    handed_in = await crew_desk.hand_in(first)
    await save_applications(crew_desk.services.applications, application(outlet_id="out_1"))
    view = await read_outlet(crew_desk.services, "out_1", staff=OFFICER_A)
    assert [one.member.name for one in view.crew] == ["Lê Văn An", "Phạm Thu Hà"]
    assert view.application_of == {first.id: handed_in.id}
    assert {row.id for row in view.applicants} == {handed_in.id, "app_1"}
    assert (view.use.outlet, len(view.letters), len(view.focal_points)) == (3, 1, 1)
    with pytest.raises(NotFoundError):
        await read_outlet(crew_desk.services, "out_9", staff=OFFICER_A)


async def test_read_letter_is_in_the_trail(crew_desk: CrewDesk) -> None:
    services = crew_desk.services
    (letter,) = (await read_outlet(services, "out_1", staff=OFFICER_A)).letters
    shown = await find_letter(services, "out_1", letter.id, staff=OFFICER_A)
    assert (shown.letter, shown.outlet.id, len(shown.sizes)) == (letter, "out_1", 1)
    assert (await read_letter_page(services, "out_1", letter.id, 1, staff=OFFICER_A)).startswith(b"\xff\xd8\xff")
    async with services.transactions.read() as transaction:
        acts = list(await transaction.connection.scalars(select(audit_log.c.action).order_by(audit_log.c.seq)))
    assert acts[-1] == LETTER_READ
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, Outlet("out_2", "Other"))
    with pytest.raises(NotFoundError, match="letter_unknown"):
        await find_letter(services, "out_2", letter.id, staff=OFFICER_A)
    for reading in (
        read_letter_page(services, "out_2", letter.id, 1, staff=OFFICER_A),
        read_letter_page(services, "out_1", letter.id, 2, staff=OFFICER_A),
    ):
        with pytest.raises(NotFoundError, match="letter_unknown"):
            await reading
    with pytest.raises(ForbiddenError):
        await find_letter(services, "out_1", letter.id, staff=OFFICER_B)
    with pytest.raises(ForbiddenError):
        await read_letter_page(services, "out_1", letter.id, 1, staff=OFFICER_B)
