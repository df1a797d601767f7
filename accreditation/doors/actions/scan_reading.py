"""Identification of scanned badges: by the token, or by a short code typed by hand. Phase 1 of `scanning`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accreditation.badges.domain.badges import read_short_code
from accreditation.badges.domain.tokens import Flaw, TokenReading
from accreditation.badges.ports import TokenReader
from accreditation.doors.actions.scan_services import ReceivedItem, ScanServices
from accreditation.doors.domain.doors import PresentedToken
from accreditation.doors.domain.scans import ScanItem, is_key
from conference.transactions import Transaction

_FLAWS_OF_NEW_KEYS = frozenset({Flaw.UNKNOWN_KEY, Flaw.BAD_SIGNATURE})
"""Flaws that a token has as long as a newly published key has not been read."""


@dataclass(frozen=True, slots=True)
class IdentifiedScan(ReceivedItem):
    """A valid scan and the badge that its text names: by `badge_id` and `serial` of a token, or by `number`.

    `token` is what the door may believe of the text. `is_mistyped`: the check digits of a short code are wrong.
    """

    item: ScanItem
    token: PresentedToken = PresentedToken()
    badge_id: str | None = None
    number: str | None = None
    serial: int | None = None
    is_mistyped: bool = False


async def identify_scans(
    services: ScanServices, transaction: Transaction, received: Sequence[ReceivedItem]
) -> list[ReceivedItem]:
    """Return the items in their order: invalid ones with their problem, valid scans as `IdentifiedScan`."""
    identifier = _ScanIdentifier(services, transaction, services.clock.now())
    return [await identifier.identify(one, _find_problem(services, one)) for one in received]


def _find_problem(services: ScanServices, received: ReceivedItem) -> str | None:
    item = received.item
    if not is_key(item.key):
        return "scan.key_invalid"
    if item.door not in services.plan.doors:
        return "door.unknown"
    return None if item.door in received.device.scope.doors else "door.out_of_scope"


class _ScanIdentifier:
    """Identifies the scans of one transaction. The published keys are read again at most once in a transaction.

    Without that limit, a device that sends forged tokens would cause a query for each of them.
    """

    def __init__(self, services: ScanServices, transaction: Transaction, now: datetime) -> None:
        self._services = services
        self._transaction = transaction
        self._now = now
        self._reader: TokenReader | None = None
        self._is_read_again = False

    async def identify(self, received: ReceivedItem, problem: str | None) -> ReceivedItem:
        """Return the item with its problem, if it has one; a valid scan with its badge; any other item as it is."""
        if problem is not None:
            return replace(received, problem=problem)
        item = received.item
        return await self._identify_badge(received, item) if isinstance(item, ScanItem) else received

    async def _identify_badge(self, received: ReceivedItem, item: ScanItem) -> IdentifiedScan:
        code = read_short_code(item.text)
        if code is not None:
            number = code.number if code.sound else None
            return IdentifiedScan(item, received.device, number=number, is_mistyped=not code.sound)
        reading = await self._read_token(item.text)
        token, claims = PresentedToken.of_token(reading), reading.claims
        if claims is None or token.flaw is not None:
            return IdentifiedScan(item, received.device, token=token)
        return IdentifiedScan(item, received.device, token=token, badge_id=claims.badge_id, serial=claims.serial)

    async def _read_token(self, text: str) -> TokenReading:
        keys = self._services.keys
        reader = self._reader = self._reader or await keys.get_reader(self._transaction, now=self._now)
        reading = reader.read(text)
        if reading.flaw not in _FLAWS_OF_NEW_KEYS or self._is_read_again:
            return reading
        self._is_read_again = True
        self._reader = await keys.get_reader(self._transaction, now=self._now, afresh=True)
        return reading if self._reader is reader else self._reader.read(text)
