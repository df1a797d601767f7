"""Enrolment of the doors' devices: offer, enrol, lock, unlock, sign out, wipe; and their reports."""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.doors.domain.devices import (
    ENDED,
    ENROL_WITHIN,
    Device,
    DeviceState,
    Report,
    Right,
    Scope,
    is_usable,
    may_become,
    may_send_late,
    scope_flaw,
    tidy_name,
)
from accreditation.doors.domain.enrolment_codes import make_code, read_code
from accreditation.doors.domain.events import DeviceChanged
from accreditation.doors.ports.devices import DeviceLookups, DeviceRecord, DeviceStore
from conference.audit import AuditEntry
from conference.auth import throttle
from conference.auth.logins import IDLE
from conference.auth.roles import Staff, may
from conference.clock import Clock
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.ids import Ids
from conference.rate_limits import network_of
from conference.transactions import Transaction, Transactions

GUESSES = throttle.Limit("enrolment", burst=20, every_s=15)
"""Wrong codes from one network, which a whole door team may share; a code has 45 random bits and works for minutes:
even a thousand networks find none of a hundred open codes within a year."""


class UnknownDeviceError(RostrumError):
    """The token belongs to no enrolled device."""

    status = 401


class DeviceServices(Struct, frozen=True, kw_only=True):
    """Dependencies of devices: their store, the ids of the event's doors, and the cache of devices by token."""

    transactions: Transactions
    devices: DeviceStore
    doors: Collection[str]
    clock: Clock
    ids: Ids
    cache: DeviceLookups


class Offer(Struct, frozen=True):
    """An offered enrolment: the device, and the code that works once until `expires_at`."""

    device: Device
    code: str
    expires_at: datetime


class About(Struct, frozen=True):
    """What a device reports when it enrols: its language, the build of its program, and its address."""

    language: str = ""
    build: str = ""
    address: str = ""


class Enrolled(Struct, frozen=True):
    """A device that was just enrolled, and its token, which is returned only once."""

    device: Device
    token: str


async def offer_enrolment(services: DeviceServices, scope: Scope, *, name: str, staff: Staff) -> Offer:
    """Offer an enrolment to a new device; its code is shown as a QR.

    Raises ForbiddenError, InvalidError with the invalid fields: `name`, `doors` or `until`.
    """
    require_supervisor(staff)
    return await _create_offer(services, scope, name=name, staff=staff)


async def enrol_browser(services: DeviceServices, door: str, *, staff: Staff, login: str) -> Offer:
    """Offer an enrolment to a browser in which door staff are signed in. It ends with the login of the secret `login`.

    Raises ForbiddenError, NotFoundError `door.unknown`, RuleError `device.login_over`.
    """
    if not may(staff, Permission.SCAN):
        raise ForbiddenError("role.missing")
    if door not in services.doors:
        raise NotFoundError("door.unknown")
    async with services.transactions.read() as transaction:
        until = await services.devices.find_login_end(transaction, digest(login))
    if until is None:
        raise RuleError("device.login_over")
    rights = frozenset(Right) if may(staff, Permission.SUPERVISE_DOORS) else frozenset({Right.UNDO})
    return await _create_offer(services, Scope((door,), rights, until), name=staff.name, staff=staff, login=login)


async def enrol_device(services: DeviceServices, code: str, *, about: About) -> Enrolled:
    """Enrol a device by its code, which works once and within `ENROL_WITHIN`. Only wrong codes count for the limit.

    Raises UnknownDeviceError `device.code_unknown` for an unknown, used or expired code, ThrottledError.
    """
    if await is_code_open(services, code):
        with suppress(UnknownDeviceError):  # used by another device in the meantime
            async with services.transactions.write() as transaction:
                return await _use_code(services, transaction, code, about=about)
    async with services.transactions.write() as transaction:
        await throttle.charge(transaction, GUESSES, network_of(about.address), services.clock.now())
    raise UnknownDeviceError("device.code_unknown")


async def is_code_open(services: DeviceServices, code: str) -> bool:
    """Whether a device can be enrolled by this code now. Writes nothing, and waits for no writer."""
    async with services.transactions.read() as transaction:
        record = await _find_offer(services, transaction, code)
    return record is not None and _awaits_code(record.device, services.clock.now())


