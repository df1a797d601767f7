"""Worksheets of an opened batch: written, filled in by hand, read."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec.structs import replace as replace_struct
from openpyxl import load_workbook

from accreditation.exchange.domain.verdicts import Verdict
from accreditation.exchange.sealed.batch_files import Label, OpenedBatch, PassportData
from accreditation.exchange.worksheets import country_text, passport_line, read_worksheet, write_worksheet
from conference.errors import InvalidError
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from tests.support.agency_files import NAMES, make_opened

TEXTS = own_catalogues()
VERDICT, REASON, ID = 9, 10, 11
OPENED = make_opened()
REASONS = (Label(code="security", text={"en": "Security", "fr": "Sécurité"}),)
BATCH = replace(OPENED, manifest=replace_struct(OPENED.manifest, reasons=REASONS))


def _fill_worksheet(change: Callable[[object], object], opened: OpenedBatch = BATCH, language: str = "en") -> bytes:
    workbook = load_workbook(io.BytesIO(write_worksheet(opened, TEXTS, language)))
    change(workbook.worksheets[0])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _set_cells(*cells: tuple[int, int, str]) -> Callable[[object], object]:
    def change(sheet: object) -> None:
        for row, column, value in cells:
            sheet.cell(row, column).value = value  # type: ignore[attr-defined]

    return change


def test_worksheet_has_a_row_for_each_person() -> None:
    sheet = load_workbook(io.BytesIO(write_worksheet(BATCH, TEXTS, "ar"))).worksheets[0]
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == list(NAMES)
    assert sheet.sheet_view.rightToLeft


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_every_language_are_read(language: str) -> None:
    words = [TEXTS.text(language, f"agency.verdict.{verdict.value}") for verdict in Verdict]
    cells = [(row, VERDICT, str(word)) for row, word in enumerate(words, start=2)]
    rows = read_worksheet(
        _fill_worksheet(_set_cells(*cells, (3, REASON, "sécurité")), language=language), BATCH, TEXTS, language
    )
    assert [(row.verdict, row.reason) for row in rows] == [
        (Verdict.APPROVED, ""),
        (Verdict.REFUSED, "security"),
        (Verdict.UNDECIDED, ""),
    ]


def test_sorted_worksheet_is_read_in_the_order_of_the_batch() -> None:
    change = _set_cells((2, ID, "app_3"), (3, ID, "app_1"), (4, ID, "app_2"), (2, VERDICT, "approved"))
    rows = read_worksheet(_fill_worksheet(change), BATCH, TEXTS, "en")
    assert [(row.application_id, row.verdict) for row in rows] == [
        ("app_1", Verdict.UNDECIDED),
        ("app_2", Verdict.UNDECIDED),
        ("app_3", Verdict.APPROVED),
    ]
    assert [row.digest for row in rows] == list(BATCH.manifest.digests)


@pytest.mark.parametrize(
    ("cells", "code", "row"),
    [
        ([(3, VERDICT, "perhaps")], "worksheet.verdict_unknown", 3),
        ([(3, VERDICT, "refused")], "worksheet.reason_missing", 3),
        ([(3, VERDICT, "refused"), (3, REASON, "weather")], "worksheet.reason_unknown", 3),
        ([(3, VERDICT, "approved"), (3, REASON, "security")], "worksheet.reason_not_asked", 3),
        ([(3, ID, "app_9")], "worksheet.id_unknown", 3),
        ([(3, ID, "app_1")], "worksheet.row_repeated", 3),
    ],
)
def test_wrong_row_is_named(cells: list[tuple[int, int, str]], code: str, row: int) -> None:
    with pytest.raises(InvalidError, match=code.replace(".", r"\.")) as caught:
        read_worksheet(_fill_worksheet(_set_cells(*cells)), BATCH, TEXTS, "en")
    assert caught.value.params["row"] == row


def test_missing_row_is_named() -> None:
    with pytest.raises(InvalidError, match=r"worksheet\.row_missing") as caught:
        read_worksheet(_fill_worksheet(lambda sheet: sheet.delete_rows(3)), BATCH, TEXTS, "en")  # type: ignore[attr-defined]
    assert caught.value.params == {"row": 2, "name": NAMES[1]}


def test_masked_passport_is_marked() -> None:
    data = {"family": "BERG", "given": "ANNA", "birth": "1974", "issuer": "VNM", "nationality": "VNM", "expires_on": ""}
    assert passport_line(PassportData(number="678", is_masked=True, **data)) == "BERG · ANNA · …678 · 1974 · VNM · VNM"
    assert passport_line(PassportData(number="B1678", is_masked=False, **data)).count("B1678") == 1
    assert passport_line(None) == ""


def test_unknown_country_is_shown_as_its_code() -> None:
    assert country_text("VN", "en") == "Viet Nam"
    assert country_text("QQ", "en") == "QQ"
