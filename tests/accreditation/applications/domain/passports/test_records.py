"""Masked passport data."""

from datetime import date

import pytest

from accreditation.applications.domain.passports.records import (
    document_of,
    full_birth_date,
    full_birth_year,
    mask_zone,
)
from accreditation.applications.domain.passports.zones import without_personal_data
from tests.support.passports import passport_zone

TODAY = date(2025, 10, 25)


def test_masked_passport_has_three_signs_and_the_year() -> None:
    masked = mask_zone(passport_zone(), TODAY)
    assert (masked.number_end, masked.birth_year, masked.expires_on) == ("67X", "1974", date(2030, 1, 31))
    assert (masked.family, masked.given) == ("NGUYEN", "THI HOA")


def test_masked_passport_without_number_and_birth_date() -> None:
    kept = without_personal_data(passport_zone(), keep_number=False, keep_birth_date=False)
    masked = mask_zone(kept, TODAY)
    assert (masked.number_end, masked.birth_year, full_birth_date(kept, TODAY)) == ("", "", "")


@pytest.mark.parametrize(("digits", "year"), [("74", "1974"), ("25", "2025"), ("26", "1926"), ("00", "2000"), ("", "")])
def test_birth_year_is_not_in_the_future(digits: str, year: str) -> None:
    assert full_birth_year(digits, TODAY) == year


def test_full_birth_date() -> None:
    assert full_birth_date(passport_zone(), TODAY) == "1974-08-12"


def test_document_is_issuer_and_number() -> None:
    assert document_of(passport_zone()) == "VNM/C1234567X"
