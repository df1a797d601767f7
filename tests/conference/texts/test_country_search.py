"""The State that a typed name means."""

import pytest

from conference.languages import LANGUAGES
from conference.texts.countries import countries
from conference.texts.country_search import find_countries


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("cote d", ["CI"]),
        ("  VIỆT nam ", ["VN"]),
        ("فرنسا", ["FR"]),
        ("صين", ["CN"]),
        ("法国", ["FR"]),
        ("Congo", ["CG"]),
        ("niger", ["NE"]),
        ("tanzania", ["TZ"]),
        ("korea", ["KP", "KR"]),
        ("Atlantis", []),
        (" - ", []),
    ],
)
def test_name_is_found_in_any_spelling(typed: str, codes: list[str]) -> None:
    assert sorted(find_countries(typed)) == codes


def test_whole_names_are_found_in_every_language() -> None:
    names = {(code, one.name[language]) for code, one in countries().items() for language in LANGUAGES}
    assert {code for code, name in names if find_countries(name) != [code]} == set()
