"""Items that devices send: scans, overrides, undos; and what of a scanned text may be stored. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from accreditation.access.rules import Direction
from accreditation.doors.domain.devices import Device, clamp_time
from accreditation.doors.domain.doors import Ruling

MAX_LOGGED = 200
"""Maximum characters of a scanned text that are stored for the supervisor; tokens are not stored."""

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Method(StrEnum):
    """How a code was entered at the door."""

    CAMERA = "camera"
    WEDGE = "wedge"
    TYPED = "typed"
    SEARCH = "search"
    API = "api"


class UndoReason(StrEnum):
    """Why an entry or exit is undone."""

    MIS_SCAN = "mis_scan"
    STAYED_OUT = "stayed_out"
    WRONG_PERSON = "wrong_person"
    TRAINING = "training"


class OverrideReason(StrEnum):
    """Why a supervisor overrides a refusal."""

    KNOWN_PERSON = "known_person"
    ESCORTED = "escorted"
    OTHER_DOCUMENT = "other_document"
    LIST_WRONG = "list_wrong"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What every item has: its idempotency `key`, the door, the time by the device's clock (`scanned_at`), and how many
    milliseconds that clock was ahead of the server's at the last contact (`skew_ms`)."""

    key: str
    door: str
    scanned_at: datetime
    skew_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanItem(Item):
    """A scan. `device_ruling`: verdict already shown by the device; None requests an online decision."""

    text: str
    method: Method
    direction: Direction
    device_ruling: Ruling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideItem(Item):
    """Override of the refused scan with the key `of`; `proof` of the PIN is hexadecimal (docs/doors.md)."""

    of: str
    reason: OverrideReason
    supervisor: str
    proof: str

    def message(self) -> bytes:
        """Return the message that the proof authenticates."""
        return "\n".join(("override", self.key, self.of, self.supervisor, self.reason.value)).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoItem(Item):
    """Undoing of the scan with the key `of`."""

    of: str
    reason: UndoReason


def time_by_server(item: Item) -> datetime | None:
    """Return the time of the item by the server's clock, None if it is outside the calendar."""
    try:
        return item.scanned_at - timedelta(milliseconds=item.skew_ms)
    except OverflowError:
        return None


def occurred_at(item: Item, device: Device, received_at: datetime) -> datetime | None:
    """Return the time of the item by the server's clock, at most `received_at`; None if its device cannot have made it
    then."""
    at = time_by_server(item)
    return None if at is None else clamp_time(at, device, received_at)


def may_arrive_late(item: Item, ended_at: datetime) -> bool:
    """Return whether a device whose enrolment has ended may still send an item: made before, and decided offline."""
    is_decided = not isinstance(item, ScanItem) or item.device_ruling is not None
    at = time_by_server(item)
    return is_decided and at is not None and at <= ended_at


def is_key(text: str) -> bool:
    """Return whether the text can be an idempotency key: 8 to 64 letters, digits, `_` or `-`."""
    return _KEY.fullmatch(text) is not None


def digest(text: str) -> str:
    """Return the SHA-256 of a scanned text in hexadecimal; lone surrogates are encoded as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def log_excerpt(text: str) -> str:
    """Return the beginning of a scanned text as one line of visible ASCII, the rest escaped as in Python."""
    escaped = text[:MAX_LOGGED].encode("unicode_escape").decode("ascii")
    return escaped if len(escaped) <= MAX_LOGGED and len(text) <= MAX_LOGGED else escaped[: MAX_LOGGED - 1] + "~"
