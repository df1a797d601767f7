"""The passport's field of the form: errors, and warnings at the fields that differ. Covers A17."""

from datetime import date

import pytest

from accreditation.applications.domain.passports.typed_passport import (
    PassportRules,
    passport_warnings,
    read_passport,
)
from accreditation.applications.domain.passports.zone_names import TypedNames
from conference.texts.typed_text import Problem
from tests.support.passports import passport_lines, passport_zone

RULES = PassportRules(is_required=False, country_codes={"VN": ("VNM",), "LA": ("LAO",)}, ends_on=date(2025, 10, 26))
HOA = TypedNames("Nguyễn Thị Hoa", "NGUYEN", "THI HOA")
ALL = ("family_name", "given_name", "country", "passport_line")


def test_lines_that_are_not_asked_are_dropped() -> None:
    typed = read_passport(passport_lines(), None)
    assert (typed.shown, typed.zone, typed.problem) == ("", None, None)


@pytest.mark.parametrize("typed", ["", "  \n "])
def test_empty_lines_are_an_error_only_where_required(typed: str) -> None:
    assert read_passport(typed, RULES).problem is None
    required = PassportRules(is_required=True, country_codes={}, ends_on=date.max)
    assert read_passport(typed, required).problem == Problem("passport.missing")


def test_lines_are_shown_as_they_were_read() -> None:
    assert read_passport(passport_lines().lower(), RULES).shown == passport_lines()


def test_invalid_lines_are_shown_as_typed() -> None:
    typed = read_passport("P<VNM\x00\nnothing", RULES)
    assert typed.problem is not None
    assert typed.shown == "P<VNM\ufffd\nnothing"


def test_fitting_passport_has_no_warning() -> None:
    assert passport_warnings(passport_zone(), RULES, HOA, country="VN", fields=ALL) == {}


def test_each_difference_is_a_warning_at_its_field() -> None:
    zone = passport_zone(family="TRAN", given="BINH", expiry="251025")
    warnings = passport_warnings(zone, RULES, HOA, country="LA", fields=ALL)
    assert {name: warning.code for name, warning in warnings.items()} == {
        "family_name": "passport.names_different",
        "country": "passport.country_different",
        "passport_line": "passport.expires_early",
    }
    assert warnings["passport_line"].params["date"] == date(2025, 10, 25)


def test_warning_of_a_closed_field_is_at_the_passport() -> None:
    zone = passport_zone(family="THI HOA", given="NGUYEN")
    warnings = passport_warnings(zone, RULES, HOA, country="VN", fields=("passport_line",))
    assert {name: warning.code for name, warning in warnings.items()} == {"passport_line": "passport.names_swapped"}
