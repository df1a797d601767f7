import pytest

from accreditation.outlets.actions.officers import SeenOutletVersion, get_seen_outlet, require_officer
from conference.auth.roles import Staff
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF
from tests.support.crew_desk import CrewDesk


def test_accreditation_officers_act() -> None:
    require_officer(OFFICER_A)


@pytest.mark.parametrize("staff", [OFFICER_B, *OTHER_STAFF])
def test_other_staff_are_refused(staff: Staff) -> None:
    with pytest.raises(ForbiddenError):
        require_officer(staff)


async def test_outdated_outlet_is_a_conflict(crew_desk: CrewDesk) -> None:
    services = crew_desk.services
    async with services.transactions.write() as transaction:
        assert (await get_seen_outlet(services, transaction, SeenOutletVersion("out_1", 0))).id == "out_1"
        with pytest.raises(ConflictError, match=r"outlet\.changed"):
            await get_seen_outlet(services, transaction, SeenOutletVersion("out_1", 1))
        with pytest.raises(NotFoundError):
            await get_seen_outlet(services, transaction, SeenOutletVersion("out_9", 0))
