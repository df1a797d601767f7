"""Fields of a zone, and a zone without the number or the date of birth."""

from datetime import date

import pytest

from accreditation.applications.domain.passports.zones import (
    Zone,
    ZoneKind,
    is_birth_date,
    read_expiry,
    without_personal_data,
)

PASSPORT = Zone(
    ZoneKind.TD3, ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
)
CARD = Zone(
    ZoneKind.TD1,
    ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<<<<<<<<<<<<<<"),
)


def test_fields_of_a_passport() -> None:
    assert (PASSPORT.issuer, PASSPORT.nationality, PASSPORT.number) == ("UTO", "UTO", "L898902C3")
    assert PASSPORT.names == ("ERIKSSON", "ANNA MARIA")
    assert PASSPORT.expires_on == date(2012, 4, 15)
    assert PASSPORT.birth_year == "74"
    assert not PASSPORT.fills_names


def test_number_of_a_card_continues_in_the_optional_data() -> None:
    assert CARD.number == "D23145890734"
    assert CARD.names == ("STEVENSON", "PETER")


def test_zone_without_number_has_no_optional_data() -> None:
    zone = without_personal_data(PASSPORT, keep_number=False, keep_birth_date=True)
    assert (zone.number, zone.birth_year, zone.expires_on) == ("", "74", PASSPORT.expires_on)
    assert "L898902C3" not in zone.text
    assert "ZE184226B" not in zone.text
    assert [len(line) for line in zone.lines] == [44, 44]


def test_zone_without_birth_date_keeps_number_and_names() -> None:
    zone = without_personal_data(CARD, keep_number=True, keep_birth_date=False)
    assert zone.birth_year == ""
    assert "340712" not in zone.text
    assert zone.names == CARD.names


def test_zone_of_which_all_is_kept_is_the_same() -> None:
    assert without_personal_data(PASSPORT, keep_number=True, keep_birth_date=True) is PASSPORT


@pytest.mark.parametrize(
    ("digits", "day"),
    [("300228", date(2030, 2, 28)), ("950712", date(1995, 7, 12)), ("300230", None), ("<<<<<<", None), ("3", None)],
)
def test_expiry_is_a_date(digits: str, day: date | None) -> None:
    assert read_expiry(digits) == day


@pytest.mark.parametrize("digits", ["740812", "74<<<<", "7408<<", "<<<<<<"])
def test_birth_date_may_be_partly_unknown(digits: str) -> None:
    assert is_birth_date(digits)


@pytest.mark.parametrize("digits", ["741312", "740800", "74<<12", "<<0812", "A40812"])
def test_other_dates_of_birth_are_refused(digits: str) -> None:
    assert not is_birth_date(digits)
