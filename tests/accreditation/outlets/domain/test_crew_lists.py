"""Covers A29 for the lists of crews."""

import pytest

from accreditation.outlets.domain.crew_lists import (
    COLUMNS,
    CrewChoices,
    CrewReport,
    CrewRow,
    find_listed,
    read_crew_rows,
)
from conference.tables.cells import Cell
from conference.tables.columns import Columns, TableRow

CHOICES = CrewChoices({"vietnam": "VN", "vn": "VN"}, {"reporter": "reporter"}, {"vi": "vi", "french": "fr"}, "vi")
HOA = {"native_name": "Nguyễn Thị Hoa", "email": "hoa@example.org"}


def read(*people: dict[str, str]) -> CrewReport:
    positions = {name: number for number, name in enumerate(COLUMNS)}
    rows = [
        TableRow(number, tuple(Cell(person.get(name, "")) for name in COLUMNS))
        for number, person in enumerate(people, 2)
    ]
    return read_crew_rows(Columns(positions, ("Passport",)), rows, CHOICES)


def codes_of(row: CrewRow) -> dict[str, str]:
    return {name: problem.code for name, problem in row.problems.items()}


def test_values_are_read_as_codes() -> None:
    row = read({**HOA, "country": "Việt Nam", "function": "REPORTER", "language": "French", "freelance": "x"}).rows[0]
    assert not row.problems
    shown = {name: row.values[name] for name in ("country", "function", "language", "freelance")}
    assert shown == {"country": "VN", "function": "reporter", "language": "fr", "freelance": "yes"}
    assert row.number == 2


def test_missing_choices_wait_for_the_person() -> None:
    row = read({"given_name": "Hoa", "email": "HOA@Example.org", "freelance": "No"}).rows[0]
    assert not row.problems
    assert (row.name, row.values["email"], row.values["language"]) == ("Hoa", "HOA@example.org", "vi")
    assert (row.values["country"], row.values["freelance"]) == ("", "")


@pytest.mark.parametrize(
    ("person", "problems"),
    [
        ({"email": "x@example.org"}, {"native_name": "name.missing"}),
        ({**HOA, "email": "hoa"}, {"email": "email.invalid"}),
        ({**HOA, "native_name": "=cmd|'/C calc'!A0"}, {"native_name": "table.formula"}),
        ({**HOA, "native_name": "Hoa\0"}, {"native_name": "text.control"}),
        ({**HOA, "native_name": "x" * 4000}, {"native_name": "text.too_long"}),
        ({**HOA, "family_name": "阮"}, {"family_name": "name.not_latin"}),
        ({**HOA, "country": "Atlantis"}, {"country": "crew.not_a_choice"}),
        ({**HOA, "function": "31/02"}, {"function": "crew.not_a_choice"}),
        ({**HOA, "language": "Klingon"}, {"language": "crew.not_a_choice"}),
        ({**HOA, "country": "VN", "phone": "12"}, {"phone": "phone.invalid"}),
    ],
)
def test_each_fault_is_named_at_its_column(person: dict[str, str], problems: dict[str, str]) -> None:
    assert codes_of(read(person).rows[0]) == problems


def test_people_who_stand_in_two_rows_are_named_in_both() -> None:
    same_address = read(HOA, {"native_name": "Lê An", "email": "HOA@example.org"})
    assert [codes_of(row) for row in same_address.rows] == [{"email": "crew.email_twice"}] * 2
    same_name = read(HOA, {**HOA, "native_name": "NGUYỄN THỊ HOA", "email": "other@example.org"})
    assert [codes_of(row) for row in same_name.rows] == [{"native_name": "crew.name_twice"}] * 2
    assert len(same_name.faulty) == 2


def test_addresses_on_the_list_are_named() -> None:
    report = find_listed(read(HOA, {"native_name": "Lê An", "email": "an@example.org"}), {"hoa@example.org"})
    assert [codes_of(row) for row in report.rows] == [{"email": "crew.listed"}, {}]
    assert report.unknown == ("Passport",)
