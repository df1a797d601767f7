"""Queries of an agency's queue."""

from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import Agency, Field, Finding, State
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.queue import list_applications
from accreditation.vetting.domain import FindingInput, Wait
from conference.clock import ManualClock
from conference.errors import NotFoundError
from tests.support.application_samples import APPROVE, LINH, NOON, SON, application, in_state, with_findings
from tests.support.application_services import save_applications
from tests.support.vetting_queue import read_queue

A, B = Agency.ACCREDITATION, Agency.SECURITY
ALL = ApplicationSearch()


@pytest.mark.usefixtures("each_database")
async def test_first_row_is_selected_and_the_next_follows(desk: ApplicationServices) -> None:
    await save_applications(desk, *(application(f"app_{n}", secret=f"s{n}") for n in range(3)))
    queue = await read_queue(desk, ALL, agency=A, chosen="")
    assert queue.application is not None
    assert queue.application.id == queue.page.rows[0].id
    assert queue.following == queue.page.rows[1].id


async def test_application_before_the_last_one_follows_it(desk: ApplicationServices) -> None:
    await save_applications(desk, *(application(f"app_{n}", secret=f"s{n}") for n in range(3)))
    ids = [row.id for row in (await read_queue(desk, ALL, agency=A, chosen="")).page.rows]
    assert (await read_queue(desk, ALL, agency=A, chosen=ids[2])).following == ids[1]
    assert (await read_queue(desk, ALL, agency=A, chosen=ids[1])).following == ids[2]


async def test_chosen_application_outside_the_list_is_shown(desk: ApplicationServices) -> None:
    await save_applications(desk, application("app_2", secret="s2"), in_state(State.REFUSED))
    queue = await read_queue(desk, ApplicationSearch(waiting_for=A), agency=A, chosen="app_1")
    assert queue.application is not None
    assert (queue.application.state, queue.following) == (State.REFUSED, None)
    with pytest.raises(NotFoundError):
        await read_queue(desk, ApplicationSearch(waiting_for=A), agency=A, chosen="app_9")


@pytest.mark.usefixtures("each_database")
async def test_empty_list_selects_nothing(desk: ApplicationServices) -> None:
    queue = await read_queue(desk, ALL, agency=A, chosen="")
    assert (queue.application, queue.outlet, queue.following, queue.waiting, dict(queue.counts)) == (
        None, None, None, 0, {},
    )  # fmt: skip


async def test_draft_is_not_found(desk: ApplicationServices) -> None:
    await save_applications(desk, in_state(State.DRAFT))
    with pytest.raises(NotFoundError, match=r"application\.unknown"):
        await read_queue(desk, ALL, agency=A, chosen="app_1")


@pytest.mark.usefixtures("each_database")
async def test_waiting_applications_are_counted_by_agency(desk: ApplicationServices) -> None:
    await save_applications(desk, with_findings((APPROVE, A, LINH)), application("app_2", secret="s2"))
    counted = [(await read_queue(desk, ALL, agency=agency, chosen="")).waiting for agency in (A, B)]
    assert counted == [1, 2]


async def test_similar_outlets_are_for_accreditation_only(desk: ApplicationServices) -> None:
    async with desk.transactions.write() as transaction:
        await desk.outlets.add(transaction, Outlet("out_1", "Nile Gazette", verified=True))
        await desk.outlets.add(transaction, Outlet("out_2", "Nile Gazete"))
    await save_applications(
        desk, application("app_1", secret="s1", outlet_id="out_2"), application("app_2", secret="s2", outlet_id="out_1")
    )
    for chosen, agency, similar in (("app_1", A, ["out_1"]), ("app_1", B, []), ("app_2", A, [])):
        queue = await read_queue(desk, ALL, agency=agency, chosen=chosen)
        assert [outlet.id for outlet in queue.similar_outlets] == similar


@pytest.mark.usefixtures("each_database")
async def test_listed_applications_leave_out_unknown_ids(desk: ApplicationServices) -> None:
    await save_applications(desk, application("app_1", secret="s1"), application("app_2", secret="s2"))
    listed = await list_applications(desk, ["app_2", "app_9", "app_1"])
    assert [one.id for one in listed] == ["app_2", "app_1"]
    assert await list_applications(desk, []) == []


@pytest.mark.usefixtures("each_database")
async def test_each_agency_sees_what_waits_for_it(desk: ApplicationServices, clock: ManualClock) -> None:
    day = NOON.date() + timedelta(days=1)
    ask = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO,), answer_by=day)
    asked = with_findings((APPROVE, A, LINH), (ask, B, SON))
    refused = in_state(State.REFUSED, id="app_3", secret_hash="s3")
    await save_applications(desk, asked, application("app_2", secret="s2"), refused)
    clock.advance((NOON + timedelta(days=3) - clock.now()).total_seconds())
    overdue = Wait(3, is_overdue=True)
    assert (await read_queue(desk, ALL, agency=A, chosen="")).waits == {"app_2": overdue}
    answer = Wait(answer_by=day, is_overdue=True)
    assert (await read_queue(desk, ALL, agency=B, chosen="")).waits == {"app_1": answer, "app_2": overdue}
    elsewhere = await read_queue(desk, ApplicationSearch(appealed_to=B), agency=B, chosen="app_2")
    assert elsewhere.waits == {"app_2": overdue}
