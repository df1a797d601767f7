"""Requests of devices to be paired, and paired screens. Pure."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from conference.errors import InvalidError, RuleError

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters of codes: without I, L, O and U, which look like others."""

CODE_LETTERS = 8
OPEN_FOR = timedelta(minutes=15)
"""How long a request is kept, whatever its state."""

MOST_OPEN, MOST_OPEN_OF_NETWORK = 50, 30
"""Largest number of requests that wait: of all networks, and of one, so that one network cannot take every place."""

MOST_SCREENS = 500
"""Largest number of paired screens, as the feed knows (`broadcast.feed.screens.MAX_SCREENS`)."""

LONGEST_NAME, LONGEST_PLACE, LONGEST_AGENT = 40, 120, 60

_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}")
_HALF = CODE_LETTERS // 2


class PairingState(StrEnum):
    """State of a request."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRequest:
    """A device that asks to be paired: its code, its public key (base64url of the point), and what it says of itself.

    `screen` is the name that it was given.
    """

    code: str
    public_key: str
    asked_at: datetime
    network: str
    user_agent: str = ""
    state: PairingState = PairingState.WAITING
    screen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedScreen:
    """A screen: its name, the key of its device ("" for none), where it hangs, and the address of what it shows.

    `room` is the code of a room, `place` a free text; either may be empty. `paired_at` and `paired_by` are of the
    present device. `version` counts the changes.
    """

    name: str
    public_key: str
    address: str
    paired_at: datetime
    paired_by: str
    place: str = ""
    room: str = ""
    version: int = 1

    @property
    def is_paired(self) -> bool:
        """Whether a device is paired as this screen."""
        return bool(self.public_key)


class Attempts(Struct, frozen=True, kw_only=True):
    """How many connections used the name of a screen without the proof of its device, and when the last one did.

    They are counted from the pairing of the device on, on all nodes.
    """

    number: int
    last_at: datetime


def make_code(secret: str) -> str:
    """Return the code of a random secret, such as `KMRT-WXAB`."""
    number, letters = int.from_bytes(hashlib.sha256(secret.encode()).digest()), ""
    for _ in range(CODE_LETTERS):
        number, letter = divmod(number, len(ALPHABET))
        letters += ALPHABET[letter]
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def read_code(typed: str) -> str | None:
    """Return the code that was typed in any case, with or without dashes and blanks; None for a text that is none."""
    letters = "".join(sign for sign in typed[:64].upper() if sign not in " -\N{EN DASH}\N{NO-BREAK SPACE}")
    return f"{letters[:_HALF]}-{letters[_HALF:]}" if is_code_letters(letters) else None


def is_code_letters(letters: str) -> bool:
    """Return whether these are the letters of a code."""
    return len(letters) == CODE_LETTERS and set(letters) <= set(ALPHABET)


def read_name(typed: str) -> str:
    """Return the name of a screen in small letters.

    Raises: InvalidError `screen.name_missing`, `screen.name_wrong` of the field `name`.
    """
    name = typed.strip().lower()
    if not name:
        raise InvalidError("screen.name_missing", {"name": "screen.name_missing"})
    if not _NAME.fullmatch(name):
        raise InvalidError("screen.name_wrong", {"name": "screen.name_wrong"}, most=LONGEST_NAME)
    return name


def base_name(reported: str) -> str:
    """Return the name of the screen that reports as `lobby-1.ar`: `lobby-1`; a paired screen's name has no dot."""
    return reported.partition(".")[0]


def shorten_agent(user_agent: str) -> str:
    """Return what is kept of a device's description of itself: its system and its last product, printable."""
    system = re.search(r"\(([^;)]*)", user_agent)
    products = re.findall(r"[A-Za-z]+/[0-9.]+", user_agent)
    words = [system[1] if system else "", *products[-2:]]
    return "".join(sign for sign in " ".join(word for word in words if word) if sign.isprintable())[:LONGEST_AGENT]


def check_room_for(waiting: Collection[PairingRequest], network: str) -> None:
    """Raise RuleError `screen.too_many_requests` when no further request of this network can wait."""
    of_network = sum(1 for request in waiting if request.network == network)
    if len(waiting) >= MOST_OPEN or of_network >= MOST_OPEN_OF_NETWORK:
        raise RuleError("screen.too_many_requests")
