"""UN names of countries, not CLDR's."""

import csv

import pytest

from conference.languages import LANGUAGES
from conference.texts.countries import countries, country_name, passports


def test_countries_are_193_members_two_observers_and_the_union() -> None:
    assert len(countries()) == 196
    assert {"VA", "PS", "EU"} <= countries().keys()


def test_countries_have_a_name_in_every_language() -> None:
    assert all(country.name[language].strip() for country in countries().values() for language in LANGUAGES)


def test_countries_have_unique_codes_and_names() -> None:
    for language in LANGUAGES:
        names = [country.name[language] for country in countries().values()]
        assert len(set(names)) == len(names)
    assert len({country.iso3 for country in countries().values()}) == 196


@pytest.mark.parametrize(
    ("iso2", "language", "name"),
    [
        ("VN", "en", "Viet Nam"),
        ("TR", "en", "Türkiye"),
        ("CZ", "en", "Czechia"),
        ("RU", "en", "Russian Federation"),
        ("IR", "en", "Iran (Islamic Republic of)"),
        ("CI", "fr", "Côte d'Ivoire"),
        ("CN", "zh", "中国"),
        ("VN", "ar", "فييت نام"),
        ("VN", "ru", "Вьетнам"),
        ("VN", "vi", "Việt Nam"),
        ("PS", "es", "Estado de Palestina"),
        ("EU", "vi", "Liên minh châu Âu"),
    ],
)
def test_country_name_is_the_un_one(iso2: str, language: str, name: str) -> None:
    assert country_name(iso2, language).replace("’", "'") == name


@pytest.mark.parametrize(("iso2", "language"), [("XX", "en"), ("VN", "de")])
def test_country_name_of_an_unknown_code_is_an_error(iso2: str, language: str) -> None:
    with pytest.raises(KeyError):
        country_name(iso2, language)


def test_regional_groups_are_those_of_the_un() -> None:
    groups = {country.group for country in countries().values()}
    assert groups == {"", "African", "Asia-Pacific", "Eastern European", "GRULAC", "WEOG", "WEOG (observer)"}


def test_names_cannot_be_changed_by_a_caller() -> None:
    with pytest.raises(TypeError):
        countries()["VN"].name["en"] = "Vietnam"  # type: ignore[index]


def test_file_is_plain_csv_without_a_byte_order_mark() -> None:
    from importlib import resources

    data = resources.files("conference").joinpath("texts/data/countries.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode().splitlines()))
    assert {len(row) for row in rows} == {3 + len(LANGUAGES)}


def test_passports_have_the_codes_of_icao_beyond_un_states() -> None:
    codes = {passport.iso3 for passport in passports().values()}
    assert {"XXA", "XXB", "XXC", "XXX", "UNO", "UNA", "UNK", "RKS", "COK", "NIU", "EUE", "XOM", "XPO", "GBN"} <= codes
    assert len(codes) == len(passports()) == 27
    assert not passports().keys() & countries().keys()
    assert country_name("XK", "en").startswith("Kosovo")


def test_passports_have_a_name_of_their_own_in_every_language() -> None:
    for language in LANGUAGES:
        names = {passport.name[language].strip() for passport in passports().values()}
        assert len(names - {""}) == len(passports()), language
