"""What a scan is made of, and what of it may be kept. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LOGGED_MOST = 200
"""Characters of a reading that is no badge, as kept for the supervisor."""

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Method(StrEnum):
    """How a code came to the door."""

    CAMERA = "camera"
    WEDGE = "wedge"
    TYPED = "typed"
    API = "api"


class UndoReason(StrEnum):
    """Why an entry or an exit is taken back."""

    MIS_SCAN = "mis_scan"
    STAYED_OUT = "stayed_out"
    WRONG_PERSON = "wrong_person"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class Presented:
    """One reading as a device sends it. `key` makes it the same scan however often it is sent; `scanned_at` is the
    device's own time."""

    key: str
    text: str
    method: Method
    scanned_at: datetime
    device: str | None = None


def is_key(text: str) -> bool:
    """Whether the text can be an idempotency key: 8 to 64 letters, digits, `_` or `-`."""
    return _KEY.fullmatch(text) is not None


def digest(text: str) -> str:
    """SHA-256 of all that was read, in hexadecimal; lone surrogates count as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def loggable(text: str) -> str:
    """The beginning of what was read, as one line of visible ASCII: the rest is escaped as Python writes it."""
    escaped = text[:LOGGED_MOST].encode("unicode_escape").decode("ascii")
    return escaped if len(escaped) <= LOGGED_MOST and len(text) <= LOGGED_MOST else escaped[: LOGGED_MOST - 1] + "~"
