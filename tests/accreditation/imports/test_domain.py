"""Tables of imports as rows: the rules of the form, repeated rows, headings with codes."""

import pytest

from accreditation.applications.domain.applications import secret_digest
from accreditation.imports.domain import (
    COLUMNS,
    ImportChoices,
    ImportKind,
    ImportRow,
    digest_of_import,
    read_application_rows,
    read_outlet_rows,
    with_codes,
)
from conference.tables.cells import Cell
from conference.tables.columns import TableRow, match_columns
from tests.support.application_services import RULES
from tests.support.imports import person

CHOICES = ImportChoices(
    countries={"vietnam": "VN", "vn": "VN"},
    functions={"reporter": "reporter"},
    categories={"general": "general"},
    languages={"vi": "vi"},
    outlet_kinds={"newsagency": "agency"},
    language="vi",
)


def read(kind: ImportKind, *rows: dict[str, str]) -> tuple[ImportRow, ...]:
    names = list(rows[0])
    columns = match_columns(TableRow(1, tuple(map(Cell, names))), dict.fromkeys(COLUMNS[kind], ()))
    table = [TableRow(number, tuple(Cell(row[name]) for name in names)) for number, row in enumerate(rows, 2)]
    if kind is ImportKind.OUTLETS:
        return read_outlet_rows(columns, table, CHOICES)
    return read_application_rows(columns, table, CHOICES, RULES.choices)


def problems(*rows: dict[str, str], kind: ImportKind = ImportKind.APPLICATIONS) -> list[dict[str, str]]:
    return [{name: one.code for name, one in row.problems.items()} for row in read(kind, *rows)]


def test_rows_are_read_by_the_rules_of_the_form() -> None:
    (row,) = read(ImportKind.APPLICATIONS, person(1, country="Vietnam"))
    assert row.answers is not None
    assert (row.answers.applicant.phone, row.answers.applicant.country) == ("+84912345678", "VN")
    assert (row.answers.outlet, row.photo, row.problems) == ("Báo Sông Hồng", "1.jpg", {})
    (freelancer,) = read(ImportKind.APPLICATIONS, person(1, outlet=""))
    assert freelancer.answers is not None
    assert freelancer.answers.outlet is None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"email": "nobody"}, {"email": "email.invalid"}),
        ({"phone": "31/02"}, {"phone": "phone.invalid"}),
        ({"country": "Atlantis"}, {"country": "crew.not_a_choice"}),
        ({"native_name": "=1+1"}, {"native_name": "table.formula"}),
        ({"native_name": "A\0B"}, {"native_name": "text.control"}),
        ({"photo": ""}, {"photo": "photo.missing"}),
    ],
)
def test_problems_are_at_their_column(changes: dict[str, str], found: dict[str, str]) -> None:
    assert problems(person(1, **changes)) == [found]


def test_apostrophe_of_an_export_is_taken_off() -> None:
    (row,) = read(ImportKind.APPLICATIONS, person(1, phone="'+84912345678", native_name="'=Lê"))
    assert row.answers is not None
    assert (row.answers.applicant.phone, row.answers.applicant.native_name) == ("+84912345678", "=Lê")


def test_repeated_people_and_photos_are_told_in_each_row() -> None:
    twice, told = person(1), {"row": "import.row_twice"}
    assert problems(twice, person(2), {**twice, "photo": "3.jpg"}) == [told, {}, told]
    assert problems(person(1), person(2, photo="1.JPG")) == [{"photo": "import.photo_twice"}] * 2


def test_headings_with_codes_name_the_column() -> None:
    heading = with_codes(TableRow(1, (Cell("Nom [family_name]"), Cell("Nom"))))
    assert [cell.text for cell in heading.cells] == ["family_name", "Nom"]


def test_outlets_have_names_kind_and_quota() -> None:
    row = {
        "outlet": "Báo A",
        "aliases": "A | Bao A|Báo A",
        "outlet_kind": "News agency",
        "country": "VN",
        "quota": "12",
    }
    (one,) = read(ImportKind.OUTLETS, row)
    assert one.outlet is not None
    assert (one.outlet.aliases, one.outlet.kind, one.outlet.quota) == (("A", "Bao A"), "agency", 12)
    wrong = {**row, "outlet": "…", "quota": "many"}
    assert problems(wrong, kind=ImportKind.OUTLETS) == [{"outlet": "outlet.name_invalid", "quota": "field.not_number"}]
    other = {**row, "outlet": "Báo B", "aliases": "a"}
    assert problems(row, other, kind=ImportKind.OUTLETS) == [{"outlet": "import.row_twice"}] * 2


def test_digest_is_that_of_no_form() -> None:
    (row,) = read(ImportKind.APPLICATIONS, person(1))
    assert row.answers is not None
    digest = digest_of_import(row.answers)
    assert len(digest) == 64
    assert digest != secret_digest("\udcff")
