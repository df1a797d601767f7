"""Worksheet of an opened batch, which an officer of the agency fills in by hand: a workbook out, verdicts back."""

import io
from collections.abc import Callable, Mapping, Sequence

from accreditation.exchange.domain.batches import MAX_BATCH_ROWS
from accreditation.exchange.domain.verdicts import Verdict, VerdictRow
from accreditation.exchange.sealed.batch_files import Label, OpenedBatch, PassportData
from conference.errors import InvalidError
from conference.languages import LANGUAGES
from conference.tables.columns import Columns, TableRow, match_columns
from conference.tables.reading import read_table
from conference.texts.catalogues import Catalogues, key_family
from conference.texts.countries import country_name
from conference.texts.folding import fold_to_key
from conference.texts.typed_text import presentable

COLUMNS = (
    "row", "native_name", "latin_name", "country", "outlet", "function", "category", "passport", "verdict", "reason",
    "id",
)  # fmt: skip
HEADINGS = key_family("agency.column.", COLUMNS)
VERDICTS = key_family("agency.verdict.", [verdict.value for verdict in Verdict])
FREELANCE = "status.freelance"

_SHOWN_CHARACTERS = 40
_WIDTHS: Mapping[str, int] = {"row": 6, "country": 14, "passport": 30, "verdict": 16, "reason": 40}
_USUAL_WIDTH = 24
_RTL = "ar"


def label_of(labels: Sequence[Label], code: str, language: str) -> str:
    """Return the text of a code in a language, or in another one of the event; the code itself if it has none."""
    for label in labels:
        if label.code == code:
            return label.text.get(language) or next(iter(label.text.values()), code)
    return code


def passport_line(passport: PassportData | None) -> str:
    """Return a passport as one line: names, number, birth, issuer, nationality, expiry; "…" before a masked number."""
    if passport is None:
        return ""
    number = f"…{passport.number}" if passport.is_masked and passport.number else passport.number
    parts = (
        passport.family,
        passport.given,
        number,
        passport.birth,
        passport.issuer,
        passport.nationality,
        passport.expires_on,
    )
    return " · ".join(part for part in parts if part)


def country_text(code: str, language: str) -> str:
    """Return the name of a country, or the code of one that this program does not know."""
    try:
        return country_name(code, language)
    except KeyError:
        return code


