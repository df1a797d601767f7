"""The certificate as PDF."""

from accreditation.retention.art.sheet import CertificateSheet, SheetClass, certificate_pdf


def test_certificate_is_drawn_from_right_to_left_too() -> None:
    classes = [SheetClass("الصور", "تُحفظ حتى 25", [("الصور", "400")]), SheetClass("المستندات", "تُحفظ حتى 25", [])]
    sheet = CertificateSheet("شهادة حذف", "اتفاقية هانوي", "ar", "rtl", [("الرمز", "run_1")], classes, "لا سجلات")
    assert certificate_pdf(sheet).startswith(b"%PDF")
    assert certificate_pdf(sheet) == certificate_pdf(sheet)
