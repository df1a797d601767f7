"""List of a crew as a focal point gives it: each row becomes a person, or has problems. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msgspec import Struct

from accreditation.applications.domain.duplicates import email_key
from accreditation.applications.domain.passport_names import problem_of_latin, to_machine_readable
from conference.tables.cells import Cell, read_cell_line
from conference.tables.columns import Columns, TableRow
from conference.texts.email_addresses import read_email
from conference.texts.folding import fold_to_key
from conference.texts.phone_numbers import example_of, read_phone
from conference.texts.typed_text import Problem, presentable, western_digits

COLUMNS = ("native_name", "family_name", "given_name", "email", "country", "phone", "function", "language", "freelance")
"""Columns of a list, in their order: fields of the application form."""

MAX_CREW_ROWS = 200
NAMES = ("native_name", "family_name", "given_name")
_NO = frozenset({"", "0", "no", "n", "false"})


class CrewChoices(Struct, frozen=True):
    """Codes of choices by their folded names in every language. `language` is that of people without another."""

    countries: Mapping[str, str]
    functions: Mapping[str, str]
    languages: Mapping[str, str]
    language: str


@dataclass(frozen=True, slots=True)
class CrewRow:
    """A row: its number, its values by column, and the problems by column (`row` for the whole row)."""

    number: int
    values: Mapping[str, str]
    problems: Mapping[str, Problem] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The person's name as typed."""
        latin = f"{self.values['given_name']} {self.values['family_name']}".strip()
        return self.values["native_name"] or latin


@dataclass(frozen=True, slots=True)
class CrewReport:
    """Result of reading a list. `unknown` are the headings of columns that are not used."""

    rows: tuple[CrewRow, ...]
    unknown: tuple[str, ...] = ()

    @property
    def faulty(self) -> tuple[CrewRow, ...]:
        """The rows with problems."""
        return tuple(row for row in self.rows if row.problems)

    @property
    def people(self) -> tuple[Mapping[str, str], ...]:
        """The values of each row."""
        return tuple(row.values for row in self.rows)


def read_crew_rows(columns: Columns, rows: Sequence[TableRow], choices: CrewChoices) -> CrewReport:
    """Return the people of a table, or the problems of its rows."""
    read = [read_crew_row(row.number, {name: columns.cell(row, name) for name in COLUMNS}, choices) for row in rows]
    return CrewReport(tuple(_with_repetitions(read)), columns.unknown)


def read_crew_row(number: int, cells: Mapping[str, Cell], choices: CrewChoices) -> CrewRow:
    """Return the person of one row, with every problem of it."""
    lines = {name: read_cell_line(cells[name]) for name in COLUMNS}
    problems = {name: problem for name, (_, problem) in lines.items() if problem}
    values = {name: presentable(text) for name, (text, _) in lines.items()}
    values["freelance"] = "" if fold_to_key(values["freelance"]) in _NO else "yes"
    for name, known in (("country", choices.countries), ("function", choices.functions)):
        values[name], problem = _read_choice(values[name], known)
        problems |= {name: problem} if problem and name not in problems else {}
    language, problem = _read_choice(values["language"], choices.languages)
    values["language"] = language or choices.language
    problems |= {"language": problem} if problem and "language" not in problems else {}
    problems |= {name: one for name, one in _find_problems(values).items() if name not in problems}
    if "email" not in problems:
        values["email"] = read_email(values["email"]) or ""
    return CrewRow(number, values, problems)


def find_listed(report: CrewReport, listed: Collection[str]) -> CrewReport:
    """Return the report with a problem at each address that a person on the list has already, given as `email_key`."""
    rows = [
        _with_problem(row, "email", Problem("crew.listed")) if email_key(row.values["email"]) in listed else row
        for row in report.rows
    ]
    return replace(report, rows=tuple(rows))


def _read_choice(text: str, known: Mapping[str, str]) -> tuple[str, Problem | None]:
    """Return the code of a choice named in any language; an empty text is no choice yet."""
    if not text:
        return "", None
    code = known.get(fold_to_key(text))
    return (code, None) if code else (text, Problem("crew.not_a_choice", {"text": text[:40]}))


def _find_problems(values: Mapping[str, str]) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    if not any(values[name] for name in NAMES):
        problems["native_name"] = Problem("name.missing")
    for name in ("family_name", "given_name"):
        problem = problem_of_latin(to_machine_readable(values[name], values["country"]))
        if values[name] and problem:
            problems[name] = problem
    if read_email(values["email"]) is None:
        problems["email"] = Problem("email.invalid")
    phone, country = western_digits(values["phone"]), values["country"]
    if phone and (country or phone.startswith("+")) and read_phone(phone, country) is None:
        problems["phone"] = Problem("phone.invalid", {"example": example_of(country)})
    return problems


def _with_repetitions(rows: Sequence[CrewRow]) -> list[CrewRow]:
    """Return the rows with a problem at each address and name that stands in several rows."""
    emails = Counter(email_key(row.values["email"]) for row in rows if row.values["email"])
    names = Counter(fold_to_key(row.name) for row in rows if row.name)
    marked = []
    for row in rows:
        if row.values["email"] and emails[email_key(row.values["email"])] > 1:
            row = _with_problem(row, "email", Problem("crew.email_twice"))  # noqa: PLW2901
        elif row.name and names[fold_to_key(row.name)] > 1:
            row = _with_problem(row, "native_name", Problem("crew.name_twice"))  # noqa: PLW2901
        marked.append(row)
    return marked


def _with_problem(row: CrewRow, column: str, problem: Problem) -> CrewRow:
    return row if column in row.problems else replace(row, problems={**row.problems, column: problem})
