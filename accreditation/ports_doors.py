"""What the doors' devices, lists, notices and PINs need from outside. Stores are stateless: calls name their unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accreditation.domain.devices import Device, Report
from conference.units import Unit


@dataclass(frozen=True, slots=True)
class KeptDevice:
    """A device as kept. `device` already tells the end of the login that it was enrolled with, if that has ended;
    `used_at` is when that login or the device was last used (None: the device is not bound to a login)."""

    device: Device
    used_at: datetime | None = None


class DeviceStore(Protocol):
    """Keeps the doors' devices."""

    async def add(self, unit: Unit, device: Device, *, code_hash: str, login_hash: str | None) -> None:
        """Keep an offered device with the digest of its code, and of the login that it is to end with."""
        ...

    async def by_code(self, unit: Unit, code_hash: str) -> KeptDevice | None:
        """The device that the code was offered for."""
        ...

    async def by_token(self, unit: Unit, token_hash: str) -> KeptDevice | None:
        """The device that holds the token."""
        ...

    async def by_id(self, unit: Unit, device_id: str, *, lock: bool = False) -> KeptDevice | None:
        """The device of this id; with `lock` nobody changes it before the unit ends (a unit that writes)."""
        ...

    async def enrol(self, unit: Unit, device: Device, *, token_hash: str, about: Mapping[str, str]) -> bool:
        """Make the offered device active with its token; False when its code was used or it was ended meanwhile."""
        ...

    async def keep(self, unit: Unit, device: Device) -> None:
        """Keep the device's new state; what is ended loses its code and its token."""
        ...

    async def keep_reports(self, unit: Unit, reports: Mapping[str, Report]) -> None:
        """Keep what devices (by id) last told of themselves."""
        ...

    async def login_until(self, unit: Unit, login_hash: str) -> datetime | None:
        """The absolute end of a login, None when there is no such login any more."""
        ...
