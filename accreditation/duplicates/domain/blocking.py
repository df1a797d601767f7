"""Keys by which candidates for a comparison are found in an index: applications without a common key are not compared.

A key is a signed integer of 64 bits: its kind in the first bits, then a digest of the value. Pure.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from hashlib import blake2b
from itertools import combinations

from accreditation.duplicates.domain.people import ComparedPerson, PhotoPrint
from accreditation.duplicates.domain.spellings import is_latin, latin_words, sound_key, sound_keys

MAX_NAME_WORDS = 8
"""Words of a name that are combined; a longer name is found by its first ones."""

PHONE_DIGITS = 9
"""Last digits of a number that are compared with one digit left open; before them is the code of the country."""

BANDS = 12
BAND_BITS = 16
LEAST_SET_BITS = 4
"""A band of a photo's shape with fewer bits set is an even surface, such as a background, and no key."""

_ONE_VOWEL = str.maketrans("iu", "aa")
"""Initial vowels are one initial: scripts without vowels do not tell them apart."""

_KIND_SHIFT = 57
_VALUE_MASK = (1 << _KIND_SHIFT) - 1


class KeyKind(IntEnum):
    """Kind of a key. `WORD` counts how frequent a word of a name is; no candidates are found by it alone."""

    WORD = 1
    NAME = 2
    NATIVE = 3
    EMAIL = 4
    PHONE = 5
    NEAR_PHONE = 6
    DOCUMENT = 7
    NEAR_DOCUMENT = 8
    PHOTO = 9
    SAME_PHOTO = 10


DATA_KINDS = frozenset({KeyKind.NAME, KeyKind.NATIVE, KeyKind.EMAIL, KeyKind.PHONE, KeyKind.NEAR_PHONE,
                        KeyKind.DOCUMENT, KeyKind.NEAR_DOCUMENT, KeyKind.SAME_PHOTO})  # fmt: skip
"""Kinds by which candidates are found, without what photos look like."""


def kind_of(key: int) -> KeyKind:
    """Return the kind of a key."""
    return KeyKind(key >> _KIND_SHIFT)


def make_key(kind: KeyKind, value: str) -> int:
    """Return the key of a value: 57 bits of its digest after the kind."""
    digest = int.from_bytes(blake2b(value.encode("utf-8", "replace"), digest_size=8).digest(), "big")
    return kind << _KIND_SHIFT | digest & _VALUE_MASK


def word_key(word: str) -> int:
    """Return the key by which the frequency of a folded word is counted."""
    return make_key(KeyKind.WORD, sound_key(word))


def keys_of(person: ComparedPerson) -> frozenset[int]:
    """Return all keys of a person."""
    keys = {word_key(word) for word in (*person.words, *person.own_words)}
    names = {person.latin_name, person.native_name}
    keys |= {make_key(KeyKind.NAME, value) for name in names for value in name_values(name)}
    if person.native_key and not is_latin(person.native_name):
        keys.add(make_key(KeyKind.NATIVE, "".join(sorted(person.native_words))))
    if person.email:
        keys.add(make_key(KeyKind.EMAIL, person.email))
    if person.phone:
        keys.add(make_key(KeyKind.PHONE, person.phone))
        keys |= {make_key(KeyKind.NEAR_PHONE, value) for value in near_values(person.phone[-PHONE_DIGITS:])}
    if person.document:
        keys.add(_document_key(KeyKind.DOCUMENT, person.document))
        keys |= {_document_key(KeyKind.NEAR_DOCUMENT, digest) for digest in person.near_documents}
    if person.photo is not None:
        keys.add(make_key(KeyKind.SAME_PHOTO, person.photo.sha256))
        keys |= photo_keys(person.photo)
    return frozenset(keys)


def photo_keys(photo: PhotoPrint) -> frozenset[int]:
    """Return the keys of a photo: each band of each crop that is no even surface."""
    return frozenset(key for shape in photo.shapes for key in _band_keys(shape))


def near_values(text: str) -> Iterator[str]:
    """Yield a number with each of its signs left open: two that differ in one sign have one value in common.

    >>> list(near_values("12"))
    ['?2', '1?']
    """
    for position in range(len(text)):
        yield f"{text[:position]}?{text[position + 1 :]}"


def _band_keys(shape: int) -> Iterator[int]:
    for band in range(BANDS):
        bits = shape >> (BAND_BITS * band) & ((1 << BAND_BITS) - 1)
        if bits.bit_count() >= LEAST_SET_BITS:
            yield KeyKind.PHOTO << _KIND_SHIFT | band << BAND_BITS | bits


def _document_key(kind: KeyKind, digest: int) -> int:
    return kind << _KIND_SHIFT | digest & _VALUE_MASK


def name_values(name: str) -> Iterator[str]:
    """Yield what two spellings of a name have in common: two words, all words, or a word and the initials."""
    words = sound_keys(name)[:MAX_NAME_WORDS]
    if not words:
        return
    yield "".join(words)
    yield "".join(sorted(latin_words(name)))
    yield from (f"{one} {other}" for one, other in combinations(words, 2))
    initials = "".join(sorted(word[0].translate(_ONE_VOWEL) for word in words))
    yield from (f"{word}|{initials}" for word in words)


def keys_of_kinds(keys: Iterable[int], kinds: frozenset[KeyKind]) -> list[int]:
    """Return the keys of these kinds, in order."""
    return sorted(key for key in keys if kind_of(key) in kinds)
