"""The checks of `rostrum doctor`: of the shared parts and of each feature."""

import stat
from collections.abc import Iterable
from pathlib import Path

from accreditation.badges.audience import audience_of
from accreditation.badges.domain.tokens import PublishedKey
from accreditation.badges.storage.keys import SqlKeys
from conference.event import Event, EventDataError
from conference.event.folder_files import read_files
from conference.event.load import check_folder as check_event_folder
from conference.event.storage import LoadedEvent, digest_of, find_event
from conference.resources import event_folder
from rostrum.doctor import Check, Finding, ok, problem, warning
from rostrum.doctor.certificate import check_certificate
from rostrum.doctor.change_notifier import check_redis
from rostrum.doctor.clocks import check_clock, clock_without_anchoring
from rostrum.doctor.database import check_database, database_exists, read_migrated_database
from rostrum.doctor.machine import check_address, check_files, check_folder, check_processes, check_sound
from rostrum.doctor.mail import check_mail
from rostrum.doctor.texts import check_catalogues, check_letters
from rostrum.doctor.trail import check_trail
from rostrum.doctor.vault import check_vault
from rostrum.parts.accreditation import KEY_FOLDER
from rostrum.settings import Settings

OWNER_ONLY_FILE, OWNER_ONLY_FOLDER = 0o600, 0o700


async def check_event(settings: Settings) -> Iterable[Finding]:
    """Check the event: readable, the same in its folder, with glyphs for all letters."""
    try:
        loaded = await _find_loaded_event(settings)
    except EventDataError as error:
        todo = "Run the release of Rostrum that saved it, and export the event with that one."
        return [problem(f"The event cannot be read: {error}.", todo)]
    checked = check_event_folder(event_folder(settings.event))
    event = loaded.event if loaded else checked.event
    if event is None:
        faults = EventDataError(*checked.faults)
        return [problem(f"The event {settings.event} cannot be read: {faults}", "Correct its files.")]
    findings = [ok(f"The event {event.id} is read: {event.starts_on} to {event.ends_on}, {event.timezone}.")]
    if loaded:
        findings += _compare_folder(loaded, checked.event, settings)
    last = max((category.valid_until for category in event.categories), default=None)
    if last is not None and last < clock_without_anchoring(settings).now():
        todo = f"Choose another event, or run `make doctor` for the demonstration, whose clock starts in {last:%Y}."
        findings.append(warning(f"Every badge of {event.id} ended at {last:%Y-%m-%d}.", todo))
    return [*findings, *check_sound(event.streams), *check_letters(event)]


def _compare_folder(loaded: LoadedEvent, folder_event: Event | None, settings: Settings) -> Iterable[Finding]:
    """Compare the loaded event with the folder of the settings, if that is readable."""
    if folder_event is None:
        return
    if digest_of(folder_event, read_files(folder_event.folder)) != loaded.digest:
        said = f"The folder {settings.event} differs from the loaded event {loaded.event.id}, which is served."
        todo = "`rostrum event load` shows and applies the folder; `rostrum event export` writes the loaded event."
        yield warning(said, todo)


async def _find_loaded_event(settings: Settings) -> LoadedEvent | None:
    if not database_exists(settings):
        return None
    async with read_migrated_database(settings) as transaction:
        return None if transaction is None else await find_event(transaction)


async def check_keys(settings: Settings) -> Iterable[Finding]:
    """Check the keys: signing keys published, private ones on issuing nodes only, permissions for the owner only."""
    folder = settings.data_dir / KEY_FOLDER
    files = sorted(folder.glob("*.pem")) if folder.is_dir() else []
    if "desk" not in settings.parts:
        if files:
            said = f"This node issues no badges, but holds {len(files)} private signing keys in {folder}."
            return [warning(said, "Move them to the node that issues.")]
        return [ok("No private signing key is on this node, which issues no badges.")]
    secrets = [*files, *folder.glob("*.key")]
    return [*_check_permissions(folder, secrets), *await _check_published_keys(settings, {path.stem for path in files})]


def _check_permissions(folder: Path, files: list[Path]) -> Iterable[Finding]:
    expected = [(path, OWNER_ONLY_FILE) for path in files] + ([(folder, OWNER_ONLY_FOLDER)] if folder.is_dir() else [])
    for path, mode in expected:
        actual = stat.S_IMODE(path.stat().st_mode)
        if actual & ~mode:
            said = f"Others may read the private keys: {path} has the mode {actual:o}."
            yield problem(said, f"chmod {mode:o} {path}; if others could read it, withdraw the key.")


async def _check_published_keys(settings: Settings, held_ids: set[str]) -> list[Finding]:
    if not database_exists(settings):
        return [warning("There is no signing key yet.", "The first start of a node with the desk makes one.")]
    async with read_migrated_database(settings) as transaction:
        loaded = None if transaction is None else await find_event(transaction)
        if transaction is None or loaded is None:
            return []
        keys = await SqlKeys().list_published(transaction, audience_of(loaded.event).claim)
    signing = [key for key in keys if key.retired_at is None and key.withdrawn_at is None]
    if not signing:
        return [warning("There is no signing key yet.", "The next start of a node with the desk makes one.")]
    own = [key for key in signing if key.id in held_ids]
    if not own:
        said = f"{len(signing)} signing keys are published, and this node holds the private half of none."
        return [warning(said, "Its next start makes another; restore the data folder if this one was lost.")]
    return [ok(_describe_keys(keys, own[-1]))]


def _describe_keys(keys: list[PublishedKey], signing: PublishedKey) -> str:
    retired = sum(key.retired_at is not None and key.withdrawn_at is None for key in keys)
    withdrawn = sum(key.withdrawn_at is not None for key in keys)
    date = f"{signing.created_at:%Y-%m-%d}"
    return f"Badges are signed with the key of {date}, until it is retired; {retired} retired, {withdrawn} withdrawn."


CHECKS: dict[str, Check] = {
    "event": check_event,
    "texts": check_catalogues,
    "folder": check_folder,
    "database": check_database,
    "redis": check_redis,
    "clock": check_clock,
    "audit": check_trail,
    "files": check_files,
    "address": check_address,
    "certificate": check_certificate,
    "processes": check_processes,
    "keys": check_keys,
    "vault": check_vault,
    "mail": check_mail,
}
"""All checks, in the order of the report."""
