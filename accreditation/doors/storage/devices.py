"""Store of the doors' devices. A device that was enrolled with a login is read together with the login."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, select, update

from accreditation.access.roles import Permission, may_by_names
from accreditation.doors.domain.devices import ENDED, Device, DeviceState, Report, Right, Scope
from accreditation.doors.ports.devices import DeviceRecord
from accreditation.doors.storage.tables import devices
from conference.auth.storage import logins_table, staff_table
from conference.transactions import Transaction

_LOGIN = logins_table.c.secret_hash == devices.c.login_hash
_PERSON = and_(staff_table.c.id == logins_table.c.staff_id, staff_table.c.disabled_at.is_(None))
DEVICES_AND_LOGINS = devices.outerjoin(logins_table, _LOGIN).outerjoin(staff_table, _PERSON)
"""All devices, with the login that they end with and its person, if these exist and the person is not disabled."""

DEVICE_COLUMNS: tuple[ColumnElement[Any], ...] = (
    *devices.c,
    logins_table.c.seen_at.label("login_seen_at"),
    logins_table.c.expires_at.label("login_expires_at"),
    staff_table.c.roles.label("login_roles"),
)
"""Columns of `DEVICES_AND_LOGINS` that `device_of` and `report_of` read."""

_ENROLLER = staff_table.alias("enroller")
_IS_ENROLLER = and_(_ENROLLER.c.id == devices.c.enrolled_by, _ENROLLER.c.disabled_at.is_(None))
_COLUMNS: tuple[ColumnElement[Any], ...] = (*DEVICE_COLUMNS, _ENROLLER.c.roles.label("enroller_roles"))
_DEVICE = select(*_COLUMNS).select_from(DEVICES_AND_LOGINS.outerjoin(_ENROLLER, _IS_ENROLLER))


class SqlDevices:
    """`accreditation.doors.ports.devices.DeviceStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, device: Device, *, code_hash: str, login_hash: str | None) -> None:
        """Add an offered device with the digest of its code, and of the login that it ends with."""
        row = {
            "id": device.id,
            "name": device.name,
            "doors": list(device.scope.doors),
            "rights": sorted(right.value for right in device.scope.rights),
            "expires_at": device.scope.expires_at,
            "state": device.state.value,
            "code_hash": code_hash,
            "login_hash": login_hash,
            "enrolled_by": device.enrolled_by,
            "offered_at": device.offered_at,
        }
        await transaction.connection.execute(insert(devices).values(row))

    async def find_by_code(self, transaction: Transaction, code_hash: str) -> DeviceRecord | None:
        """Find the device that the code was offered for."""
        return await _find_device(transaction, devices.c.code_hash == code_hash)

    async def find_by_token(self, transaction: Transaction, token_hash: str) -> DeviceRecord | None:
        """Find the device that has the token."""
        return await _find_device(transaction, devices.c.token_hash == token_hash)

    async def find(self, transaction: Transaction, device_id: str, *, lock: bool = False) -> DeviceRecord | None:
        """Find a device by its id; with `lock` no other transaction changes it until this one ends."""
        return await _find_device(transaction, devices.c.id == device_id, lock=lock)

    async def save_enrolment(
        self, transaction: Transaction, device: Device, *, token_hash: str, about: Mapping[str, str]
    ) -> bool:
        """Save the enrolment of an offered device; False when its code was used or the offer ended meanwhile."""
        offered = and_(devices.c.id == device.id, devices.c.state == DeviceState.OFFERED.value)
        values = {
            "state": device.state.value,
            "enrolled_at": device.enrolled_at,
            "code_hash": None,
            "token_hash": token_hash,
            **about,
        }
        return (await transaction.connection.execute(update(devices).where(offered).values(values))).rowcount == 1

    async def save(self, transaction: Transaction, device: Device) -> None:
        """Save the device's state. Its end deletes its code and, unless scans may arrive late, its token."""
        values: dict[str, Any] = {"state": device.state.value, "ended_at": device.ended_at}
        if device.state in ENDED:
            values["code_hash"] = None
        if device.state in ENDED - {DeviceState.STORAGE_LOST}:
            values["token_hash"] = None
        await transaction.connection.execute(update(devices).where(devices.c.id == device.id).values(values))

    async def save_unsent(self, transaction: Transaction, device_id: str, unsent: int, *, is_final: bool) -> None:
        """Save the number of unsent scans on an ended device; a final number deletes its token."""
        values: dict[str, Any] = {"queue": unsent} | ({"token_hash": None} if is_final else {})
        await transaction.connection.execute(update(devices).where(devices.c.id == device_id).values(values))

    async def save_reports(self, transaction: Transaction, reports: Mapping[str, Report]) -> None:
        """Save the last report of each device, by device id."""
        for device_id, report in sorted(reports.items()):  # the same order on every node prevents deadlocks
            await transaction.connection.execute(
                update(devices).where(devices.c.id == device_id).values(_report_values(report))
            )

    async def find_login_end(self, transaction: Transaction, login_hash: str) -> datetime | None:
        """Find the absolute end of a login; None when the login has ended."""
        login = select(logins_table.c.expires_at).where(logins_table.c.secret_hash == login_hash)
        return (await transaction.connection.execute(login)).scalar()


async def _find_device(
    transaction: Transaction, where: ColumnElement[bool], *, lock: bool = False
) -> DeviceRecord | None:
    wanted = _DEVICE.where(where)
    row = (await transaction.connection.execute(wanted.with_for_update(of=devices) if lock else wanted)).first()
    if row is None:
        return None
    used = [at for at in (row.login_seen_at, row.enrolled_at, row.reported_at) if at is not None]
    may_send = row.login_hash is None or _may_scan(row.enroller_roles)
    return DeviceRecord(
        device_of(row),
        max(used, default=None) if row.login_hash else None,
        _device_as_enrolled(row) if may_send else None,
    )


def device_of(row: Row[Any]) -> Device:
    """Return the device of a row with `DEVICE_COLUMNS`, ended if the login that it ends with has ended."""
    device = _device_as_enrolled(row)
    if row.login_hash is None or device.state in ENDED:
        return device
    if not _may_scan(row.login_roles):
        return replace(device, state=DeviceState.SIGNED_OUT)
    expires_at = min(device.scope.expires_at, row.login_expires_at)
    return replace(device, scope=replace(device.scope, expires_at=expires_at))


def _device_as_enrolled(row: Row[Any]) -> Device:
    scope = Scope(tuple(row.doors), frozenset(Right(right) for right in row.rights), row.expires_at)
    return Device(
        id=row.id,
        name=row.name,
        scope=scope,
        state=DeviceState(row.state),
        enrolled_by=row.enrolled_by,
        offered_at=row.offered_at,
        enrolled_at=row.enrolled_at,
        ended_at=row.ended_at,
    )


def _may_scan(roles: list[str] | None) -> bool:
    """Whether the roles, None without a person, allow to scan."""
    return may_by_names(roles or (), Permission.SCAN)


def report_of(row: Row[Any]) -> Report | None:
    """Return the last report of a row with `DEVICE_COLUMNS`, None before the first."""
    if row.reported_at is None:
        return None
    return Report(
        at=row.reported_at,
        door=row.door or "",
        skew_ms=row.skew_ms or 0,
        queue=row.queue or 0,
        battery=row.battery,
        charging=row.charging,
        list_at=row.list_at,
        build=row.build or "",
        language=row.language or "",
    )


def _report_values(report: Report) -> dict[str, Any]:
    return {
        "reported_at": report.at,
        "door": report.door,
        "skew_ms": report.skew_ms,
        "queue": report.queue,
        "battery": report.battery,
        "charging": report.charging,
        "list_at": report.list_at,
        "build": report.build,
        "language": report.language,
    }
