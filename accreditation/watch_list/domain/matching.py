"""Whether an applicant may be a person of the watch-list, and why. Pure."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from accreditation.duplicates.domain.people import ComparedPerson
from accreditation.duplicates.domain.scoring import match_words
from accreditation.duplicates.domain.spellings import latin_words
from accreditation.watch_list.domain.entries import WatchEntry, passport_digests

_LEAST_WORDS = 2
"""Words of a name that are enough by themselves; one word needs the birth date or the country of the passport too."""


class WatchReason(StrEnum):
    """What an applicant and an entry have in common."""

    PASSPORT = "passport"
    NAME = "name"
    NAME_LIKE = "name_like"
    BIRTH_DATE = "birth_date"
    COUNTRY = "country"


class WatchedPerson(Struct, frozen=True):
    """Applicant as compared with the list; the birth date is None when it is not known."""

    person: ComparedPerson
    birth_date: date | None = None


def match_entry(key: bytes, watched: WatchedPerson, entry: WatchEntry) -> tuple[WatchReason, ...]:
    """Return what an applicant has in common with an entry, empty if it is no hit.

    The same passport is enough. A name is, unless the birth dates are known and differ.
    """
    person, found = watched.person, set[WatchReason]()
    if person.document in passport_digests(key, entry):
        found.add(WatchReason.PASSPORT)
    name = _match_names(person, entry)
    if name is not None:
        found.add(name)
    if entry.birth_date is not None and entry.birth_date == watched.birth_date:
        found.add(WatchReason.BIRTH_DATE)
    if entry.country and entry.country == person.country:
        found.add(WatchReason.COUNTRY)
    return tuple(reason for reason in WatchReason if reason in found) if _is_hit(found, watched, entry) else ()


def _is_hit(found: set[WatchReason], watched: WatchedPerson, entry: WatchEntry) -> bool:
    if WatchReason.PASSPORT in found:
        return True
    if not found & {WatchReason.NAME, WatchReason.NAME_LIKE}:
        return False
    if entry.birth_date and watched.birth_date and entry.birth_date != watched.birth_date:
        return False
    is_long = max(len(latin_words(name)) for name in entry.names) >= _LEAST_WORDS
    return is_long or bool(found & {WatchReason.BIRTH_DATE, WatchReason.COUNTRY})


def _match_names(person: ComparedPerson, entry: WatchEntry) -> WatchReason | None:
    likeness = max(
        (_match_words(words, latin_words(name)) for words in (person.words, person.own_words) for name in entry.names),
        default=0,
    )
    return (None, WatchReason.NAME_LIKE, WatchReason.NAME)[likeness]


def _match_words(words: tuple[str, ...], listed: tuple[str, ...]) -> int:
    """Return 2 for the same words in any order, 1 for spellings of them or a name with further words, else 0."""
    listed = tuple(dict.fromkeys(listed))
    if not words or not listed:
        return 0
    if sorted(words) == sorted(listed) or "".join(words) == "".join(listed):
        return 2
    shorter = min(len(words), len(listed))
    return int(shorter >= min(_LEAST_WORDS, len(listed)) and len(match_words(words, listed)) == shorter)
