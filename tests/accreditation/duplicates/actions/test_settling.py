"""Settlement of hits: by accreditation officers, once, remembered; holds for one passport end."""

import pytest

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.duplicates import Trait
from accreditation.applications.services import ApplicationServices
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.duplicates.actions.settling import SettlementInput, list_hits, read_pair, settle_hit
from accreditation.duplicates.domain.documents import digest_document
from accreditation.duplicates.domain.hits import Pair, Verdict
from accreditation.duplicates.services import DuplicateServices
from conference.audit import SYSTEM
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from conference.storage.engine import Database
from tests.accreditation.applications.actions.test_applying import list_audit_actions
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_OFFICER_A, OTHER_STAFF
from tests.support.application_services import get_application, save_applications
from tests.support.duplicates import numbered_application

PAIR = Pair("app_1", "app_2")
SEEN = (Trait.PASSPORT,)


async def save_pair(desk: ApplicationServices, duplicates: DuplicateServices) -> None:
    """Save two applications with one passport, and compare them."""
    people = [numbered_application(1), numbered_application(2, country="LA")]
    await save_applications(desk, *people)
    async with desk.transactions.write() as transaction:
        for person in people:
            digests = digest_document(b"k", "VN", "C1234567")
            await duplicates.people.save_document(transaction, person.id, digests)
    await compare_outdated(duplicates)


def typed(verdict: Verdict, note: str = "") -> SettlementInput:
    return SettlementInput(verdict, note, SEEN)


async def test_settled_hit_is_remembered_and_ends_the_holds(
    each_database: Database, desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    await save_pair(desk, duplicates)
    assert (await list_hits(duplicates, settled=False, offset=0, limit=9, staff=OFFICER_B)).total == 1
    hit = await settle_hit(duplicates, PAIR, typed(Verdict.DIFFERENT_PERSONS, "twins"), staff=OFFICER_A)
    assert hit.settlement is not None
    assert (hit.settlement.officer, hit.settlement.note) == (OFFICER_A.id, "twins")
    assert (await list_hits(duplicates, settled=False, offset=0, limit=9, staff=OFFICER_A)).total == 0
    page = await list_hits(duplicates, settled=True, offset=0, limit=9, staff=OFFICER_A)
    assert (page.hits, sorted(page.rows)) == ([hit], ["app_1", "app_2"])
    assert [(await get_application(desk, one)).state for one in ("app_1", "app_2")] == [State.SUBMITTED] * 2
    assert (await list_audit_actions(desk))[-3:] == [
        ("accreditation:duplicate:settled", OFFICER_A.id),
        ("resumed", SYSTEM),
        ("resumed", SYSTEM),
    ]
    with pytest.raises(ConflictError):
        await settle_hit(duplicates, PAIR, typed(Verdict.SAME_PERSON), staff=OTHER_OFFICER_A)


async def test_one_person_stays_on_hold(desk: ApplicationServices, duplicates: DuplicateServices) -> None:
    await save_pair(desk, duplicates)
    await settle_hit(duplicates, PAIR, typed(Verdict.SAME_PERSON), staff=OFFICER_A)
    assert (await get_application(desk)).state is State.ON_HOLD


async def test_pair_is_read_with_both_applications(desk: ApplicationServices, duplicates: DuplicateServices) -> None:
    await save_pair(desk, duplicates)
    compared = await read_pair(duplicates, PAIR, staff=OFFICER_B)
    assert [one.id for one in compared.applications] == ["app_1", "app_2"]
    assert compared.hit.traits == SEEN
    with pytest.raises(NotFoundError):
        await read_pair(duplicates, Pair.of("app_1", "app_9"), staff=OFFICER_A)
    with pytest.raises(NotFoundError):
        await settle_hit(duplicates, Pair.of("app_1", "app_9"), typed(Verdict.SAME_PERSON), staff=OFFICER_A)


async def test_other_staff_sees_and_settles_nothing(desk: ApplicationServices, duplicates: DuplicateServices) -> None:
    await save_pair(desk, duplicates)
    with pytest.raises(ForbiddenError):
        await settle_hit(duplicates, PAIR, typed(Verdict.SAME_PERSON), staff=OFFICER_B)
    for staff in OTHER_STAFF[1:]:
        with pytest.raises(ForbiddenError):
            await list_hits(duplicates, settled=False, offset=0, limit=9, staff=staff)
        with pytest.raises(ForbiddenError):
            await read_pair(duplicates, PAIR, staff=staff)
