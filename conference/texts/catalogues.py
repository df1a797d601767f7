"""Texts of the interface in seven languages: gettext catalogues keyed by meaning, read at start.

The catalogues are the `.po` files themselves (no compile step). A msgid is a dotted key, never a text;
plural forms are in the order of the CLDR categories zero, one, two, few, many, other.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conference.languages import LANGUAGES, language
from conference.resources import locales_folder
from conference.texts.dates import format_date, format_datetime, format_moment, format_number, format_range, format_time
from conference.texts.isolates import isolate_params
from conference.texts.locale_data import locale_of
from conference.texts.plain_catalogues import read_plain_texts

__all__ = [
    "CATEGORIES",
    "Catalogues",
    "catalogue_path",
    "categories",
    "fill",
    "format_date",
    "format_datetime",
    "format_moment",
    "format_number",
    "format_range",
    "format_time",
    "key_family",
    "own_catalogues",
    "placeholders",
    "plural_category",
    "read_catalogue",
]

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR plural categories in the order of a catalogue's plural forms."""

Entry = str | Mapping[str, str]
"""A text, or its plural forms by CLDR category."""

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def catalogue_path(folder: Path, code: str) -> Path:
    """Return the path of the catalogue of one language under `folder`."""
    return folder / code / "LC_MESSAGES" / "messages.po"


@cache
def categories(code: str) -> tuple[str, ...]:
    """Return the plural categories of the language (CLDR), in catalogue order."""
    tags = locale_of(code).plural_form.tags | {"other"}
    return tuple(category for category in CATEGORIES if category in tags)


def plural_category(code: str, n: int) -> str:
    """Return the CLDR plural category of `n` in the language."""
    return str(locale_of(code).plural_form(n))


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces in a text."""
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, params: Mapping[str, object]) -> str:
    """Replace each `{name}` in a text by its parameter, once. Raises KeyError for a missing parameter.

    Values are not templates: braces inside them are kept.
    """
    return _PLACEHOLDER.sub(lambda match: str(params[match[1]]), text)


def read_catalogue(path: Path, code: str) -> dict[str, Entry]:
    """Read the texts of one `.po` file by key, without fuzzy and empty ones.

    Raises ValueError for a plural whose number of forms differs from that of the language.
    """
    content = path.read_bytes()
    try:
        texts = read_plain_texts(content.decode())
    except UnicodeDecodeError:
        texts = None
    entries: dict[str, Entry] = {}
    for key, text in (_read_any_texts(content, code) if texts is None else texts).items():
        if isinstance(text, str):
            if text:
                entries[key] = text
        elif text and all(text):
            entries[key] = dict(zip(categories(code), text, strict=True))
    return entries


def _read_any_texts(content: bytes, code: str) -> dict[str, str | tuple[str, ...]]:
    from babel.messages.pofile import read_po  # noqa: PLC0415

    texts: dict[str, str | tuple[str, ...]] = {}
    for message in read_po(io.BytesIO(content), locale=locale_of(code), abort_invalid=True):
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            texts[message.id] = str(message.string or "")
        else:
            texts[message.id[0]] = tuple(message.string or ())
    return texts


class Catalogues:
    """Texts of all languages. Each catalogue is read at its first use."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or locales_folder()
        self._entries: dict[str, dict[str, Entry]] = {}
        self._by_prefix: dict[tuple[str, str], Mapping[str, Entry]] = {}

    def load_all(self) -> None:
        """Read all catalogues now, so that a broken file fails at the start instead of at a page."""
        for code in LANGUAGES:
            self.entries(code)

    def entries(self, code: str) -> Mapping[str, Entry]:
        """Return all texts of the language by key. Raises KeyError for an unknown language."""
        if code not in self._entries:
            language(code)
            self._entries[code] = read_catalogue(catalogue_path(self._folder, code), code)
        return self._entries[code]

    def has(self, code: str, key: str) -> bool:
        """Whether the language has the key."""
        return key in self.entries(code)

    def pattern(self, code: str, key: str, /) -> str:
        """Return the unfilled text of `key`. Raises KeyError for an unknown key and for a plural."""
        entry = self.entries(code)[key]
        if not isinstance(entry, str):
            raise KeyError(f"{key} is a plural: use plural()")
        return entry

    def text(self, code: str, key: str, /, **params: object) -> str:
        """Return the text of `key`, each parameter isolated. Raises KeyError for an unknown key or a parameter."""
        return fill(self.pattern(code, key), isolate_params(params))

    def form(self, code: str, key: str, n: int, /) -> str:
        """Return the unfilled plural form of `key` for `n`."""
        entry = self.entries(code)[key]
        if isinstance(entry, str):
            raise KeyError(f"{key} is not a plural: use text()")
        return entry[plural_category(code, n)]

    def plural(self, code: str, key: str, n: int, /, **params: object) -> str:
        """Return the plural form of `key` for `n`, filled; `{n}` is the number as the language writes it.

        The parameters are isolated; the number, whose digits are Western in every language, needs no isolate.
        """
        return fill(self.form(code, key, n), {"n": format_number(code, n), **isolate_params(params)})

    def with_prefix(self, code: str, prefix: str) -> Mapping[str, Entry]:
        """Return the texts whose keys begin with `prefix`, unfilled, for the script of a page. They are found once.

        A plural is an object by CLDR category, to be chosen with `Intl.PluralRules`.
        """
        found = self._by_prefix.get((code, prefix))
        if found is None:
            found = {key: entry for key, entry in self.entries(code).items() if key.startswith(prefix)}
            self._by_prefix[code, prefix] = found
        return found


@cache
def own_catalogues() -> Catalogues:
    """Return the program's own catalogues, which a process reads once."""
    return Catalogues()


@dataclass(frozen=True)
class KeyFamily(Mapping[str, str]):
    """Text keys composed at run time, declared where they are used: value → `prefix` + value."""

    prefix: str
    values_: tuple[str, ...]

    def __getitem__(self, value: str) -> str:
        if value not in self.values_:
            raise KeyError(value)
        return self.prefix + value

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


FAMILIES: list[KeyFamily] = []
"""All families declared by imported modules. The catalogue check counts their keys as used."""


def key_family(prefix: str, values: Iterable[str]) -> KeyFamily:
    """Declare the keys `prefix` + each value as used, and return the mapping from value to key.

    `DONE = key_family("staff.people.done_", ("added", "disabled"))`, then `DONE["added"]`.
    """
    family = KeyFamily(prefix, tuple(values))
    FAMILIES.append(family)
    return family
