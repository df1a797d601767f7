"""Classes of personal data, and until when the event keeps them."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from conference.event import Event


class DataClass(StrEnum):
    """A class of data that is deleted at one age: the names of the fields of `Retention`."""

    DOCUMENTS = "documents"
    PASSPORT = "passport"
    PHOTOS = "photos"
    CONTACTS = "contacts"
    APPLICATIONS = "applications"
    SCANS = "scans"
    TRAIL = "trail"


def event_end(event: Event) -> datetime:
    """Return the midnight at the venue that ends the last day."""
    return datetime.combine(event.ends_on + timedelta(days=1), time(), event.zone_info)


def days_kept(event: Event, data_class: DataClass) -> int:
    """Return the days after the event for which a class is kept."""
    ages = event.retention
    return {
        DataClass.DOCUMENTS: ages.documents,
        DataClass.PASSPORT: ages.passport,
        DataClass.PHOTOS: ages.photos,
        DataClass.CONTACTS: ages.contacts,
        DataClass.APPLICATIONS: ages.applications,
        DataClass.SCANS: ages.scans,
        DataClass.TRAIL: ages.trail,
    }[data_class]


def kept_until(event: Event, data_class: DataClass) -> date:
    """Return the last day, at the venue, on which the data of a class may still be there."""
    return event.ends_on + timedelta(days=days_kept(event, data_class))


def due_at(event: Event, data_class: DataClass) -> datetime:
    """Return the moment from which the data of a class are deleted: the end of the day of `kept_until`."""
    return datetime.combine(kept_until(event, data_class) + timedelta(days=1), time(), event.zone_info)


def due_classes(event: Event, now: datetime) -> frozenset[DataClass]:
    """Return the classes whose data are to be deleted now."""
    return frozenset(one for one in DataClass if due_at(event, one) <= now)
