"""How likely two applications are of the same person: the bits of evidence of what they have in common. Pure.

As in the record linkage of Fellegi and Sunter (1969): what two people rarely share by chance is worth more. A value
that `count` of N applications have is worth log2(N / count) bits; a difference that one person rarely shows takes bits
away.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from math import log2
from types import ModuleType

from msgspec import Struct

from accreditation.applications.domain.duplicates import Trait
from accreditation.duplicates.domain.blocking import PHONE_DIGITS, KeyKind, make_key, word_key
from accreditation.duplicates.domain.people import ComparedPerson, Frequencies
from accreditation.duplicates.domain.photo_distance import LIKE_PHOTO, SAME_PHOTO
from accreditation.duplicates.domain.spellings import consonants, is_latin, sound_key

HIT_BITS = 18.0
"""Least evidence of a hit: by chance, one pair in 250,000 has as much."""

SURE_BITS = 40.0
PHOTO_BITS = 21.0
LIKE_PHOTO_BITS = 9.0
OTHER_PHOTO_BITS = -2.0
FEW_MATCHES = 3
NEAR_DOCUMENT_BITS = 10.0
OTHER_DOCUMENT_BITS = -3.0
NEAR_PHONE_BITS = 6.5
COUNTRY_BITS = 1.5
OTHER_COUNTRY_BITS = -3.0
SAME_NATIVE_BITS = 2.0
OTHER_NATIVE_BITS = -6.0
OTHER_MARKS_BITS = -4.0
MISSING_WORD_BITS = -1.0
OTHER_NAME_BITS = -8.0
"""Taken from people with different names: crews, offices and families share addresses, numbers, rows of passports."""

LEAST_TOTAL = 2000
"""The rarity of a value is that among so many people at least: among few, each value would seem frequent."""

LEAST_LIKENESS = 0.87
"""Jaro-Winkler similarity at which two words are spellings of one name."""

_SOUND_LIKENESS = 0.95
_CONSONANT_LIKENESS = 0.8
_LEAST_CONSONANTS = 3
_RARE = 0.5


class PhotoComparison(Struct, frozen=True):
    """Distance of two photos, None if they are unlike, and how many photos look like that of the first person.

    `are_compared` is false when one of the two has no photo.
    """

    distance: float | None = None
    matches: int = 1
    are_compared: bool = False

    @property
    def is_conclusive(self) -> bool:
        """Whether the photos are taken for the same, and few others look like them."""
        return self.distance is not None and self.distance <= SAME_PHOTO and self.matches <= FEW_MATCHES


class Evidence(Struct, frozen=True):
    """What two applications have in common, with its bits."""

    bits: float
    traits: tuple[Trait, ...]

    @property
    def is_hit(self) -> bool:
        """Whether an officer should compare the two applications."""
        return self.bits >= HIT_BITS


def weigh_evidence(
    person: ComparedPerson, other: ComparedPerson, frequencies: Frequencies, photos: PhotoComparison
) -> Evidence:
    """Return the evidence that both are the same person. `frequencies` counts the keys of `person`."""
    found = [
        *_weigh_documents(person, other),
        *_weigh_photos(photos),
        *_weigh_names(person, other, frequencies),
        *_weigh_contacts(person, other, frequencies),
    ]
    traits = {trait for trait, bits in found if trait is not None and bits > 0}
    if Trait.PASSPORT in traits or photos.is_conclusive:
        found = [(trait, max(bits, 0.0)) for trait, bits in found]
    if traits and person.outlet_id and other.outlet_id and person.outlet_id != other.outlet_id:
        traits.add(Trait.OTHER_OUTLET)
    return Evidence(sum(bits for _, bits in found), tuple(trait for trait in Trait if trait in traits))


_Weighed = Iterable[tuple[Trait | None, float]]


def _weigh_documents(person: ComparedPerson, other: ComparedPerson) -> _Weighed:
    if not person.document or not other.document:
        return
    if person.document == other.document:
        yield Trait.PASSPORT, SURE_BITS
    elif person.near_documents & other.near_documents:
        yield Trait.PASSPORT_LIKE, NEAR_DOCUMENT_BITS
    else:
        yield None, OTHER_DOCUMENT_BITS


def _weigh_photos(photos: PhotoComparison) -> _Weighed:
    if photos.distance is None:
        yield None, OTHER_PHOTO_BITS if photos.are_compared else 0.0
        return
    share = min(1.0, (LIKE_PHOTO - photos.distance) / (LIKE_PHOTO - SAME_PHOTO))
    bits = LIKE_PHOTO_BITS + (PHOTO_BITS - LIKE_PHOTO_BITS) * share - 4 * log2(max(photos.matches - FEW_MATCHES, 1))
    yield (Trait.PHOTO_LIKE if photos.distance else Trait.PHOTO), max(bits, 1.0)


def _weigh_contacts(person: ComparedPerson, other: ComparedPerson, frequencies: Frequencies) -> _Weighed:
    if person.email and person.email == other.email:
        yield Trait.EMAIL, _key_rarity(frequencies, make_key(KeyKind.EMAIL, person.email))
    if person.phone and person.phone == other.phone:
        yield Trait.PHONE, _key_rarity(frequencies, make_key(KeyKind.PHONE, person.phone))
    elif _differ_in_one_digit(person.phone, other.phone):
        yield Trait.PHONE_LIKE, NEAR_PHONE_BITS
    if person.country == other.country:
        yield Trait.COUNTRY, COUNTRY_BITS
    else:
        yield None, OTHER_COUNTRY_BITS


def _differ_in_one_digit(phone: str, other: str) -> bool:
    if not phone or len(phone) != len(other):
        return False
    return bool(
        _load_distances().Levenshtein.distance(phone[-PHONE_DIGITS:], other[-PHONE_DIGITS:], score_cutoff=1) == 1
    )


def _key_rarity(frequencies: Frequencies, key: int) -> float:
    return log2((max(frequencies.total, LEAST_TOTAL) + 1) / (max(frequencies.of(key) - 1, 1) + _RARE))


def _weigh_names(person: ComparedPerson, other: ComparedPerson, frequencies: Frequencies) -> _Weighed:
    """Weigh the names of the passports or the native names, whichever have more in common."""
    native = _weigh_native(person, other)
    in_latin = _weigh_words(person.words, other.words, frequencies)
    if person.parts in (other.parts, other.parts[::-1]):
        in_latin = sum(_key_rarity(frequencies, word_key(word)) for word in person.words)
    in_own_script = _weigh_words(person.own_words, other.own_words, frequencies)
    bits = max(in_latin, in_own_script, key=lambda found: -99.0 if found is None else found)
    if bits is None:
        yield None, OTHER_NAME_BITS
        return
    yield _name_trait(person, other), max(bits, 1.0)
    yield None, native


def _weigh_words(words: Sequence[str], others: Sequence[str], frequencies: Frequencies) -> float | None:
    """Return the bits of two names' words, None if each has a word that is no spelling of one of the other's."""
    pairs = match_words(words, others)
    if not pairs or len(pairs) < min(len(words), len(others)):
        return None
    bits = sum(_key_rarity(frequencies, word_key(word)) * likeness for word, _, likeness in pairs)
    return bits + MISSING_WORD_BITS * abs(len(words) - len(others))


def _weigh_native(person: ComparedPerson, other: ComparedPerson) -> float:
    """Weigh native names in one script other than plain Latin: they say more than the names of the passports."""
    if is_latin(person.native_name) or is_latin(other.native_name):
        return 0.0
    if person.native_spelling == other.native_spelling:
        return SAME_NATIVE_BITS
    if not _is_same_script(person, other):
        return 0.0
    if sorted(person.native_words) == sorted(other.native_words):
        return OTHER_MARKS_BITS if len(person.native_words) == 1 or _are_in_same_order(person, other) else 0.0
    likeness = _load_distances().JaroWinkler.similarity(person.native_key, other.native_key)
    is_shorter = len(person.native_words) != len(other.native_words)
    return OTHER_NATIVE_BITS if likeness < LEAST_LIKENESS else OTHER_MARKS_BITS if is_shorter else 0.0


def _are_in_same_order(person: ComparedPerson, other: ComparedPerson) -> bool:
    return person.native_words == other.native_words


def _is_same_script(person: ComparedPerson, other: ComparedPerson) -> bool:
    return person.native_key.isascii() == other.native_key.isascii() and bool(person.native_key)


def _name_trait(person: ComparedPerson, other: ComparedPerson) -> Trait:
    if sorted(person.words) != sorted(other.words):
        return Trait.NAME_LIKE
    family, given = other.parts
    is_swapped = person.parts == (given, family) and family != given
    return Trait.NAME_SWAPPED if is_swapped else Trait.NAME


def match_words(words: Sequence[str], others: Sequence[str]) -> list[tuple[str, str, float]]:
    """Pair the words of two names, the most similar ones first: word, other word, and likeness from 0 to 1."""
    ranked = sorted(
        (
            (likeness, left, right)
            for left, word in enumerate(words)
            for right, other in enumerate(others)
            if (likeness := _word_likeness(word, other)) > 0
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    pairs, used, taken = list[tuple[str, str, float]](), set[int](), set[int]()
    for likeness, left, right in ranked:
        if left not in used and right not in taken:
            used.add(left)
            taken.add(right)
            pairs.append((words[left], others[right], likeness))
    return pairs


def _word_likeness(word: str, other: str) -> float:
    """Return how much of a word's evidence counts: all for the same word, less for another spelling, else 0."""
    if word == other:
        return 1.0
    if sound_key(word) == sound_key(other):
        return _SOUND_LIKENESS
    if len(consonants(word)) >= _LEAST_CONSONANTS and consonants(word) == consonants(other):
        return _CONSONANT_LIKENESS
    likeness = _load_distances().JaroWinkler.similarity(word, other, score_cutoff=LEAST_LIKENESS)
    return 0.0 if likeness < LEAST_LIKENESS else 0.5 + (likeness - LEAST_LIKENESS) * 3


@cache
def _load_distances() -> ModuleType:
    """Return the library of distances, which is loaded with the first comparison: 3 MB."""
    import rapidfuzz.distance  # noqa: PLC0415

    return rapidfuzz.distance
