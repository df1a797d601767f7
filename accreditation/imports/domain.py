"""Tables of applications and outlets as they are imported: each row is read, or has problems by column. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.answers import Answers, Choices, read_form
from accreditation.applications.domain.duplicates import email_key, name_key
from accreditation.applications.domain.outlets import Outlet, OutletKind, alias_key
from conference.tables.cells import Cell, read_cell_line
from conference.tables.columns import Columns, TableRow
from conference.texts.folding import fold_to_key
from conference.texts.typed_text import LINE_LENGTH, NOTE_LENGTH, Problem, western_digits

MAX_ROWS = 300
"""Rows of one import: its photos are decoded twice, once for the check."""

MAX_ALIASES = 20
MAX_QUOTA = 10_000
LIST_SEPARATOR = "|"
"""Sign between the other names of an outlet in one cell."""

ROW = "row"
"""Name under which a problem of the whole row is reported."""


class ImportKind(StrEnum):
    """What a table has."""

    APPLICATIONS = "applications"
    OUTLETS = "outlets"


COLUMNS: Mapping[ImportKind, tuple[str, ...]] = {
    ImportKind.APPLICATIONS: (
        "native_name", "family_name", "given_name", "country", "outlet", "function", "category", "email", "phone",
        "language", "photo", "passport_line",
    ),
    ImportKind.OUTLETS: ("outlet", "aliases", "outlet_kind", "country", "quota"),
}  # fmt: skip
"""Kind → the columns that are read, by their codes, which are those of exports."""

REQUIRED: Mapping[ImportKind, tuple[str, ...]] = {
    ImportKind.APPLICATIONS: (
        "native_name", "family_name", "country", "function", "category", "email", "phone", "photo",
    ),
    ImportKind.OUTLETS: ("outlet",),
}  # fmt: skip

_CODE_IN_BRACKETS = re.compile(r"\[([a-z_]{1,40})\]\s*\Z")
_PROTECTED = re.compile(r"'(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Apostrophe that an export puts before a sign with which a spreadsheet begins a formula."""


class ImportChoices(Struct, frozen=True):
    """Codes of choices by their folded names in every language. `language` is that of people without another."""

    countries: Mapping[str, str]
    functions: Mapping[str, str]
    categories: Mapping[str, str]
    languages: Mapping[str, str]
    outlet_kinds: Mapping[str, str]
    language: str

    def of_column(self, name: str) -> Mapping[str, str] | None:
        """Return the choices of a column, None for one with free text."""
        return {
            "country": self.countries,
            "function": self.functions,
            "category": self.categories,
            "language": self.languages,
            "outlet_kind": self.outlet_kinds,
        }.get(name)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row with its number in the file, and its problems by column or `ROW`.

    `answers` are those of an application, `outlet` the outlet; both are None with problems. `photo` is the name of the
    photo's file. `name` is shown in the report.
    """

    number: int
    name: str
    problems: Mapping[str, Problem] = field(default_factory=dict)
    answers: Answers | None = None
    outlet: Outlet | None = None
    photo: str = ""


class ImportReport(Struct, frozen=True):
    """Result of the check of a table. `unused` are the headings of columns that are not read."""

    rows: tuple[ImportRow, ...]
    unused: tuple[str, ...]

    @property
    def faulty(self) -> tuple[ImportRow, ...]:
        """The rows with problems."""
        return tuple(row for row in self.rows if row.problems)


def with_codes(heading: TableRow) -> TableRow:
    """Return the headings with those that end in a column's code in brackets replaced by the code."""
    cells = [
        Cell(found[1]) if (found := _CODE_IN_BRACKETS.search(cell.text)) else Cell(cell.text) for cell in heading.cells
    ]
    return TableRow(heading.number, tuple(cells))


def read_application_rows(
    columns: Columns, rows: Sequence[TableRow], choices: ImportChoices, form_choices: Choices
) -> tuple[ImportRow, ...]:
    """Return the applications of a table, by the rules of the form."""
    read = [_read_application(row, columns, choices, form_choices) for row in rows]
    people = Counter(_person_key(row) for row in read if row.answers)
    photos = Counter(row.photo.casefold() for row in read if row.photo)
    repeated = [
        with_problem(row, ROW, Problem("import.row_twice")) if row.answers and people[_person_key(row)] > 1 else row
        for row in read
    ]
    return tuple(
        with_problem(row, "photo", Problem("import.photo_twice", {"name": row.photo[:80]}))
        if row.photo and photos[row.photo.casefold()] > 1
        else row
        for row in repeated
    )


