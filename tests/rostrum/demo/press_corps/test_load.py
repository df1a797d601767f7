"""Loading of the press corps through the program's actions: complete, and only once."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select

from accreditation.applications.actions.applying import withdraw_application
from accreditation.applications.domain.applications import Agency, Application, Finding, Outcome
from accreditation.applications.domain.events import ApplicationApproved, ApplicationSubmitted
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.photos import PreparedPhoto
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.address_changes import SqlAddressChanges
from accreditation.applications.storage.drafts import SqlDrafts
from accreditation.applications.storage.history import SqlHistory
from accreditation.applications.storage.passports import SqlPassports
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.applications.storage.tables import applications, photos
from accreditation.applications.web.context import rules_of
from accreditation.badges.domain.events import BadgeIssued
from accreditation.badges.press import missing_letters
from accreditation.badges.storage.tables import badges
from accreditation.duplicates.storage.hits import SqlHits
from accreditation.vetting.actions.vetting import reopen_application
from conference.bus import Bus
from conference.errors import ForbiddenError, InvalidError, NotFoundError
from conference.ids import RandomIds
from rostrum import roles
from rostrum.demo.press_corps import CorpsApplication, PressCorps, load
from rostrum.demo.press_corps import Outcome as CorpsOutcome
from rostrum.demo.press_corps.load import NOTE, LoadReport, LoadServices, application_id, load_press_corps
from rostrum.parts.stores import application_store, badge_credentials, outlet_places, outlet_store
from tests.support.application_samples import OFFICER_A, OFFICER_B, photo, staff
from tests.support.application_services import LINKS, MemoryLetters
from tests.support.badge_office import Office
from tests.support.quick_photos import QuickStudio
from tests.support.rows import count, everything
from tests.support.vaults import fixed_vault

CLERK = staff("binh", roles.BADGE_DESK)
PLAIN_PHOTO = photo()


@asynccontextmanager
async def plain_photos(keys: Sequence[str], _seed: int) -> AsyncIterator[AsyncIterator[PreparedPhoto]]:
    """A photo of one colour for each key. Drawing is tested apart (`test_drawing`)."""

    async def list_photos() -> AsyncIterator[PreparedPhoto]:
        for key in keys:
            yield replace(PLAIN_PHOTO, sha256=sha256(key.encode()).hexdigest())

    yield list_photos()


@pytest.fixture(autouse=True)
def _no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "drawn_photos", plain_photos)


@pytest.fixture
def load_services(office: Office) -> LoadServices:
    desk = ApplicationServices(
        transactions=office.transactions,
        applications=application_store(),
        history=SqlHistory(),
        outlets=outlet_store(),
        places=outlet_places(office.event, office.clock),
        photos=SqlPhotos(),
        passports=SqlPassports(fixed_vault(office.clock), office.clock),
        studio=QuickStudio(),
        credentials=badge_credentials(),
        clock=office.clock,
        ids=RandomIds(),
        rules=rules_of(office.event),
        links=LINKS,
        drafts=SqlDrafts(),
        address_changes=SqlAddressChanges(),
        duplicates=SqlHits(),
        letters=MemoryLetters(),
        missing_letters=missing_letters,
    )
    return LoadServices(
        applications=desk,
        badges=office.desk,
        accreditation_officer=OFFICER_A,
        security_officer=OFFICER_B,
        badge_clerk=CLERK,
    )


@pytest.fixture
def few(corps: PressCorps) -> PressCorps:
    """One person of every outcome and later fate, and some cases."""
    wanted: dict[object, CorpsApplication] = {}
    for person in corps.applications:
        wanted.setdefault((person.outcome, person.approved_by, bool(person.revoked), bool(person.reissued)), person)
        if person.reason == "security_check" or person.case in ("two_outlets", "vietnamese_combining", "zwnj"):
            wanted[person.key] = person
    people = tuple(wanted.values())
    used = {outlet_id for person in people for outlet_id in person.outlet_ids}
    outlets = tuple(outlet for outlet in corps.outlets if outlet.id in used or outlet.kind == "host")
    return replace(corps, outlets=outlets, applications=people)


async def kept(load_services: LoadServices, people: Sequence[CorpsApplication]) -> dict[str, Application]:
    async with load_services.applications.transactions.read() as transaction:
        found = await load_services.applications.applications.list_by_ids(
            transaction, [application_id(person) for person in people]
        )
    return {application.applicant.email: application for application in found}


async def test_second_load_changes_nothing(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, few)
    before = await everything(load_services.applications.transactions)
    told: list[int] = []
    report = await load_press_corps(load_services, few, progress=told.append)
    assert report == LoadReport(outlets=0, applications=0, badges=0, present=len(few.applications))
    assert sum(told) == len(few.applications)
    assert await everything(load_services.applications.transactions) == before


async def test_second_load_keeps_later_changes(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, few)
    refused = next(person for person in few.applications if person.reason and person.reason != "security_check")
    services = load_services.applications
    async with services.transactions.read() as transaction:
        current = await services.applications.get(transaction, application_id(refused))
    seen = SeenVersion.of(current)
    await reopen_application(services, agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A)
    before = await everything(load_services.applications.transactions)
    await load_press_corps(load_services, few)
    assert await everything(load_services.applications.transactions) == before


@pytest.mark.usefixtures("each_database")
async def test_interrupted_load_is_finished_by_the_next(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, replace(few, applications=few.applications[:3]))
    report = await load_press_corps(load_services, few)
    assert (report.present, report.applications) == (3, len(few.applications) - 3)


@pytest.mark.usefixtures("each_database")
async def test_failed_transaction_keeps_nothing_of_its_people(load_services: LoadServices, few: PressCorps) -> None:
    wrong = replace(few.applications[-1], revoked=None, reissued=None, reason="whim", outcome=CorpsOutcome.REFUSED)
    broken = replace(few, applications=(*few.applications[:-1], wrong))
    with pytest.raises(InvalidError, match=r"vetting\.reason_unknown"):
        await load_press_corps(load_services, broken)
    assert await count(load_services.applications.transactions, applications) == 0
    assert await count(load_services.applications.transactions, photos) == 0


async def test_each_approval_is_by_two_agencies_and_two_people(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, few)
    found = await kept(load_services, few.applications)
    for person in few.applications:
        application = found[person.email]
        if person.outcome == "approved":
            assert {agency: check.officer for agency, check in application.checks.items()} == {
                Agency.ACCREDITATION: OFFICER_A.id,
                Agency.SECURITY: OFFICER_B.id,
            }
        assert {check.note for check in application.checks.values()} <= {NOTE}


async def test_outcomes_have_their_reasons_and_agencies(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, few)
    found = await kept(load_services, few.applications)
    for person in few.applications:
        application = found[person.email]
        if person.outcome == "refused":
            assert application.decision is not None
            expected = Agency.SECURITY if person.reason == "security_check" else Agency.ACCREDITATION
            assert (application.decision.reason, application.decision.agency) == (person.reason, expected)
        if person.revoked:
            assert application.decision is not None
            assert (application.decision.outcome, application.decision.reason) == (Outcome.REVOKED, person.revoked)
        if person.outcome == "in_review":
            assert {a.value: c.finding for a, c in application.checks.items()} == {person.approved_by: Finding.APPROVED}
        assert application.function == person.function
        assert application.category == person.category


async def test_native_name_is_kept_precomposed_and_joiners_stay(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, few)
    found = await kept(load_services, few.applications)
    by_case = {person.case: found[person.email].applicant.native_name for person in few.applications if person.case}
    assert by_case["vietnamese_combining"] == "Đỗ Nguyễn Phượng Viễn"
    assert "\u200c" in by_case["zwnj"]


async def test_outlet_is_found_under_its_aliases(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, few)
    async with load_services.applications.transactions.read() as transaction:
        found = await load_services.applications.outlets.find_by_alias(transaction, "golden crane  TELEVISION")
    assert found is not None
    assert (found.name, found.verified) == ("Đài Truyền hình Hạc Vàng", True)


async def test_outlet_known_before_is_not_added_again(load_services: LoadServices, few: PressCorps) -> None:
    async with load_services.applications.transactions.write() as transaction:
        await load_services.applications.outlets.add(
            transaction, Outlet("outlet_mine", "báo sao mai xanh", verified=True)
        )
    report = await load_press_corps(load_services, few)
    assert report.outlets == len(few.outlets) - 1


async def test_events_are_published_after_the_transaction(
    load_services: LoadServices, few: PressCorps, bus: Bus
) -> None:
    told: Counter[str] = Counter()

    async def hear(event: object) -> None:
        told[type(event).__name__] += 1

    for kind in (ApplicationSubmitted, ApplicationApproved, BadgeIssued):
        bus.subscribe(kind, hear)
    report = await load_press_corps(load_services, few)
    approved = sum(person.outcome == "approved" for person in few.applications)
    assert told == {
        "ApplicationSubmitted": len(few.applications),
        "ApplicationApproved": approved,
        "BadgeIssued": report.badges,
    }


async def test_approved_person_outside_the_corps_is_not_given_a_badge(
    load_services: LoadServices, few: PressCorps, office: Office
) -> None:
    await office.apply("app_stranger")
    await load_press_corps(load_services, few)
    assert await count(load_services.applications.transactions, badges, badges.c.application_id == "app_stranger") == 0


async def test_link_of_a_loaded_application_cannot_be_guessed(load_services: LoadServices, few: PressCorps) -> None:
    await load_press_corps(load_services, few)
    async with load_services.applications.transactions.read() as transaction:
        hashes = (await transaction.connection.scalars(select(applications.c.secret_hash))).all()
    assert len(set(hashes)) == len(few.applications)
    with pytest.raises(NotFoundError, match=r"application\.unknown"):
        await withdraw_application(load_services.applications, secret=few.applications[0].key)


async def test_one_person_cannot_load_for_both_agencies(load_services: LoadServices, few: PressCorps) -> None:
    both = staff("linh", roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER)
    for person in (OFFICER_A, both):
        with pytest.raises(ForbiddenError):
            await load_press_corps(replace(load_services, accreditation_officer=person, security_officer=person), few)
    assert await count(load_services.applications.transactions, badges) == 0
