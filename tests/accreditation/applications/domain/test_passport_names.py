"""Names as in the machine-readable lines of passports (ICAO 9303-3; CASES A17)."""

import unicodedata

import pytest

from accreditation.applications.domain.passport_names import (
    is_folding_uncertain,
    is_likely_swapped,
    problem_of_latin,
    to_machine_readable,
)


@pytest.mark.parametrize(
    ("typed", "country", "folded"),
    [
        ("Nguyễn Văn Đức", "VN", "NGUYEN VAN DUC"),
        (unicodedata.normalize("NFD", "Nguyễn Văn Đức"), "VN", "NGUYEN VAN DUC"),
        ("Müller-Lüdenscheidt", "DE", "MUELLER-LUEDENSCHEIDT"),
        ("Öztürk", "TR", "OZTURK"),
        ("ırmak İnce", "TR", "IRMAK INCE"),
        ("Straße", "DE", "STRASSE"),
        ("Sørensen", "DK", "SOERENSEN"),
        ("José María Nuñez", "ES", "JOSE MARIA NUNEZ"),
        ("O’Brien", "IE", "O'BRIEN"),
        ("Ｗａｎｇ", "CN", "WANG"),
        ("St. John", "GB", "ST JOHN"),
        ("von  der Leyen", "DE", "VON DER LEYEN"),
        ("Łukasz", "PL", "LUKASZ"),
        ("Æthelred Þór", "IS", "AETHELRED THOR"),
    ],
)
def test_name_is_folded_to_passport_capitals(typed: str, country: str, folded: str) -> None:
    assert to_machine_readable(typed, country) == folded
    assert problem_of_latin(folded) is None
    assert to_machine_readable(folded, country) == folded


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("Иван", "И В А Н"), ("王", "王"), ("Аnna", "А"), ("Anna2", "2"), ("=cmd()", "= ( )"), ("<b>", "< >")],
)
def test_characters_that_are_not_latin_are_reported(typed: str, letters: str) -> None:
    problem = problem_of_latin(to_machine_readable(typed, "RU"))
    assert problem is not None
    assert (problem.code, problem.params) == ("name.not_latin", {"letters": letters})


def test_name_without_letters_or_too_long_is_refused() -> None:
    assert getattr(problem_of_latin("- '"), "code", None) == "name.no_letter"
    assert getattr(problem_of_latin("A" * 81), "code", None) == "text.too_long"
    assert problem_of_latin("") is None


def test_letters_with_differing_transliteration_are_uncertain() -> None:
    assert is_folding_uncertain("Müller", "DE")
    assert is_folding_uncertain("mu\u0308ller", "DE")
    assert not is_folding_uncertain("Öztürk", "TR")
    assert not is_folding_uncertain("José", "ES")


@pytest.mark.parametrize(
    ("native", "family", "given", "country", "swapped"),
    [
        ("Nguyễn Văn An", "NGUYEN", "VAN AN", "VN", False),
        ("Nguyễn Văn An", "VAN AN", "NGUYEN", "VN", True),
        ("Nguyễn Văn An", "AN", "NGUYEN VAN", "VN", True),
        ("王小明", "XIAOMING", "WANG", "CN", True),
        ("王小明", "WANG", "XIAOMING", "CN", False),
        ("李王", "LI", "WANG", "CN", False),
        ("Kovács Anna", "ANNA", "KOVACS", "HU", True),
        ("Kovács Anna", "KOVACS", "ANNA", "HU", False),
        ("Mary Smith", "SMITH", "MARY", "GB", False),
        ("Suharto", "SUHARTO", "", "ID", False),
    ],
)
def test_swapped_names_are_detected(native: str, family: str, given: str, country: str, swapped: bool) -> None:
    assert is_likely_swapped(native, family, given, country) is swapped
