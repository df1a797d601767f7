"""Dates, times and numbers as the United Nations writes them in each language.

Western digits, 24-hour clock, both names of Arabic months, numeric Vietnamese dates: 25 October
2025, 25 تشرين الأول/أكتوبر 2025, ngày 25/10/2025. The time zone is always an argument: a moment alone has no date.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from conference.languages import language
from conference.texts.isolates import LEFT_TO_RIGHT, POP_ISOLATE
from conference.texts.locale_data import locale_of

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"

_ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)


_LEAST_GROUPED = {"es": 10_000}
"""CLDR's minimumGroupingDigits, which Babel does not read."""


def _month_name(code: str, number: int) -> str:
    if code == "ar":
        return _ARABIC_MONTHS[number - 1]
    return str(locale_of(code).months["format"]["wide"][number])


def _weekday_name(code: str, day: date) -> str:
    return str(locale_of(code).days["format"]["wide"][day.weekday()])


def _format_day(code: str, day: date, *, year: bool) -> str:
    number, month = day.day, _month_name(code, day.month)
    match code:
        case "zh":
            return (f"{day.year}年" if year else "") + f"{day.month}月{number}日"
        case "vi":
            return f"ngày {number}/{day.month}" + (f"/{day.year}" if year else "")
        case "es":
            return f"{number} de {month}" + (f" de {day.year}" if year else "")
        case "ru":
            return f"{number}{NBSP}{month}" + (f" {day.year}{NBSP}года" if year else "")
        case "fr":
            return ("1er" if number == 1 else f"{number}") + f"{NBSP}{month}" + (f" {day.year}" if year else "")
        case _:
            return f"{number} {month}" + (f" {day.year}" if year else "")


def format_date(code: str, day: date, *, year: bool = True, weekday: bool = False) -> str:
    """Format a calendar day: `25 October 2025`, `25 تشرين الأول/أكتوبر 2025`, `2025年10月25日`, `ngày 25/10/2025`.

    Raises TypeError for a datetime: convert it by `local_date` first.
    """
    if isinstance(day, datetime):
        raise TypeError("a moment has no date without a time zone: use local_date")
    text = _format_day(code, day, year=year)
    if not weekday:
        return text
    joiner = {"zh": "", "ar": "، ", "fr": " ", "es": " "}.get(code, ", ")
    name = _weekday_name(code, day)
    return f"{text}{name}" if code == "zh" else f"{name}{joiner}{text}"


def day_patterns(code: str) -> dict[str, object]:
    """Return what a page needs to write a day without its year as `format_date` does.

    `months` has a pattern with `{day}` for each month, `first` the number of the first of a month (French: 1er).
    """
    months = [_format_day(code, date(2000, month, 22), year=False) for month in range(1, 13)]
    first = "1er" if code == "fr" else "1"
    return {"months": [month.replace("22", "{day}", 1) for month in months], "first": first}


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of a moment in a time zone."""
    return at.astimezone(zone).date()


def format_time(code: str, at: datetime, zone: ZoneInfo) -> str:
    """Format the time of a moment in a zone, by the 24-hour clock: `09:05`, the same in every language."""
    language(code)
    return f"{at.astimezone(zone):%H:%M}"


def format_datetime(code: str, at: datetime, zone: ZoneInfo, *, year: bool = True) -> str:
    """Format day and time of a moment in a zone: `25 October 2025, 09:05`."""
    day, time = format_date(code, local_date(at, zone), year=year), format_time(code, at, zone)
    match code:
        case "zh":
            return f"{day}{time}"
        case "vi":
            return f"{time}, {day}"
        case "ar":
            return f"{day}، {time}"
        case _:
            return f"{day}, {time}"


def format_offset(at: datetime, zone: ZoneInfo) -> str:
    """Format the offset of a zone at a moment, the same in every language: `UTC+7`, `UTC-3:30`, `UTC`."""
    offset = at.astimezone(zone).utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return "UTC" + (f"{sign}{hours}" + (f":{minutes:02}" if minutes else "") if offset else "")


def format_moment(code: str, at: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """Format the time of a moment, with its day unless that is today: `09:05`, `26 October, 09:05`. The year is
    written when it is another one. The text follows a colon or stands alone.
    """
    day, today = local_date(at, zone), local_date(now, zone)
    if day == today:
        return format_time(code, at, zone)
    return format_datetime(code, at, zone, year=day.year != today.year)


def format_range(code: str, start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Format a time range, `09:00–10:30`, isolated in Arabic so that its order is kept.

    For use in running text; in HTML the isolate may also be a `<bdi dir="ltr">`.
    """
    span = f"{format_time(code, start, zone)}–{format_time(code, end, zone)}"
    return f"{LEFT_TO_RIGHT}{span}{POP_ISOLATE}" if language(code).direction == "rtl" else span


def format_number(code: str, number: int | float) -> str:
    """Format a number with the language's grouping, in Western digits: `3,500`, but `3500` in Spanish."""
    grouped = abs(number) >= _LEAST_GROUPED.get(code, 0)
    return str(format_decimal(number, locale=locale_of(code), numbering_system="latn", group_separator=grouped))