def read_outlet_rows(columns: Columns, rows: Sequence[TableRow], choices: ImportChoices) -> tuple[ImportRow, ...]:
    """Return the outlets of a table, without ids."""
    read = [_read_outlet(row, columns, choices) for row in rows]
    names = Counter(key for row in read if row.outlet for key in _name_keys(row.outlet))
    return tuple(
        with_problem(row, "outlet", Problem("import.row_twice"))
        if row.outlet and any(names[key] > 1 for key in _name_keys(row.outlet))
        else row
        for row in read
    )


def with_problem(row: ImportRow, column: str, problem: Problem) -> ImportRow:
    """Return the row with a problem at a column, unless it has one there."""
    if column in row.problems:
        return row
    return replace(row, problems={**row.problems, column: problem}, answers=None, outlet=None)


def digest_of_import(answers: Answers) -> str:
    """Return the digest by which an application is not imported twice: of the person's names, address and outlet.

    It has the form of `secret_digest`, and is that of no text, so that no form leads to the application.
    """
    applicant = answers.applicant
    parts = (email_key(applicant.email), name_key(applicant.latin_name), fold_to_key(answers.outlet or ""))
    return hashlib.sha256(b"\xff" + "\0".join(parts).encode()).hexdigest()


def _read_application(row: TableRow, columns: Columns, choices: ImportChoices, form_choices: Choices) -> ImportRow:
    names = COLUMNS[ImportKind.APPLICATIONS]
    values, problems = _read_cells(row, columns, names, choices)
    values["language"] = values["language"] or choices.language
    values |= {"freelance": "" if values["outlet"] else "yes", "consent": "yes"}
    parsed = read_form(values, form_choices)
    problems = {**{name: one for name, one in parsed.errors.items() if name not in problems}, **problems}
    if not values["photo"]:
        problems.setdefault("photo", Problem("photo.missing"))
    name = values["native_name"] or f"{values['given_name']} {values['family_name']}".strip()
    answers = None if problems else parsed.answers
    return ImportRow(row.number, name, problems, answers=answers, photo=values["photo"])


def _read_outlet(row: TableRow, columns: Columns, choices: ImportChoices) -> ImportRow:
    values, problems = _read_cells(row, columns, COLUMNS[ImportKind.OUTLETS], choices)
    name = values["outlet"]
    if not fold_to_key(name):
        problems.setdefault("outlet", Problem("outlet.name_invalid"))
    aliases = [one.strip() for one in values["aliases"].split(LIST_SEPARATOR) if one.strip()]
    if len(aliases) > MAX_ALIASES or not all(map(fold_to_key, aliases)):
        problems.setdefault("aliases", Problem("outlet.name_invalid"))
    quota = western_digits(values["quota"])
    if quota and not (quota.isascii() and quota.isdigit() and int(quota[:9]) <= MAX_QUOTA and len(quota) < 9):
        problems.setdefault("quota", Problem("field.not_number"))
    if problems:
        return ImportRow(row.number, name, problems)
    others = {alias_key(one): one for one in aliases if alias_key(one) != alias_key(name)}
    outlet = Outlet(
        id="",
        name=name,
        verified=True,
        aliases=tuple(sorted(others.values())),
        kind=OutletKind(values["outlet_kind"]) if values["outlet_kind"] else None,
        country=values["country"],
        quota=int(quota) if quota else None,
    )
    return ImportRow(row.number, name, outlet=outlet)


def _read_cells(
    row: TableRow, columns: Columns, names: Iterable[str], choices: ImportChoices
) -> tuple[dict[str, str], dict[str, Problem]]:
    """Return the text, or code of a choice, of each column, and the problems."""
    values: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    for name in names:
        cell = columns.cell(row, name)
        plain = replace(cell, text=_PROTECTED.sub("", cell.text, count=1) if cell.text.startswith("'") else cell.text)
        values[name], problem = read_cell_line(plain, most=NOTE_LENGTH if name == "aliases" else LINE_LENGTH)
        is_protected = plain.text != cell.text
        if problem is not None and not (is_protected and problem.code == "table.formula"):
            problems[name] = problem
        known = choices.of_column(name)
        if known is not None and values[name]:
            code = known.get(fold_to_key(values[name]))
            if code is None:
                problems.setdefault(name, Problem("crew.not_a_choice", {"text": values[name][:40]}))
            values[name] = code or ""
    return values, problems


def _person_key(row: ImportRow) -> str:
    return digest_of_import(row.answers) if row.answers else ""


def _name_keys(outlet: Outlet) -> set[str]:
    return {fold_to_key(name) for name in (outlet.name, *outlet.aliases)}
