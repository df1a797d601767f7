"""The inventory as PDF: its languages, answers and places for signatures, read back from the text layer."""

import pypdfium2

from accreditation.annexes.art import Inventory, inventory_pdf


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def inventory(rows: int = 1) -> Inventory:
    return Inventory(
        title=("Thiết bị", "Equipment"),
        event=("Lễ mở ký", "Signing Ceremony"),
        facts=[(("Họ tên", "Name"), ("Nguyễn Thị Hoa",))],
        columns=[("Tên", "Item"), ("Số", "Number")],
        rows=[[("Camera ﷽ 相机 \U0010fffd",), (f"{number}",)] for number in range(rows)],
        boxes=[("Hải quan", "Customs")],
    )


def test_inventory_has_both_languages_and_every_row() -> None:
    text = text_of(inventory_pdf(inventory(3)))
    for word in ("Thiết bị", "Equipment", "Nguyễn Thị Hoa", "Item", "Hải quan", "Customs"):
        assert word in text
    assert text.count("相机") == 3


def test_long_inventory_has_pages() -> None:
    assert len(pypdfium2.PdfDocument(inventory_pdf(inventory(90)))) > 2
