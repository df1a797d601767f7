"""Comparison of applications with the watch-list: after each submission and correction, and after each import."""

import asyncio
from collections.abc import Mapping

from msgspec import Struct

from accreditation.duplicates.ports import StoredPerson
from accreditation.watch_list.domain.entries import WatchEntry, name_keys
from accreditation.watch_list.domain.hits import update_watch_hits
from accreditation.watch_list.domain.matching import WatchedPerson, WatchReason, match_entry
from accreditation.watch_list.services import WatchServices
from conference.transactions import Transaction

BATCH = 50
WRITE_WITHIN_S = 10.0


class ComparedList(Struct, frozen=True):
    """The list in force: the secret of its digests, and its number."""

    key: bytes
    version: int


async def match_outdated(services: WatchServices) -> int:
    """Compare every application that was not compared with the list in force; return how many were.

    Ends early when the database takes no writes: the others are compared by a later call.
    """
    done, failed = 0, set[str]()
    while True:
        async with services.transactions.read() as transaction:
            current = await services.watch_list.find_current(transaction)
            key = await services.secret.find(transaction)
            if current is None or key is None:
                return done
            outdated = await services.hits.list_outdated(transaction, current.version, limit=BATCH + len(failed))
        waiting = [application_id for application_id in outdated if application_id not in failed]
        if not waiting:
            return done
        for application_id in waiting:
            if await match_application(services, application_id, ComparedList(key, current.version)):
                done += 1
            else:
                failed.add(application_id)


async def match_application(services: WatchServices, application_id: str, compared: ComparedList) -> bool:
    """Compare one application with the list and save its hits; return whether that is durable."""
    async with services.transactions.read() as transaction:
        stored = await services.people.find(transaction, application_id)
        if stored is None:
            return False
        born = await services.read_birth_date(transaction, application_id)
        watched = WatchedPerson(stored.person, born)
        entries = await services.watch_list.list_candidates(transaction, _keys_of(compared.key, watched))
    found = await asyncio.to_thread(_match_entries, compared.key, watched, entries)

    async def save(transaction: Transaction) -> None:
        await _save_hits(services, transaction, stored, found)
        await services.hits.note_compared(transaction, application_id, stored.data_version, compared.version)

    return await services.write("watch list", save, within_s=WRITE_WITHIN_S)


async def _save_hits(
    services: WatchServices,
    transaction: Transaction,
    stored: StoredPerson,
    found: Mapping[str, tuple[WatchReason, ...]],
) -> None:
    application_id = stored.person.application_id
    known = await services.hits.list_of(transaction, application_id)
    saved, deleted = update_watch_hits(application_id, known, found, at=services.clock.now())
    await services.hits.delete(transaction, application_id, deleted)
    await services.hits.save(transaction, saved)


def _keys_of(key: bytes, watched: WatchedPerson) -> set[int]:
    person = watched.person
    keys = {one for name in (person.latin_name, person.native_name) for one in name_keys(key, name)}
    return keys | {person.document} if person.document else keys


def _match_entries(
    key: bytes, watched: WatchedPerson, entries: Mapping[str, WatchEntry]
) -> dict[str, tuple[WatchReason, ...]]:
    matched = {one: match_entry(key, watched, entry) for one, entry in entries.items()}
    return {one: reasons for one, reasons in matched.items() if reasons}
