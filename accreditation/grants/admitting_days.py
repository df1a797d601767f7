"""Days of an event on which badges admit, in venue time."""

from datetime import datetime, time, timedelta

from accreditation.access.rules import Window
from conference.event import Event
from conference.texts.dates import local_date

_MOMENT = timedelta(microseconds=1)


def admitting_days(event: Event) -> Window:
    """Return the whole days from the first to the last on which a badge of any category is valid."""
    zone = event.zone_info
    first = min(local_date(category.valid_from, zone) for category in event.categories)
    last = max(local_date(category.valid_until - _MOMENT, zone) for category in event.categories)
    return Window(datetime.combine(first, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone))
