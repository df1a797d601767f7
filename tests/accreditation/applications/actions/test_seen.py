"""Loading of an application for an officer's act."""

import pytest

from accreditation.applications.actions.seen import get_seen
from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from conference.errors import ConflictError, NotFoundError
from tests.support.application_samples import APPROVE, SON, application, with_findings
from tests.support.application_services import save_applications


async def test_seen_application_is_loaded_and_another_one_is_not(desk: ApplicationServices) -> None:
    found = with_findings((APPROVE, Agency.SECURITY, SON))
    await save_applications(desk, found)
    before = SeenVersion.of(application())
    async with desk.transactions.write() as transaction:
        assert await get_seen(desk, transaction, before, agency=Agency.ACCREDITATION) == found
        for agency in (None, Agency.SECURITY):
            with pytest.raises(ConflictError):
                await get_seen(desk, transaction, before, agency=agency)
        with pytest.raises(NotFoundError):
            await get_seen(desk, transaction, SeenVersion("app_2", 1), agency=None)
