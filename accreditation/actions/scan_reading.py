"""Whom a reading is of, and what may be believed of it."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.actions.scan_post import ScanPost, Sent
from accreditation.domain.badges import read_short_code
from accreditation.domain.devices import Device
from accreditation.domain.doors import Reading
from accreditation.domain.scans import ScanItem
from accreditation.domain.tokens import Flaw, TokenReading
from conference.units import Unit

_NEW_KEY = frozenset({Flaw.UNKNOWN_KEY, Flaw.BAD_SIGNATURE})
"""Flaws that a key published a moment ago would explain."""


@dataclass(frozen=True, slots=True)
class Identified:
    """What may be believed of a reading, and the badge that it names: by id, or by its number."""

    reading: Reading
    badge_id: str | None = None
    number: str | None = None
    serial: int | None = None
    mistyped: bool = False


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A scan as sent, by which device, and whom it is of."""

    item: ScanItem
    device: Device
    who: Identified


async def read_scan(post: ScanPost, unit: Unit, sent: Sent, *, now: datetime) -> ReadScan | None:
    """The scan, if it is one that was sent."""
    if not isinstance(sent.item, ScanItem):
        return None
    return ReadScan(sent.item, sent.device, await identify(post, unit, sent.item, now=now))


async def identify(post: ScanPost, unit: Unit, item: ScanItem, *, now: datetime) -> Identified:
    """Whom the text names: by a token, else by a short code typed by hand."""
    code = read_short_code(item.text)
    if code is not None:
        return Identified(Reading(), number=code.number if code.sound else None, mistyped=not code.sound)
    token = await _read(post, unit, item.text, now=now)
    reading = Reading.of_token(token)
    if token.claims is None or reading.flaw is not None:
        return Identified(reading)
    return Identified(reading, token.claims.badge_id, serial=token.claims.serial)


async def _read(post: ScanPost, unit: Unit, text: str, *, now: datetime) -> TokenReading:
    token = (await post.keys.reader(unit, now=now)).read(text)
    if token.flaw in _NEW_KEY:
        token = (await post.keys.reader(unit, now=now, afresh=True)).read(text)
    return token
