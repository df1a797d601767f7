"""CLDR data of the languages of the interface, from Babel."""

from functools import cache

from babel import Locale, localedata
from babel.core import get_global

from conference.languages import LANGUAGES, language

USED_SECTIONS = frozenset({"plural_form", "months", "days", "decimal_formats", "number_symbols", "languages"})
"""Sections of Babel's locale data that texts, dates, numbers and names of languages need."""

_UNUSED_TABLES = ("likely_subtags", "territory_languages", "territory_currencies", "meta_zones", "zone_territories")
"""The largest tables of Babel for all languages: 2 MB, to find locales and the names of currencies and zones."""

_LANGUAGE_CODE = 2
"""Length of the codes of ISO 639-1, whose names are kept: a tenth of all."""

_PARENTS = ("root",)
"""Locales whose data the languages of the interface inherit."""


@cache
def locale_of(code: str) -> Locale:
    """Return the locale of a language. Raises KeyError for a code that is not one of LANGUAGES."""
    return Locale.parse(language(code).code)


def drop_unused_locale_data() -> None:
    """Load the data of all languages, and drop all sections but `USED_SECTIONS`: 10 MB that a server does not need.

    `localedata.load` returns the dictionary that Babel caches and that every `Locale` reads.
    Called before the catalogues are loaded: afterwards the process keeps the memory.
    """
    for name in (*_PARENTS, *LANGUAGES):
        data = localedata.load(name)
        for section in data.keys() - USED_SECTIONS:
            del data[section]
        names = data.get("languages", {})
        for code in [code for code in names if len(code) > _LANGUAGE_CODE]:
            del names[code]
    for code in LANGUAGES:
        locale_of(code)
    for table in _UNUSED_TABLES:
        get_global(table).clear()  # type: ignore[arg-type, attr-defined]
