"""The evacuation list, persons by zone, as PDF with boxes to tick and as CSV."""

from accreditation.doors.evacuation.sheet import Sheet, SheetRow, SheetZone, sheet_pdf
from accreditation.doors.evacuation.table import sheet_csv

__all__ = ["Sheet", "SheetRow", "SheetZone", "sheet_csv", "sheet_pdf"]
