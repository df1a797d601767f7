"""Comparison of applications: each is found from each side, the same hit once, and again when data change."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy import insert

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.duplicates import Trait
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.tables import passports
from accreditation.duplicates.actions.comparing import compare_application, compare_outdated
from accreditation.duplicates.domain.documents import digest_document
from accreditation.duplicates.domain.hits import Hit, Pair
from accreditation.duplicates.services import DuplicateServices
from conference.audit import SYSTEM
from conference.storage.engine import Database
from conference.transactions import Transaction
from tests.support.application_samples import NOON, applicant, photo
from tests.support.application_services import MemoryLetters, get_application, save_applications
from tests.support.duplicates import numbered_application

SAME_NAME = {"native_name": "ليلى حداد", "family_name": "HADDAD", "given_name": "LEILA"}
SWAPPED = {"native_name": "Laila Haddad", "family_name": "LAYLA", "given_name": "HADDAD"}


async def list_hits(services: DuplicateServices, application_id: str = "app_1") -> list[Hit]:
    async with services.transactions.read() as transaction:
        return await services.hits.list_of(transaction, application_id)


async def set_passport(services: DuplicateServices, application_id: str, number: str) -> None:
    async with services.transactions.write() as transaction:
        digests = digest_document(b"k" * 32, "VN", number)
        await services.people.save_document(transaction, application_id, digests)


async def test_second_application_in_disguise_is_a_hit_of_both(
    each_database: Database, desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    """Covers A17."""
    one, other = numbered_application(1, **SAME_NAME), numbered_application(2, **SWAPPED)
    await save_applications(desk, one, other, numbered_application(3))
    assert await compare_outdated(duplicates) == 3
    [hit] = await list_hits(duplicates)
    assert (hit.pair, hit.traits) == (Pair("app_1", "app_2"), (Trait.NAME_LIKE, Trait.COUNTRY))
    assert await list_hits(duplicates, "app_2") == [hit]
    assert await list_hits(duplicates, "app_3") == []
    assert await compare_outdated(duplicates) == 0


async def test_corrected_application_is_compared_again(
    desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    one, other = numbered_application(1, **SAME_NAME), numbered_application(2, **SAME_NAME)
    await save_applications(desk, one, other)
    await compare_outdated(duplicates)
    assert await list_hits(duplicates)
    corrected = replace(other, applicant=numbered_application(3).applicant, version=2, data_version=2)
    async with desk.transactions.write() as transaction:
        await desk.applications.save(transaction, corrected)
    assert await compare_outdated(duplicates) == 1
    assert await list_hits(duplicates) == []


async def test_same_photo_under_another_name_is_a_hit(desk: ApplicationServices, duplicates: DuplicateServices) -> None:
    people = [replace(numbered_application(number), photo_id=f"photo_{number}") for number in (1, 2)]
    await save_applications(desk, *people)
    async with desk.transactions.write() as transaction:
        for person in people:
            await desk.photos.add(transaction, person.photo_id or "", photo(), application_id=person.id)
    await compare_outdated(duplicates)
    [hit] = await list_hits(duplicates)
    assert Trait.PHOTO in hit.traits


async def test_applications_with_one_passport_are_both_held(
    desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    await save_applications(desk, *(numbered_application(number) for number in (1, 2, 3)))
    for number, passport in ((1, "C1234567"), (2, "c 1234567"), (3, "C7654321")):
        await set_passport(duplicates, f"app_{number}", passport)
    await compare_outdated(duplicates)
    [hit] = await list_hits(duplicates)
    assert Trait.PASSPORT in hit.traits
    held = [await get_application(desk, f"app_{number}") for number in (1, 2)]
    assert [one.state for one in held] == [State.ON_HOLD] * 2
    assert [one.hold.officer for one in held if one.hold] == [SYSTEM] * 2
    assert (await get_application(desk, "app_3")).state is State.SUBMITTED


async def test_applications_with_one_passport_line_are_held(
    desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    await save_applications(desk, *(numbered_application(number) for number in (1, 2, 3)))
    async with desk.transactions.write() as transaction:
        rows = [
            {
                "application_id": f"app_{number}",
                "id": f"p{number}",
                "passport_key": key * 64,
                "sealed": b"",
                "created_at": NOON,
            }
            for number, key in ((1, "a"), (2, "a"), (3, "b"))
        ]
        await transaction.connection.execute(insert(passports), rows)
    await compare_outdated(duplicates)
    states = [(await get_application(desk, f"app_{number}")).state for number in (1, 2, 3)]
    assert states == [State.ON_HOLD, State.ON_HOLD, State.SUBMITTED]


async def test_passport_number_with_one_other_sign_is_a_reason(
    desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    people = [numbered_application(1, **SAME_NAME), numbered_application(2, **SAME_NAME)]
    await save_applications(desk, *people)
    await set_passport(duplicates, "app_1", "C1234567")
    await set_passport(duplicates, "app_2", "C1234568")
    await compare_outdated(duplicates)
    [hit] = await list_hits(duplicates)
    assert Trait.PASSPORT_LIKE in hit.traits
    assert (await get_application(desk)).state is State.SUBMITTED


async def test_database_without_writes_leaves_it_for_later(
    desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    async def refuse(name: str, act: Callable[[Transaction], Awaitable[None]], *, within_s: float) -> bool:
        return False

    await save_applications(desk, numbered_application(1))
    assert await compare_outdated(replace(duplicates, write=refuse)) == 0
    assert await compare_outdated(duplicates) == 1


async def test_search_that_ended_between_writes_is_finished_later(
    desk: ApplicationServices, duplicates: DuplicateServices
) -> None:
    async def write_keys(name: str, act: Callable[[Transaction], Awaitable[None]], *, within_s: float) -> bool:
        return name == "comparison keys" and await duplicates.write(name, act, within_s=within_s)

    await save_applications(desk, numbered_application(1, **SAME_NAME), numbered_application(2, **SAME_NAME))
    assert await compare_outdated(replace(duplicates, write=write_keys)) == 0
    assert await list_hits(duplicates) == []
    assert await compare_outdated(duplicates) == 2
    assert len(await list_hits(duplicates)) == 1


async def test_withdrawn_and_unknown_applications_are_not_compared(
    desk: ApplicationServices, duplicates: DuplicateServices, letters: MemoryLetters
) -> None:
    gone = replace(numbered_application(1), state=State.WITHDRAWN, applicant=applicant())
    await save_applications(desk, gone, numbered_application(2))
    assert not await compare_application(duplicates, "app_1")
    assert not await compare_application(duplicates, "app_9")
    assert letters.written == []
