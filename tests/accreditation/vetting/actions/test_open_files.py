"""Which officers have a file open: seen by others, by name in the own agency only, and released."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.open_files import (
    OpenFileServices,
    note_page,
    note_sign,
    purge_open_files,
    read_open_files,
    release_file,
    release_files,
)
from accreditation.vetting.storage import SqlOpenFiles
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_OFFICER_A, application
from tests.support.application_services import save_applications
from tests.support.background import written

A, B = Agency.ACCREDITATION, Agency.SECURITY
pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def files(desk: ApplicationServices, transactions: Transactions, clock: ManualClock) -> OpenFileServices:
    await save_applications(desk, application("app_1"), application("app_2", secret="another"))
    return OpenFileServices(
        transactions=transactions, open_files=SqlOpenFiles(), clock=clock, write_later=transactions.background.add
    )


async def settle(files: OpenFileServices) -> None:
    assert isinstance(files.transactions, Transactions)
    await written(files.transactions)


async def names(files: OpenFileServices, staff: Staff, agency: Agency = A) -> list[tuple[Agency, str]]:
    """Read, as this officer, the agencies and names of the others who have the file open."""
    await settle(files)
    shown = await read_open_files(files, ["app_1", "app_2"], agency=agency, staff=staff)
    return [(one.agency, one.name) for one in shown.of("app_1")]


async def test_two_officers_on_one_file_both_know(files: OpenFileServices, clock: ManualClock) -> None:
    note_sign(files, "app_1", agency=A, staff=OFFICER_A)
    clock.advance(60)
    note_sign(files, "app_1", agency=A, staff=OTHER_OFFICER_A)
    assert await names(files, OFFICER_A) == [(A, OTHER_OFFICER_A.name)]
    assert await names(files, OTHER_OFFICER_A) == [(A, OFFICER_A.name)]
    shown = await read_open_files(files, ["app_1"], agency=A, staff=OTHER_OFFICER_A)
    assert shown.others[0].opened_at == clock.now() - timedelta(minutes=1)


async def test_other_agency_is_told_that_a_file_is_open_without_names(files: OpenFileServices) -> None:
    note_sign(files, "app_1", agency=A, staff=OFFICER_A)
    await settle(files)
    shown = await read_open_files(files, ["app_1"], agency=B, staff=OFFICER_B)
    assert [(one.agency, one.name, one.officer) for one in shown.others] == [(A, "", "")]
    assert shown.own == ()


async def test_file_is_released_after_five_minutes_without_a_sign(files: OpenFileServices, clock: ManualClock) -> None:
    note_sign(files, "app_1", agency=A, staff=OFFICER_A)
    clock.advance(299)
    assert await names(files, OTHER_OFFICER_A) != []
    async with files.transactions.write() as transaction:
        assert await purge_open_files(files, transaction) == 0
    note_sign(files, "app_1", agency=A, staff=OFFICER_A)
    clock.advance(300)
    assert await names(files, OTHER_OFFICER_A) == []
    clock.advance(1)
    async with files.transactions.write() as transaction:
        assert await purge_open_files(files, transaction) == 1


async def test_next_file_or_the_list_releases_a_file(files: OpenFileServices) -> None:
    for following in ("app_2", ""):
        for kept, expected in (("app_1", [(A, OFFICER_A.name)]), (following, [])):
            shown = await read_open_files(files, [], agency=A, staff=OFFICER_A)
            note_page(files, shown, kept, agency=A, staff=OFFICER_A)
            assert await names(files, OTHER_OFFICER_A) == expected


async def test_left_file_and_sign_out_release_the_files_of_one_officer(files: OpenFileServices) -> None:
    releases: list[Callable[[], None]] = [
        lambda: release_file(files, "app_1", staff=OFFICER_A),
        lambda: release_files(files, OFFICER_A.id),
    ]
    for release in releases:
        note_sign(files, "app_1", agency=A, staff=OFFICER_A)
        note_sign(files, "app_1", agency=B, staff=OFFICER_B)
        assert len(await names(files, OTHER_OFFICER_A)) == 2
        release()
        assert await names(files, OTHER_OFFICER_A) == [(B, "")]


async def test_page_that_is_read_again_writes_only_what_is_new(files: OpenFileServices, clock: ManualClock) -> None:
    written = []
    recording = replace(files, write_later=lambda name, act, *, key=None: written.append(name))
    note_sign(files, "app_1", agency=A, staff=OFFICER_A)
    await settle(files)
    for expected in ([], ["open file"]):
        shown = await read_open_files(files, [], agency=A, staff=OFFICER_A)
        note_page(recording, shown, "app_1", agency=A, staff=OFFICER_A)
        assert written == expected
        clock.advance(30)
