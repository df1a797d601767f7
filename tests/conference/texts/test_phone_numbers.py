"""Telephone numbers: every usual way of writing one gives one number that can be dialled."""

import pytest

from conference.texts.phone_numbers import DEFAULT_EXAMPLE, example_of, grouped_phone, read_phone


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("+84 912 345 678", "DE", "+84912345678"),
        ("+84 (0)24 3825 1234", "VN", "+842438251234"),
        ("0612345678", "FR", "+33612345678"),
        ("0084912345678", "FR", "+84912345678"),
        ("0084912345678", "US", "+84912345678"),
        ("0084912345678", "", "+84912345678"),
        ("011 84 912 345 678", "US", "+84912345678"),
        ("+84\u2011912\u2011345\u2011678", "VN", "+84912345678"),
        ("＋８４ 912 345 678", "VN", "+84912345678"),
        ("tel:+84-912-345-678", "VN", "+84912345678"),
        ("+84.912.345.678", "VN", "+84912345678"),
        ("84912345678", "VN", "+84912345678"),
        ("06 698 12345", "VA", "+390669812345"),
        ("+383 44 123 456", "XK", "+38344123456"),
    ],
)
def test_number_is_stored_as_it_is_dialled(typed: str, country: str, stored: str) -> None:
    assert read_phone(typed, country) == stored
    assert read_phone(stored, "") == stored


@pytest.mark.parametrize("word", ["ext. 12", "ext 12", "x12", ";ext=12", "доб. 12", "转12", "máy lẻ 12", "poste 12"])
def test_extension_is_kept_beside_the_number(word: str) -> None:
    assert read_phone(f"+84 24 3825 1234 {word}", "VN") == "+842438251234 ext. 12"
    assert read_phone("+842438251234 ext. 12", "") == "+842438251234 ext. 12"


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("", "VN"),
        ("12", "VN"),
        ("+84", "VN"),
        ("+84 abc", "VN"),
        ("0612345678", ""),
        ("0612345678", "VN"),
        ("+84 912 345 678 Linh", "VN"),
        ("+84 24 3825 1234 ext. 1234567890123456", "VN"),
    ],
)
def test_number_that_cannot_be_dialled_is_refused(typed: str, country: str) -> None:
    assert read_phone(typed, country) is None


def test_number_fits_its_column() -> None:
    assert read_phone("+4915123456789012 ext. 123456789", "DE") == "+4915123456789012 ext. 123456789"
    assert read_phone("+4915123456789012 ext. 1234567890", "DE") is None


@pytest.mark.parametrize(
    ("stored", "grouped"),
    [
        ("+84912345678", "(+84) 912 345 678"),
        ("+842438251234 ext. 12", "(+84) 24 3825 1234 ext. 12"),
        ("+12025550123", "(+1) 202-555-0123"),
        ("", ""),
        ("none", "none"),
    ],
)
def test_grouped_number_is_text_for_a_spreadsheet(stored: str, grouped: str) -> None:
    assert grouped_phone(stored) == grouped


def test_example_is_of_the_country() -> None:
    assert example_of("FR").startswith("+33 ")
    assert {example_of(""), example_of("ZZ")} == {DEFAULT_EXAMPLE}
