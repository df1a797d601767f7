"""Comparison of applications with all others: after each submission and correction, and for those left at a start.

The keys of an application are durable before its candidates are read. Of two applications that are submitted at the
same time, at least one finds the other.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from msgspec import Struct

from accreditation.applications.domain.duplicates import Trait
from accreditation.duplicates.domain.blocking import DATA_KINDS, KeyKind, keys_of, keys_of_kinds
from accreditation.duplicates.domain.hits import Pair, update_hits
from accreditation.duplicates.domain.people import ComparedPerson, Frequencies, PhotoPrint
from accreditation.duplicates.domain.photo_distance import SAME_PHOTO, photo_distance
from accreditation.duplicates.domain.scoring import Evidence, PhotoComparison, weigh_evidence
from accreditation.duplicates.ports import ComparedPeople, StoredPerson
from accreditation.duplicates.services import DuplicateServices
from conference.transactions import Transaction

MAX_NAMESAKES = 400
"""Candidates by names, numbers and addresses that are compared, those with most keys in common first."""

MAX_LOOKALIKES = 80
"""Candidates by photos that are compared."""

BATCH = 50
"""Applications that are read at a time when many wait for their comparison."""

WRITE_WITHIN_S = 10.0


class Candidates(Struct, frozen=True):
    """Persons with whom an application is compared, and how frequent its keys are."""

    people: Sequence[ComparedPerson]
    frequencies: Frequencies


async def compare_outdated(services: DuplicateServices) -> int:
    """Compare every application whose data were not compared yet; return how many were.

    Ends early when the database takes no writes: the others are compared by a later call.
    """
    done, failed = 0, set[str]()
    while True:
        async with services.transactions.read() as transaction:
            outdated = await services.people.list_outdated(transaction, limit=BATCH + len(failed))
        waiting = [application_id for application_id in outdated if application_id not in failed]
        if not waiting:
            return done
        for application_id in waiting:
            if not await compare_application(services, application_id):
                failed.add(application_id)
                continue
            done += 1


async def compare_application(services: DuplicateServices, application_id: str) -> bool:
    """Compare one application with its candidates and save its hits; return whether that is durable.

    Applications that were submitted with one passport are put on hold. An unknown or withdrawn one is left out.
    """
    async with services.transactions.read() as transaction:
        stored = await services.people.find(transaction, application_id)
        thumbnail = await _read_thumbnail(services, transaction, stored) if stored else None
    if stored is None:
        return False
    if thumbnail is not None:
        photo = await asyncio.to_thread(_print_photo, services, thumbnail)
        stored = replace(stored, person=replace(stored.person, photo=photo))
    person = stored.person
    keys = await asyncio.to_thread(keys_of, person)
    if not await _save_keys(services, stored, keys):
        return False
    async with services.transactions.read() as transaction:
        candidates = await read_candidates(services.people, transaction, person, keys)
    evidence = await asyncio.to_thread(weigh_candidates, person, candidates)
    return await _save_hits(services, stored, evidence)


async def read_candidates(
    people: ComparedPeople, transaction: Transaction, person: ComparedPerson, keys: Iterable[int]
) -> Candidates:
    """Read with whom a person is compared: two queries by index, two for the counts and one for the persons."""
    keys, own = frozenset(keys), person.application_id
    by_photo = keys_of_kinds(keys, frozenset({KeyKind.PHOTO}))
    namesakes = await people.list_candidates(
        transaction, keys_of_kinds(keys, DATA_KINDS), beside=own, limit=MAX_NAMESAKES
    )
    lookalikes = await people.list_candidates(transaction, by_photo, beside=own, limit=MAX_LOOKALIKES)
    counted = keys_of_kinds(keys, frozenset({KeyKind.WORD, KeyKind.EMAIL, KeyKind.PHONE}))
    return Candidates(
        people=await people.list_people(transaction, {*namesakes, *lookalikes}),
        frequencies=await people.count_keys(transaction, counted),
    )


def weigh_candidates(person: ComparedPerson, candidates: Candidates) -> dict[Pair, Evidence]:
    """Return the evidence of each candidate that has any."""
    distances: dict[str, float | None] = {}
    if person.photo is not None:
        for other in candidates.people:
            if other.photo is not None:
                distances[other.application_id] = photo_distance(person.photo, other.photo)
    matches = sum(distance is not None and distance <= SAME_PHOTO for distance in distances.values())
    return {
        Pair.of(person.application_id, other.application_id): weigh_evidence(
            person,
            other,
            candidates.frequencies,
            PhotoComparison(distances.get(other.application_id), max(matches, 1), other.application_id in distances),
        )
        for other in candidates.people
    }


async def _read_thumbnail(
    services: DuplicateServices, transaction: Transaction, stored: StoredPerson
) -> tuple[bytes, str] | None:
    """Return the thumbnail of a photo that has no print yet, and the photo's SHA-256."""
    if stored.person.photo is not None or stored.photo_id is None:
        return None
    found = await services.photos.find(transaction, stored.photo_id)
    if found is None:
        return None
    return await services.photos.get_content(transaction, stored.photo_id, thumbnail=True), found.sha256


def _print_photo(services: DuplicateServices, thumbnail: tuple[bytes, str]) -> PhotoPrint | None:
    try:
        return services.make_print(*thumbnail)
    except OSError:  # a stored photo that cannot be decoded is compared by nothing
        return None


async def _save_keys(services: DuplicateServices, stored: StoredPerson, keys: frozenset[int]) -> bool:
    person = stored.person
    photo = (stored.photo_id, person.photo) if stored.photo_id and person.photo else None

    async def save(transaction: Transaction) -> None:
        await services.people.save_keys(transaction, person.application_id, keys, photo)

    return await services.write("comparison keys", save, within_s=WRITE_WITHIN_S)


async def _save_hits(services: DuplicateServices, stored: StoredPerson, evidence: Mapping[Pair, Evidence]) -> bool:
    async def save(transaction: Transaction) -> None:
        known = await services.hits.list_of(transaction, stored.person.application_id)
        found, ended = update_hits(known, evidence, at=services.clock.now())
        await services.hits.delete(transaction, ended)
        await services.hits.save(transaction, found)
        await services.people.note_compared(transaction, stored)
        same = [hit.pair for hit in found if Trait.PASSPORT in hit.traits]
        if same:
            await services.hold(transaction, sorted({one for pair in same for one in (pair.first, pair.second)}))

    return await services.write("duplicates", save, within_s=WRITE_WITHIN_S)
