"""Outlets: the media that applicants work for, as entities with aliases (DESIGN §3, A17)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conference.texts.stream_safe import normalize
from conference.texts.typed_text import clean_line


class OutletKind(StrEnum):
    """Kind of an outlet. `OFFICIAL`: official media of a delegation, which come with it."""

    AGENCY = "agency"
    BROADCASTER = "broadcaster"
    NEWSPAPER = "newspaper"
    ONLINE = "online"
    PHOTO = "photo"
    FREELANCE = "freelance"
    OFFICIAL = "official"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Outlet:
    """Medium that applicants work for. `aliases` are its other names; `verified`: an officer has confirmed it.

    `kind` and `country` (ISO 3166-1 alpha-2, "" for none) are what officers know of it. `quota` is how many people it
    may have accredited, None for the event's rule. `late_places` people may be added to its crew after the closing,
    until `late_until`. While it is blocked nobody applies for it. `merged_into` is the id of the outlet into which it
    was merged. `version` counts the changes by officers.
    """

    id: str
    name: str
    verified: bool = False
    aliases: tuple[str, ...] = ()
    kind: OutletKind | None = None
    country: str = ""
    quota: int | None = None
    late_places: int = 0
    late_until: datetime | None = None
    blocked_at: datetime | None = None
    merged_into: str | None = None
    version: int = 0


KEY_LENGTH = 200
"""Maximum characters of a key."""

_NAME_LENGTH = 256
_UNFOLDED_LENGTH = 3 * 18 * _NAME_LENGTH
"""Limit in characters: NFKC turns one character into at most eighteen, case folding into three."""


def alias_key(name: str) -> str:
    """Return the key of a name: the cleaned name. Names that differ in a sign or a mark are different outlets.

    >>> alias_key("  Canal  + ")
    'Canal +'
    """
    return clean_line(name)[:KEY_LENGTH]


def spelling_key(name: str) -> str:
    """Return the key that a confirmed name shares with its spellings in other case, width and spaces.

    Raises InvalidError `text.too_long` for a name of more than 256 characters.
    """
    folded = normalize("NFKC", name, most=_NAME_LENGTH).casefold()
    return " ".join(normalize("NFKC", folded, most=_UNFOLDED_LENGTH).split())


MIN_SIMILARITY = 0.4
"""Minimum similarity at which two names are suggested as the same outlet."""


def similarity(key: str, other: str) -> float:
    """Return the similarity of two folded names, 0 to 1: Dice coefficient of letter triples, or a common prefix."""
    shorter, longer = sorted((key, other), key=len)
    if len(shorter) >= len("nbc") and longer.startswith(shorter):
        return max(0.5, len(shorter) / len(longer))
    left, right = _letter_triples(key), _letter_triples(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _letter_triples(key: str) -> frozenset[str]:
    padded = f" {key} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))
