"""The evacuation list for hands and for machines: who is in which zone, as a PDF to tick off and as CSV."""

from accreditation.doors.evacuation.sheet import Sheet, SheetRow, SheetZone, sheet_pdf
from accreditation.doors.evacuation.table import sheet_csv

__all__ = ["Sheet", "SheetRow", "SheetZone", "sheet_csv", "sheet_pdf"]
