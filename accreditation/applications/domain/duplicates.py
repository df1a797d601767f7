"""What two applications that may be of the same person have in common (`accreditation.duplicates`). Pure."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from conference.texts.folding import fold

NAME_KEY_LENGTH = 200
MAX_DUPLICATES = 10
"""Maximum duplicates that are reported of one application."""


class Trait(StrEnum):
    """What two applications have in common. The names that end in `_LIKE`: nearly the same."""

    PASSPORT = "passport"
    PASSPORT_LIKE = "passport_like"
    PHOTO = "photo"
    PHOTO_LIKE = "photo_like"
    NAME = "name"
    NAME_SWAPPED = "name_swapped"
    NAME_LIKE = "name_like"
    EMAIL = "email"
    PHONE = "phone"
    PHONE_LIKE = "phone_like"
    COUNTRY = "country"
    OTHER_OUTLET = "other_outlet"


class Duplicate(Struct, frozen=True):
    """Another application that may be of the same person, with everything that both have in common."""

    application_id: str
    traits: tuple[Trait, ...]


def shared_traits(duplicates: Iterable[Duplicate]) -> tuple[Trait, ...]:
    """Return everything that one application has in common with any of its duplicates."""
    found = {trait for duplicate in duplicates for trait in duplicate.traits}
    return tuple(trait for trait in Trait if trait in found)


def name_key(latin_name: str) -> str:
    """Return the folded words of a name in alphabetical order, so that family and given name may be swapped.

    >>> name_key("Thi Hoa NGUYỄN")
    'hoa nguyen thi'
    """
    return " ".join(sorted(fold(latin_name).split()))[:NAME_KEY_LENGTH]


def email_key(email: str) -> str:
    """Return the address in lower case: mail servers deliver every spelling of a name to one mailbox."""
    return email.lower()
