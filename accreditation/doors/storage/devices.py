"""The doors' devices in the database. A device that was enrolled with a login is looked up together with it."""

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
"""Every device, with the login that it ends with and the person who is signed in, if they are still there."""

DEVICE_COLUMNS: tuple[ColumnElement[Any], ...] = (
    *devices.c,
    logins_table.c.seen_at.label("login_seen_at"),
    logins_table.c.expires_at.label("login_expires_at"),
    staff_table.c.roles.label("login_roles"),
)
"""What `device_of` and `report_of` read, of `DEVICES_AND_LOGINS`."""

_ENROLLER = staff_table.alias("enroller")
_IS_ENROLLER = and_(_ENROLLER.c.id == devices.c.enrolled_by, _ENROLLER.c.disabled_at.is_(None))
_COLUMNS: tuple[ColumnElement[Any], ...] = (*DEVICE_COLUMNS, _ENROLLER.c.roles.label("enroller_roles"))
_DEVICE = select(*_COLUMNS).select_from(DEVICES_AND_LOGINS.outerjoin(_ENROLLER, _IS_ENROLLER))


class SqlDevices:
    """`accreditation.doors.ports.devices.DeviceStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, device: Device, *, code_hash: str, login_hash: str | None) -> None:
        """Keep an offered device with the digest of its code, and of the login that it is to end with."""
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
        """The device that the code was offered for."""
        return await _one(transaction, devices.c.code_hash == code_hash)

    async def find_by_token(self, transaction: Transaction, token_hash: str) -> DeviceRecord | None:
        """The device that holds the token."""
        return await _one(transaction, devices.c.token_hash == token_hash)

    async def find(self, transaction: Transaction, device_id: str, *, lock: bool = False) -> DeviceRecord | None:
        """The device of this id; `lock` keeps others from changing it until the transaction ends."""
        return await _one(transaction, devices.c.id == device_id, lock=lock)

    async def save_enrolment(
        self, transaction: Transaction, device: Device, *, token_hash: str, about: Mapping[str, str]
    ) -> bool:
        """Make the offered device active with its token; False when its code was used or it was ended meanwhile."""
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
        """Keep the device's new state; what is ended loses its code and, unless scans may arrive late, its token."""
        values: dict[str, Any] = {"state": device.state.value, "ended_at": device.ended_at}
        if device.state in ENDED:
            values["code_hash"] = None
        if device.state in ENDED - {DeviceState.STORAGE_LOST}:
            values["token_hash"] = None
        await transaction.connection.execute(update(devices).where(devices.c.id == device.id).values(values))

    async def save_unsent(self, transaction: Transaction, device_id: str, unsent: int, *, is_final: bool) -> None:
        """Save how many scans an ended device holds unsent; after the `is_final` number its token is forgotten."""
        values: dict[str, Any] = {"queue": unsent} | ({"token_hash": None} if is_final else {})
        await transaction.connection.execute(update(devices).where(devices.c.id == device_id).values(values))

    async def save_reports(self, transaction: Transaction, reports: Mapping[str, Report]) -> None:
        """Keep what devices (by id) last told of themselves."""
        for device_id, report in sorted(reports.items()):  # in one order on every node: no two wait for each other
            await transaction.connection.execute(
                update(devices).where(devices.c.id == device_id).values(_report_values(report))
            )

    async def find_login_end(self, transaction: Transaction, login_hash: str) -> datetime | None:
        """The absolute end of a login, None when there is no such login any more."""
        login = select(logins_table.c.expires_at).where(logins_table.c.secret_hash == login_hash)
        return (await transaction.connection.execute(login)).scalar()


async def _one(transaction: Transaction, where: ColumnElement[bool], *, lock: bool = False) -> DeviceRecord | None:
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
    """The device of a row with `DEVICE_COLUMNS`, ended if the login that it ends with has."""
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
    """Whether the person of the login is there and still works at the doors."""
    return may_by_names(roles or (), Permission.SCAN)


def report_of(row: Row[Any]) -> Report | None:
    """What the device of a row with `DEVICE_COLUMNS` last told, None before it has told anything."""
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