async def find_device(services: DeviceServices, token: str, *, locked: bool = False, late: bool = False) -> Device:
    """Return the device with this token, as it was at most a second ago.

    `late`: also return a device whose enrolment ended less than `LATE_DELIVERY` ago, other than by a wipe. Its state is
    one of `ENDED`; it may send scans made before the end, and nothing else.

    Raises UnknownDeviceError `device.unknown`; ForbiddenError `device.locked` unless `locked` devices are accepted.
    """
    now, key = services.clock.now(), digest(token)
    record = await services.cache.find(key, lambda: _find_by_token(services, key))
    if record is None:
        raise UnknownDeviceError("device.unknown")
    idle = record.used_at is not None and now - record.used_at >= IDLE
    if idle or not is_usable(record.device, now):
        return _late_device(record, now, late=late)
    if record.device.state is DeviceState.LOCKED and not locked:
        raise ForbiddenError("device.locked")
    return record.device


def _late_device(record: DeviceRecord, now: datetime, *, late: bool) -> Device:
    device = record.as_enrolled
    if not late or device is None or not may_send_late(device, now):
        raise UnknownDeviceError("device.unknown")
    if device.state is DeviceState.LOCKED:
        raise ForbiddenError("device.locked")
    return device if device.state in ENDED else replace(device, state=DeviceState.SIGNED_OUT)


async def sign_out_device(
    services: DeviceServices, device: Device, *, unsent: int = 0, storage_lost: bool = False
) -> None:
    """Sign out a device at its own request, with `unsent` scans left on it. A device that has ended is no error.

    `storage_lost`: the browser's storage was cleared; the unsent scans are in the page's memory and may still arrive,
    and a locked device stays locked. Otherwise the unsent scans are lost.
    """
    target = DeviceState.STORAGE_LOST if storage_lost else DeviceState.SIGNED_OUT
    services.cache.drop_report(device.id)
    async with services.transactions.write() as transaction:
        record = await services.devices.find(transaction, device.id, lock=True)
        before = record.as_enrolled if record is not None else None
        if before is not None and may_become(before.state, target):
            await _save_state(services, transaction, before, target, actor=device.id, unsent=unsent)
        await services.devices.save_unsent(transaction, device.id, unsent, is_final=not storage_lost)
    services.cache.forget(device.id)


async def lock_device(services: DeviceServices, device_id: str, *, staff: Staff) -> Device:
    """Lock a device: it can do nothing until it is unlocked. Raises ForbiddenError, NotFoundError, RuleError."""
    return await _change_state(services, device_id, DeviceState.LOCKED, staff=staff)


async def unlock_device(services: DeviceServices, device_id: str, *, staff: Staff) -> Device:
    """Unlock a device. Raises ForbiddenError, NotFoundError, RuleError."""
    return await _change_state(services, device_id, DeviceState.ACTIVE, staff=staff)


async def wipe_device(services: DeviceServices, device_id: str, *, staff: Staff) -> Device:
    """Wipe a device, which deletes all its data at its next request; or withdraw an offer.

    Raises ForbiddenError, NotFoundError, RuleError.
    """
    return await _change_state(services, device_id, DeviceState.WIPED, staff=staff)


async def get_device(services: DeviceServices, device_id: str, *, staff: Staff) -> Device:
    """Return a device. Raises ForbiddenError, NotFoundError `device.gone`."""
    require_supervisor(staff)
    async with services.transactions.read() as transaction:
        record = await services.devices.find(transaction, device_id)
    if record is None:
        raise NotFoundError("device.gone")
    return record.device


def take_report(services: DeviceServices, device: Device, report: Report) -> None:
    """Take the report of a device; `flush_reports` saves it."""
    services.cache.add_report(device.id, report)


async def flush_reports(services: DeviceServices, *, all_of_them: bool = False) -> int:
    """Save the reports that are due, at most one of a device every few seconds, and return their number."""
    due = services.cache.take_reports(all_of_them=all_of_them)
    if due:
        async with services.transactions.write() as transaction:
            await services.devices.save_reports(transaction, due)
    return len(due)


def digest(secret: str) -> str:
    """Return the SHA-256 of a code, a token or a login's secret in hexadecimal, which is stored in its place."""
    return hashlib.sha256(secret.encode()).hexdigest()


def require_supervisor(staff: Staff) -> None:
    """Raise ForbiddenError unless the person supervises the doors."""
    if not may(staff, Permission.SUPERVISE_DOORS):
        raise ForbiddenError("role.missing")


