"""Applications that may be of the same person: the same name, and an address, number or passport country. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from heapq import nsmallest

from accreditation.applications.domain.outlets import spelling_key
from conference.texts.folding import fold, fold_to_key

NAME_KEY_LENGTH = 200
MAX_DUPLICATES = 10
"""Maximum duplicates that are reported of one application."""


class Trait(StrEnum):
    """What two applications have in common."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"


@dataclass(frozen=True)
class Identity:
    """The part of an application by which duplicates are found. `country` is that of the passport."""

    application_id: str
    native_name: str
    latin_name: str
    email: str
    phone: str
    country: str

    @cached_property
    def latin_key(self) -> str:
        """The Latin name as `name_key` folds it."""
        return name_key(self.latin_name)

    @cached_property
    def email_key(self) -> str:
        """The e-mail address as `email_key` folds it."""
        return email_key(self.email)

    @cached_property
    def native_key(self) -> str:
        """The native name in one folded word."""
        return fold_to_key(self.native_name)

    @cached_property
    def native_spelling(self) -> str:
        """The native name with its marks and accents."""
        return spelling_key(self.native_name)


@dataclass(frozen=True, slots=True)
class Duplicate:
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


def find_duplicates(
    application_ids: Iterable[str], identities: Sequence[Identity]
) -> Mapping[str, tuple[Duplicate, ...]]:
    """Return application id → its likely duplicates among the identities; ids without duplicates are absent.

    Most common traits first, at most `MAX_DUPLICATES` of one application.
    """
    by_id = {identity.application_id: identity for identity in identities}
    found = {
        application_id: _list_duplicates(by_id[application_id], identities)
        for application_id in application_ids
        if application_id in by_id
    }
    return {application_id: duplicates for application_id, duplicates in found.items() if duplicates}


def _list_duplicates(identity: Identity, others: Iterable[Identity]) -> tuple[Duplicate, ...]:
    compared = ((other.application_id, _shared_traits(identity, other)) for other in others)
    duplicates = [
        Duplicate(application_id, traits)
        for application_id, traits in compared
        if traits and application_id != identity.application_id
    ]
    return tuple(nsmallest(MAX_DUPLICATES, duplicates, key=lambda each: (-len(each.traits), each.application_id)))


def _shared_traits(one: Identity, other: Identity) -> tuple[Trait, ...]:
    """Return the traits of a likely duplicate, or none.

    Names and country alone suffice only if the native names are spelt alike: many people of one country have Latin
    names that differ in accents only.
    """
    if not _is_same_name(one, other):
        return ()
    equal = {
        Trait.EMAIL: one.email_key == other.email_key != "",
        Trait.PHONE: one.phone == other.phone != "",
        Trait.COUNTRY: one.country == other.country,
    }
    traits = [trait for trait, is_equal in equal.items() if is_equal]
    if traits == [Trait.COUNTRY] and one.native_spelling != other.native_spelling:
        return ()
    return (Trait.NAME, *traits) if traits else ()


def _is_same_name(one: Identity, other: Identity) -> bool:
    if one.latin_key and one.latin_key == other.latin_key:
        return True
    return bool(one.native_key) and one.native_key == other.native_key
