"""What a scan is made of, what devices send, and what of it may be kept. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from accreditation.access.rules import Direction
from accreditation.doors.domain.doors import Ruling

MAX_LOGGED = 200
"""Characters of a reading that is no badge, as kept for the supervisor."""

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Method(StrEnum):
    """How a code came to the door."""

    CAMERA = "camera"
    WEDGE = "wedge"
    TYPED = "typed"
    SEARCH = "search"
    API = "api"


class UndoReason(StrEnum):
    """Why an entry or an exit is taken back."""

    MIS_SCAN = "mis_scan"
    STAYED_OUT = "stayed_out"
    WRONG_PERSON = "wrong_person"
    TRAINING = "training"


class OverrideReason(StrEnum):
    """Why a supervisor sets a refusal aside."""

    KNOWN_PERSON = "known_person"
    ESCORTED = "escorted"
    OTHER_DOCUMENT = "other_document"
    LIST_WRONG = "list_wrong"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a device sends of one act. `key` makes it the same act however often it is sent; `scanned_at` is the
    device's own time, and `skew_ms` how far that was ahead of ours when they last spoke."""

    key: str
    door: str
    scanned_at: datetime
    skew_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanItem(Item):
    """A reading. `device_ruling` is the ruling that the guard was shown; None asks for one."""

    text: str
    method: Method
    direction: Direction
    device_ruling: Ruling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideItem(Item):
    """A supervisor's word that sets the refused scan `of` aside; `proof` is hexadecimal (docs/doors.md)."""

    of: str
    reason: OverrideReason
    supervisor: str
    proof: str

    def message(self) -> bytes:
        """What the proof is of."""
        return "\n".join(("override", self.key, self.of, self.supervisor, self.reason.value)).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoItem(Item):
    """The scan `of` is taken back."""

    of: str
    reason: UndoReason


def occurred_at(item: Item, received_at: datetime) -> datetime:
    """When it happened by our clock: never after we heard of it."""
    try:
        return min(item.scanned_at - timedelta(milliseconds=item.skew_ms), received_at)
    except OverflowError:
        return received_at


def may_arrive_late(item: Item, ended_at: datetime) -> bool:
    """Whether an enrolment that is over may send this item: it happened before the end and asks for no decision."""
    is_decided = not isinstance(item, ScanItem) or item.device_ruling is not None
    return is_decided and occurred_at(item, datetime.max.replace(tzinfo=UTC)) <= ended_at


def is_key(text: str) -> bool:
    """Whether the text can be an idempotency key: 8 to 64 letters, digits, `_` or `-`."""
    return _KEY.fullmatch(text) is not None


def digest(text: str) -> str:
    """SHA-256 of all that was read, in hexadecimal; lone surrogates count as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def loggable(text: str) -> str:
    """The beginning of what was read, as one line of visible ASCII: the rest is escaped as Python writes it."""
    escaped = text[:MAX_LOGGED].encode("unicode_escape").decode("ascii")
    return escaped if len(escaped) <= MAX_LOGGED and len(text) <= MAX_LOGGED else escaped[: MAX_LOGGED - 1] + "~"
