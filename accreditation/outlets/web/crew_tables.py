"""Lists of crews as tables: their headings in every language, and how a posted list is read."""

import asyncio
from collections.abc import Mapping

from aiohttp import web
from aiohttp.web_request import FileField

from accreditation.outlets.domain.crew_lists import (
    COLUMNS,
    MAX_CREW_ROWS,
    CrewReport,
    CrewRow,
    read_crew_row,
    read_crew_rows,
)
from accreditation.outlets.web.context import crew_choices, outlet_pages_of
from conference.errors import InvalidError
from conference.languages import LANGUAGES
from conference.tables.cells import Cell
from conference.tables.columns import match_columns
from conference.tables.reading import MAX_TABLE_BYTES, read_pasted_table, read_table
from conference.texts.catalogues import Catalogues, key_family
from conference.web import language_of, site_of

HEADINGS = key_family("crews.column.", COLUMNS)
LABELS = key_family("apply.label.", [name for name in COLUMNS if name != "freelance"])

_USUAL_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "native_name": ("full name", "name in full", "nom complet", "nombre completo", "ФИО", "全名", "الاسم الكامل"),
    "family_name": ("surname", "last name", "nom", "apellido", "фамилия", "姓", "اللقب"),
    "given_name": ("first name", "forename", "prénom", "имя и отчество", "名", "tên"),
    "email": ("email", "mail", "email address", "e-mail address", "courriel", "почта", "邮箱", "email liên hệ"),
    "country": (
        "nationality",
        "citizenship",
        "country",
        "pays",
        "nationalité",
        "гражданство",
        "país",
        "国籍",
        "الجنسية",
    ),
    "phone": ("mobile", "phone", "cell", "tel", "portable", "móvil", "手机", "الجوال", "số điện thoại"),
    "function": ("position", "role", "job", "poste", "puesto", "职位", "الوظيفة", "chức vụ"),
    "language": ("language", "langue", "язык", "idioma", "语言", "اللغة", "ngôn ngữ"),
    "freelance": ("freelance", "freelancer", "pigiste"),
}
"""Headings of lists that outlets send, besides those of the pages."""


def known_headings(catalogues: Catalogues) -> dict[str, tuple[str, ...]]:
    """Return the headings of each column in every language."""
    found: dict[str, tuple[str, ...]] = {}
    for name in COLUMNS:
        keys = [HEADINGS[name], *([LABELS[name]] if name in LABELS else [])]
        texts = [catalogues.text(code, key) for code in LANGUAGES for key in keys]
        found[name] = (*map(str, texts), *_USUAL_HEADINGS[name])
    return found


async def read_posted_list(request: web.Request, file: FileField | None, pasted: str) -> CrewReport:
    """Return the report of an uploaded file, or of a pasted list without one.

    Raises InvalidError with a `table.*` code at the field `table` or `pasted`.
    """
    site, code = site_of(request), language_of(request)
    field = "table" if file is not None else "pasted"
    try:
        if file is not None:
            content = await asyncio.to_thread(file.file.read, MAX_TABLE_BYTES + 1)
            heading, rows = await asyncio.to_thread(read_table, content, language=code, most_rows=MAX_CREW_ROWS)
        else:
            heading, rows = read_pasted_table(pasted, most_rows=MAX_CREW_ROWS)
        columns = match_columns(heading, known_headings(site.catalogues), required=("email",))
    except InvalidError as error:
        params = dict(error.params)
        if "column" in params:
            params["column"] = str(site.catalogues.text(code, HEADINGS[str(params["column"])]))
        raise InvalidError(error.code, {field: error.code}, **params) from error
    return read_crew_rows(columns, rows, crew_choices(outlet_pages_of(request).event, code))


def read_typed_row(request: web.Request, values: Mapping[str, str], number: int = 1) -> CrewRow:
    """Return the row of one person, typed in a form or repeated by the page of the check."""
    choices = crew_choices(outlet_pages_of(request).event, language_of(request))
    return read_crew_row(number, {name: Cell(values.get(name, "")) for name in COLUMNS}, choices)


def packed_row(row: CrewRow) -> str:
    """Return the values of a row as one text, for a hidden field."""
    return "\t".join(row.values[name] for name in COLUMNS)


def unpacked_row(request: web.Request, number: int, text: str) -> CrewRow:
    """Return the row of a hidden field, checked again."""
    return read_typed_row(request, dict(zip(COLUMNS, text.split("\t"), strict=False)), number)


def table_text(request: web.Request, report: CrewReport) -> str:
    """Return a list as text, to be corrected on the page: headings in the reader's language, cells behind tabs."""
    site, code = site_of(request), language_of(request)
    used = [name for name in COLUMNS if name == "email" or any(row.values[name] for row in report.rows)]
    lines = ["\t".join(str(site.catalogues.text(code, HEADINGS[name])) for name in used)]
    lines += ["\t".join(_quoted_cell(row.values[name]) for name in used) for row in report.rows]
    return "\n".join(lines)


def _quoted_cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if text.startswith('"') else text
