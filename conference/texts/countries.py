"""Names of States as the United Nations writes them, in its six languages and Vietnamese.

193 Member States, two observer States and the European Union; official short names, not CLDR's.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from msgspec import Struct

from conference.languages import LANGUAGES, Text


class Country(Struct, frozen=True):
    """A State or the European Union: ISO 3166 codes, UN names, UN regional group ("" if none)."""

    iso2: str
    iso3: str
    name: Text
    group: str


@cache
def countries() -> Mapping[str, Country]:
    """Return all countries by ISO 3166-1 alpha-2 code ("EU" for the Union), in English alphabetical order."""
    text = resources.files("conference").joinpath("texts/data/countries.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({row["iso2"]: _row_to_country(row) for row in rows})


@cache
def countries_in_order(language: str) -> tuple[Country, ...]:
    """Return all countries in the order of their names in the language (CLDR collation; pinyin for Chinese).

    The order is stored as data because Python has no collation; the browser tests compare it with Intl.Collator.
    """
    text = resources.files("conference").joinpath("texts/data/country_order.json").read_text("utf-8")
    order: dict[str, str] = json.loads(text)
    return tuple(countries()[iso2] for iso2 in order[language].split())


@cache
def passports() -> Mapping[str, Country]:
    """Return the issuers and holders of ICAO 9303-3 that are no UN States, by a code of two letters.

    Stateless persons, refugees, Kosovo, Cook Islands, Niue, organizations, and British nationals of other kinds. The
    code is ISO 3166-1 where there is one, else of the range XA to XZ that ISO leaves to its users; `iso3` is ICAO's.
    """
    text = resources.files("conference").joinpath("texts/data/passports.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType(
        {row["code"]: _row_to_country(row | {"iso2": row["code"], "iso3": row["icao"], "group": ""}) for row in rows}
    )


def country_name(iso2: str, language: str) -> str:
    """Return the name of a country or of another passport in one of LANGUAGES, that of the UN for a State.

    Raises KeyError for an unknown code or language.
    """
    return (countries().get(iso2) or passports()[iso2]).name[language]


def _row_to_country(row: Mapping[str, str]) -> Country:
    name = MappingProxyType({language: row[language] for language in LANGUAGES})
    return Country(row["iso2"], row["iso3"], name, row["group"])
