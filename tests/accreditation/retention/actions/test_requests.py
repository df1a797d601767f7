"""Requests of applicants: deletion at once without a badge, by an officer with one, and the export of their data."""

import io
import json
import zipfile

import pytest

from accreditation.retention.actions.requests import (
    export_data,
    find_own_request,
    fulfil_request,
    list_open_requests,
    refuse_request,
    request_deletion,
)
from accreditation.retention.domain import ANSWER_WITHIN, RefusalReason, RequestState
from accreditation.retention.services import RequestServices
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from conference.storage import audit
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.retention import request_services
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import office
from tests.support.application_samples import OFFICER_A, OFFICER_B
from tests.support.badge_office import Office

__all__ = ["office"]


@pytest.fixture
def services(runtime: Runtime) -> RequestServices:
    return request_services(runtime, assemble_accreditation(runtime).applications)


async def secret_of(services: RequestServices, application_id: str) -> str:
    async with services.applications.transactions.read() as transaction:
        application = await services.applications.applications.get(transaction, application_id)
    return services.applications.links.secret_of(application)


async def rows_of(services: RequestServices, application_id: str) -> int:
    """The number of rows that the erasers would delete of the application."""
    async with services.applications.transactions.write() as transaction:
        return sum([await eraser.erase_person(transaction, application_id) for eraser in services.erasers])


async def test_application_without_badge_is_deleted_at_once(services: RequestServices, office: Office) -> None:
    await office.apply("app_1")
    await office.apply("app_2")
    secret = await secret_of(services, "app_1")
    request = await request_deletion(services, secret=secret)
    assert request.state is RequestState.FULFILLED
    assert await rows_of(services, "app_1") == 0
    assert await rows_of(services, "app_2") > 0
    with pytest.raises(NotFoundError):
        await request_deletion(services, secret=secret)
    async with office.transactions.read() as transaction:
        assert (await audit.verify(transaction.connection)).broken_at is None


async def test_application_with_badge_waits_for_an_officer(services: RequestServices, office: Office) -> None:
    badge = await office.active_badge("app_1")
    secret = await secret_of(services, "app_1")
    request = await request_deletion(services, secret=secret)
    assert (request.state, request.due_at - request.asked_at) == (RequestState.OPEN, ANSWER_WITHIN)
    assert await request_deletion(services, secret=secret) == request
    assert [one for one, _ in await list_open_requests(services, staff=OFFICER_A)] == [request]
    for act in (list_open_requests(services, staff=OFFICER_B), fulfil_request(services, request.id, staff=OFFICER_B)):
        with pytest.raises(ForbiddenError):
            await act
    await fulfil_request(services, request.id, staff=OFFICER_A)
    assert await rows_of(services, "app_1") == 0
    async with office.transactions.read() as transaction:
        assert await office.desk.badges.find_newest(transaction, badge.id, lock=False) is None
    with pytest.raises(ConflictError):
        await fulfil_request(services, request.id, staff=OFFICER_A)


async def test_refused_request_is_shown_with_its_reason(services: RequestServices, office: Office) -> None:
    await office.active_badge("app_1")
    request = await request_deletion(services, secret=await secret_of(services, "app_1"))
    await refuse_request(services, request.id, RefusalReason.INQUIRY, staff=OFFICER_A)
    latest = await find_own_request(services, "app_1")
    assert latest is not None
    assert (latest.state, latest.reason) == (RequestState.REFUSED, "inquiry")
    assert await rows_of(services, "app_1") > 0
    with pytest.raises(NotFoundError):
        await refuse_request(services, "req_unknown", RefusalReason.INQUIRY, staff=OFFICER_A)


async def test_export_has_what_is_stored(services: RequestServices, office: Office) -> None:
    await office.active_badge("app_1")
    packed = await export_data(services, secret=await secret_of(services, "app_1"))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["data.json", "photo.jpg"]
        data = json.loads(archive.read("data.json"))
    assert data["application"]["email"] == "hoa@example.org"
    assert [badge["number"] for badge in data["badges"]] == ["P-0001"]
    assert "note" not in json.dumps(data)
