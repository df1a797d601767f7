"""Content of a badge: ready texts, the photo and the geometry of the QR code. No rules, no drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct


class ZoneMark(Struct, frozen=True):
    """One zone the badge opens: its code, the mark a guard reads from two metres, and its name.

    `mark` is one or two characters; `name` is in Latin letters or the host's language.
    """

    code: str
    mark: str
    name: str


class ZoneKey(Struct, frozen=True):
    """One zone of the event: its mark, and its name in each language of the back."""

    mark: str
    names: tuple[str, ...]


class DeskDay(Struct, frozen=True):
    """Opening hours of the badge desk: the day in each language of the back, and the times."""

    days: tuple[str, ...]
    times: str


class DeskNote(Struct, frozen=True):
    """The badge desk: its title, its place and what to do with a found badge in each language, and its hours."""

    title: tuple[str, ...]
    place: tuple[str, ...]
    days: tuple[DeskDay, ...]
    found: tuple[str, ...]


class BadgeBack(Struct, frozen=True):
    """Everything on the back of the event's badges, the same for all of them. Texts are in one or more languages."""

    title: tuple[str, ...]
    zones: tuple[ZoneKey, ...]
    desk: DeskNote | None = None

    def texts(self) -> Iterator[str]:
        """Iterate over every printed text."""
        yield from self.title
        for zone in self.zones:
            yield from (zone.mark, *zone.names)
        if self.desk:
            yield from (*self.desk.title, *self.desk.place, *self.desk.found)
            for day in self.desk.days:
                yield from (*day.days, day.times)


class QrShape(Struct, frozen=True):
    """The dark area of a QR code in module units, without its quiet zone.

    `size` counts modules along one side. `path` is SVG path data (filled with the non-zero or the even-odd rule
    alike) with the origin in the top left corner; it is text, so that a badge can keep it from its issue.
    """

    size: int
    path: str

    def to_text(self) -> str:
        """Encode as one line of ASCII, to be stored in a database column."""
        return f"{self.size} {self.path}"

    @classmethod
    def from_text(cls, text: str) -> "QrShape":
        """Parse the output of `to_text`. Raises ValueError for other texts."""
        size, separator, path = text.partition(" ")
        if not separator or not size.isascii() or not size.isdigit() or not path:
            raise ValueError("not the text of a QR shape")
        return cls(int(size), path)


@dataclass(frozen=True, slots=True)
class BadgeFace:
    """Everything on one badge, ready to be set: no codes to look up, no dates to format.

    `colour` is the category's `#rrggbb`; `category_letter` and `category_word` say the same without colour.
    `native_name` is in the person's own script, `latin_name` as in the passport (empty: not repeated).
    `outlet` may be empty (freelance without an outlet). `photo` is an upright JPEG. `event_names` are the event's
    names in one or two languages, the first set larger. `country` (ISO 3166, may be empty) chooses between the Chinese,
    Japanese and Korean forms of one character.
    """

    number: str
    category_word: str
    category_letter: str
    colour: str
    native_name: str
    latin_name: str
    outlet: str
    function: str
    zones: tuple[ZoneMark, ...]
    valid: str
    event_names: tuple[str, ...]
    qr: QrShape
    photo: bytes
    country: str = ""

    def texts(self) -> Iterator[str]:
        """Iterate over every printed text."""
        yield from (self.number, self.category_word, self.category_letter, self.native_name, self.latin_name)
        yield from (self.outlet, self.function, self.valid, *self.event_names)
        for zone in self.zones:
            yield from (zone.mark, zone.name)
