"""The evacuation list, persons by zone, as PDF with boxes to tick, as CSV and as a workbook."""

from accreditation.doors.evacuation.sheet import Sheet, SheetRow, SheetZone, sheet_pdf
from accreditation.doors.evacuation.table import TableHeadings, sheet_csv, sheet_xlsx

__all__ = ["Sheet", "SheetRow", "SheetZone", "TableHeadings", "sheet_csv", "sheet_pdf", "sheet_xlsx"]
