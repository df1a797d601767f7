"""The part of an application by which other applications of the same person are found. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from accreditation.applications.domain.outlets import spelling_key
from accreditation.duplicates.domain.spellings import latin_words
from conference.texts.folding import fold, fold_to_key


@dataclass(frozen=True)
class PhotoPrint:
    """What a photo looks like, in one entry for each of its crops: the changes of brightness, and mean colours.

    `shapes` are 200-bit integers; photos that look alike differ in few bits. `colours` are rows of bytes, at equal
    brightness.
    """

    sha256: str
    shapes: tuple[int, ...]
    colours: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class ComparedPerson:
    """Person of an application. `country` is that of the passport, `email` the folded address.

    `document` is the keyed digest of the passport's number and country, 0 without one; `near_documents` are those of
    the number with one sign left open, in order: two numbers that differ in one sign have one of them in common.
    """

    application_id: str
    native_name: str
    family_name: str
    given_name: str
    email: str = ""
    phone: str = ""
    country: str = ""
    outlet_id: str | None = None
    document: int = 0
    near_documents: frozenset[int] = frozenset()
    photo: PhotoPrint | None = None

    @property
    def latin_name(self) -> str:
        """Given name and family name, in that order."""
        return f"{self.given_name} {self.family_name}".strip()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words of the Latin name, each once."""
        return tuple(dict.fromkeys(latin_words(self.latin_name)))

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """The folded words of the native name in Latin letters where its script is an alphabet, each once."""
        return tuple(dict.fromkeys(latin_words(self.native_name)))

    @cached_property
    def native_key(self) -> str:
        """The native name in one folded word."""
        return fold_to_key(self.native_name)

    @cached_property
    def native_spelling(self) -> str:
        """The native name with its marks and accents."""
        return spelling_key(self.native_name)

    @cached_property
    def parts(self) -> tuple[str, str]:
        """The folded family name and given name, each in one word."""
        return fold_to_key(self.family_name), fold_to_key(self.given_name)

    @cached_property
    def native_words(self) -> tuple[str, ...]:
        """The folded words of the native name in their own script."""
        return tuple(fold(self.native_name).split())


class Frequencies(Struct, frozen=True):
    """How many of `total` applications have a key (`blocking`); a key that is not counted is that of one."""

    total: int
    counts: Mapping[int, int] = {}

    def of(self, key: int) -> int:
        """Return how many applications have this key, at least 1."""
        return max(self.counts.get(key, 1), 1)
