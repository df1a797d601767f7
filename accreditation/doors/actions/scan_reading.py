"""Whom a reading is of, and what may be believed of it."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.badges.domain.badges import read_short_code
from accreditation.badges.domain.tokens import Flaw, TokenReading
from accreditation.badges.ports import TokenReader
from accreditation.doors.actions.scan_post import ScanServices, Sent
from accreditation.doors.domain.devices import Device
from accreditation.doors.domain.doors import PresentedToken
from accreditation.doors.domain.scans import ScanItem
from conference.transactions import Transaction

_NEW_KEY = frozenset({Flaw.UNKNOWN_KEY, Flaw.BAD_SIGNATURE})
"""Flaws that a key published a moment ago would explain."""


@dataclass(frozen=True, slots=True)
class Identified:
    """What may be believed of a reading, and the badge that it names: by id, or by its number."""

    reading: PresentedToken
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


class TokenReads:
    """Reads the scans of one transaction. The published keys are read again for it at most once.

    A device that sends forged tokens would else cost a query for each of them.
    """

    def __init__(self, services: ScanServices, transaction: Transaction, now: datetime) -> None:
        self._services = services
        self._transaction = transaction
        self._now = now
        self._reader: TokenReader | None = None
        self._is_afresh = False

    async def read_scan(self, sent: Sent) -> ReadScan | None:
        """The scan, if it is one that was sent."""
        if not isinstance(sent.item, ScanItem):
            return None
        return ReadScan(sent.item, sent.device, await self._identify(sent.item.text))

    async def _identify(self, text: str) -> Identified:
        """Whom the text names: by a token, else by a short code typed by hand."""
        code = read_short_code(text)
        if code is not None:
            return Identified(PresentedToken(), number=code.number if code.sound else None, mistyped=not code.sound)
        token = await self._read_token(text)
        reading = PresentedToken.of_token(token)
        if token.claims is None or reading.flaw is not None:
            return Identified(reading)
        return Identified(reading, token.claims.badge_id, serial=token.claims.serial)

    async def _read_token(self, text: str) -> TokenReading:
        known = self._reader = self._reader or await self._services.keys.get_reader(self._transaction, now=self._now)
        token = known.read(text)
        if token.flaw not in _NEW_KEY or self._is_afresh:
            return token
        self._is_afresh = True
        self._reader = await self._services.keys.get_reader(self._transaction, now=self._now, afresh=True)
        return token if self._reader is known else self._reader.read(text)
