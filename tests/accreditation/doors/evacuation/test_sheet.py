"""The evacuation list on paper and as a table: every name whole, nothing that a spreadsheet would compute (A8)."""

import tempfile

import pypdfium2
import pytest

from accreditation.doors.evacuation import Sheet, SheetRow, SheetZone, sheet_pdf
from accreditation.doors.evacuation.sheet import SEPARATE_PROCESS_ROWS
from conference.typesetting.drawing import MEMORY_FOLDER

NAMES = ("Nguyễn Thị Hoa", "مريم الكعبي", "王小明", "{name}", "%s", "<b>Bold</b>", "O'Brien", "ប៉ែន ស្រីពៅ")
HEADINGS = {"zone_heading": "Zone", "latin_heading": "Latin", "door_heading": "Door"}


def line(native: str, *, latin: str = "Latin Name", phone: str = "+84 912 345 678") -> SheetRow:
    return SheetRow(native, latin, "P-0001-53", "Outlet", phone, "09:12", "Gate A", "VN")


def sheet(*lines: SheetRow, direction: str = "ltr") -> Sheet:
    zones = [SheetZone("G", "Venue grounds", f"{len(lines)} people", lines)] if lines else []
    return Sheet(
        title="Evacuation list",
        event="Hanoi Convention",
        made="As of 25 October 2025, 09:30",
        language="ar" if direction == "rtl" else "en",
        direction=direction,
        columns=("Name", "Badge", "Outlet", "Telephone", "Entered"),
        nobody="No one is inside.",
        zones=zones,
    )


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_paper_has_every_person_with_their_number() -> None:
    text = text_of(sheet_pdf(sheet(*[line(name) for name in NAMES])))
    assert text.count("P-0001-53") == len(NAMES)
    for name in ("Nguyễn Thị Hoa", "王小明", "{name}", "%s", "<b>Bold</b>"):
        assert name in text


def test_right_to_left_paper_has_every_person() -> None:
    text = text_of(sheet_pdf(sheet(*[line(name) for name in NAMES], direction="rtl")))
    assert text.count("0001") == len(NAMES)  # what stands before and behind it comes out in another order


def test_name_that_no_face_has_leaves_its_latin_form() -> None:
    text = text_of(sheet_pdf(sheet(line("\U00012000\U00012001", latin="Gilgamesh"))))
    assert "Gilgamesh" in text


def test_paper_has_pages_for_many_and_a_note_for_none() -> None:
    pages = pypdfium2.PdfDocument(sheet_pdf(sheet(*[line("Somebody")] * 250)))
    assert len(pages) >= 8
    assert "No one is inside." in text_of(sheet_pdf(sheet()))


@pytest.mark.parametrize("people", [1, SEPARATE_PROCESS_ROWS])
def test_paper_is_drawn_when_no_temporary_file_can_be(people: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    assert MEMORY_FOLDER.is_dir()
    kept = list(MEMORY_FOLDER.iterdir())
    assert text_of(sheet_pdf(sheet(*[line("Nguyễn Thị Hoa")] * people))).count("P-0001-53") == people
    assert list(MEMORY_FOLDER.iterdir()) == kept
