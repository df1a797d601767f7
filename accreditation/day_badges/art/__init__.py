"""Drawing of one-day badges: an A6 page a badge, then the log sheets on A4."""

from accreditation.day_badges.art.sheet import DaySheet, LogColumns, NumberedCode, day_sheet_pdf

__all__ = ["DaySheet", "LogColumns", "NumberedCode", "day_sheet_pdf"]