async def _create_offer(
    services: DeviceServices, scope: Scope, *, name: str, staff: Staff, login: str | None = None
) -> Offer:
    now, tidied = services.clock.now(), tidy_name(name)
    flaws = {} if tidied else {"name": "device.name_unfit"}
    flaws |= scope_flaw(scope, services.doors, now)
    if flaws:
        raise InvalidError(next(iter(flaws.values())), flaws)
    device = Device(services.ids.new("dev"), tidied, scope, DeviceState.OFFERED, staff.id, now)
    code = make_code(services.ids.secret())
    async with services.transactions.write() as transaction:
        login_hash = None if login is None else digest(login)
        await services.devices.add(transaction, device, code_hash=digest(code), login_hash=login_hash)
        await _record_audit_entry(transaction, device, "offered", actor=staff.id, at=now)
    return Offer(device, code, now + ENROL_WITHIN)


async def _use_code(services: DeviceServices, transaction: Transaction, code: str, *, about: About) -> Enrolled:
    now, token = services.clock.now(), services.ids.secret()
    record = await _find_offer(services, transaction, code)
    if record is None or not _awaits_code(record.device, now):
        raise UnknownDeviceError("device.code_unknown")
    device = replace(record.device, state=DeviceState.ACTIVE, enrolled_at=now)
    reported = {"language": about.language[:2], "build": about.build[:64]}
    if not await services.devices.save_enrolment(transaction, device, token_hash=digest(token), about=reported):
        raise UnknownDeviceError("device.code_unknown")
    await _record_audit_entry(transaction, device, "enrolled", actor=device.enrolled_by, at=now)
    transaction.emit(DeviceChanged(device.id, device.state, now))
    return Enrolled(device, token)


async def _find_offer(services: DeviceServices, transaction: Transaction, typed: str) -> DeviceRecord | None:
    code = read_code(typed)
    return None if code is None else await services.devices.find_by_code(transaction, digest(code))


def _awaits_code(device: Device, now: datetime) -> bool:
    ends_at = min(device.offered_at + ENROL_WITHIN, device.scope.expires_at)
    return device.state is DeviceState.OFFERED and now < ends_at


async def _find_by_token(services: DeviceServices, token_hash: str) -> DeviceRecord | None:
    async with services.transactions.read() as transaction:
        return await services.devices.find_by_token(transaction, token_hash)


_AUDIT_ACTIONS = {
    DeviceState.LOCKED: "locked",
    DeviceState.ACTIVE: "unlocked",
    DeviceState.WIPED: "wiped",
    DeviceState.SIGNED_OUT: "signed_out",
    DeviceState.STORAGE_LOST: "storage_lost",
}


async def _change_state(services: DeviceServices, device_id: str, target: DeviceState, *, staff: Staff) -> Device:
    require_supervisor(staff)
    async with services.transactions.write() as transaction:
        record = await services.devices.find(transaction, device_id, lock=True)
        if record is None:
            raise NotFoundError("device.gone")
        is_offered = record.device.state is DeviceState.OFFERED  # becomes active only by its code
        if (is_offered and target is DeviceState.ACTIVE) or not may_become(record.device.state, target):
            raise RuleError("device.not_so", name=record.device.name)
        device = await _save_state(services, transaction, record.device, target, actor=staff.id)
    services.cache.forget(device_id)
    return device


async def _save_state(
    services: DeviceServices,
    transaction: Transaction,
    before: Device,
    target: DeviceState,
    *,
    actor: str,
    unsent: int = 0,
) -> Device:
    now = services.clock.now()
    device = replace(before, state=target, ended_at=now if target in ENDED else None)
    await services.devices.save(transaction, device)
    await _record_audit_entry(transaction, device, _AUDIT_ACTIONS[target], actor=actor, at=now, unsent=unsent)
    transaction.emit(DeviceChanged(device.id, target, now))
    return device


async def _record_audit_entry(
    transaction: Transaction, device: Device, done: str, *, actor: str, at: datetime, unsent: int = 0
) -> None:
    details: dict[str, object] = {"name": device.name, "doors": list(device.scope.doors)}
    if unsent:
        details["unsent"] = unsent
    if done == "offered":
        details["rights"] = sorted(right.value for right in device.scope.rights)
        details["until"] = device.scope.expires_at.isoformat()
    await transaction.record(AuditEntry(f"accreditation:device:{done}", actor, device.id, at, details))