def write_worksheet(opened: OpenedBatch, texts: Catalogues, language: str) -> bytes:
    """Return the workbook of a batch: a row for each person, and lists to choose verdict and reason from. Blocks."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - 3 MB, which other commands do not need

    verdicts = [str(texts.text(language, VERDICTS[verdict.value])) for verdict in Verdict]
    reasons = [label_of(opened.manifest.reasons, one.code, language) for one in opened.manifest.reasons]
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        sheet, lists = workbook.add_worksheet(f"{opened.manifest.sequence}"), workbook.add_worksheet("…")
        if language == _RTL:
            sheet.right_to_left()
        sheet.freeze_panes(1, 2)
        bold, plain = (
            workbook.add_format({"bold": bold, "num_format": "@", "text_wrap": True}) for bold in (True, False)
        )
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(name, _USUAL_WIDTH))
            sheet.write_string(0, column, str(texts.text(language, HEADINGS[name])), bold)
        for number in range(1, len(opened.people) + 1):
            for column, cell in enumerate(_cells_of(opened, number, texts=texts, language=language)):
                sheet.write_string(number, column, cell, plain)
        for column, (name, choices) in enumerate({"verdict": verdicts, "reason": reasons}.items()):
            for number, choice in enumerate(choices):
                lists.write_string(number, column, choice)
            letter, position = "AB"[column], COLUMNS.index(name)
            source = {"validate": "list", "source": f"='…'!${letter}$1:${letter}${max(1, len(choices))}"}
            sheet.data_validation(1, position, len(opened.people), position, source)
    return out.getvalue()


def _cells_of(opened: OpenedBatch, number: int, *, texts: Catalogues, language: str) -> tuple[str, ...]:
    manifest, person = opened.manifest, opened.people[number - 1]
    return (
        str(number),
        person.native_name,
        person.latin_name,
        country_text(person.country, language),
        person.outlet or str(texts.text(language, FREELANCE)),
        label_of(manifest.functions, person.function, language),
        label_of(manifest.categories, person.category, language),
        passport_line(person.passport),
        "",
        "",
        person.application_id,
    )


def read_worksheet(data: bytes, opened: OpenedBatch, texts: Catalogues, language: str) -> list[VerdictRow]:
    """Return the verdicts of a filled-in worksheet in the order of the batch; an empty cell is undecided. Blocks.

    Rows may be sorted otherwise, and headings and words be those of any language.

    Raises InvalidError: as `read_table` and `match_columns`; by row `worksheet.id_unknown`, `worksheet.row_repeated`,
    `worksheet.row_missing`, `worksheet.verdict_unknown`, `worksheet.reason_unknown`, `worksheet.reason_missing`,
    `worksheet.reason_not_asked`.
    """
    heading, rows = read_table(data, language=language, most_rows=MAX_BATCH_ROWS)
    known = {name: [str(texts.text(code, HEADINGS[name])) for code in LANGUAGES] for name in COLUMNS}
    columns = match_columns(heading, known, required=("verdict", "id"))
    read_verdict, read_reason = _verdict_reader(texts), _reason_reader(opened.manifest.reasons)
    digests = dict(zip((one.application_id for one in opened.people), opened.manifest.digests, strict=True))
    found: dict[str, VerdictRow] = {}
    for row in rows:
        verdict = _read_row(row, columns, read_verdict=read_verdict, read_reason=read_reason, digests=digests)
        if verdict.application_id in found:
            raise InvalidError("worksheet.row_repeated", row=row.number)
        found[verdict.application_id] = verdict
    for number, person in enumerate(opened.people, start=1):
        if person.application_id not in found:
            raise InvalidError("worksheet.row_missing", row=number, name=person.native_name)
    return [found[person.application_id] for person in opened.people]


def _read_row(
    row: TableRow,
    columns: Columns,
    *,
    read_verdict: Callable[[str], Verdict | None],
    read_reason: Callable[[str], str | None],
    digests: Mapping[str, str],
) -> VerdictRow:
    application_id = columns.cell(row, "id").text.strip()
    if application_id not in digests:
        raise InvalidError("worksheet.id_unknown", row=row.number)
    typed, typed_reason = (columns.cell(row, name).text.strip() for name in ("verdict", "reason"))
    verdict, reason = read_verdict(typed), read_reason(typed_reason)
    if verdict is None:
        raise InvalidError("worksheet.verdict_unknown", row=row.number, typed=_shorten_typed(typed))
    if reason is None:
        raise InvalidError("worksheet.reason_unknown", row=row.number, typed=_shorten_typed(typed_reason))
    if verdict is Verdict.REFUSED and not reason:
        raise InvalidError("worksheet.reason_missing", row=row.number)
    if verdict is not Verdict.REFUSED and reason:
        raise InvalidError("worksheet.reason_not_asked", row=row.number)
    return VerdictRow(application_id, digests[application_id], verdict, reason)


def _verdict_reader(texts: Catalogues) -> Callable[[str], Verdict | None]:
    words = {
        fold_to_key(str(word)): verdict
        for verdict in Verdict
        for word in (verdict.value, *(texts.text(code, VERDICTS[verdict.value]) for code in LANGUAGES))
    }
    return lambda typed: words.get(fold_to_key(typed)) if typed else Verdict.UNDECIDED


def _reason_reader(reasons: Sequence[Label]) -> Callable[[str], str | None]:
    words = {fold_to_key(word): one.code for one in reasons for word in (one.code, *one.text.values())}
    return lambda typed: words.get(fold_to_key(typed)) if typed else ""


def _shorten_typed(typed: str) -> str:
    return presentable(typed)[:_SHOWN_CHARACTERS]
