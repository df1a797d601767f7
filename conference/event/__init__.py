"""Event data: the types of a conference and the loader of its folder."""

from conference.event.errors import EventDataError
from conference.event.load import load_event
from conference.event.model import (
    KINDS,
    BadgeDesk,
    Category,
    Door,
    Event,
    Figure,
    Function,
    Hours,
    Kind,
    OpeningHours,
    Pool,
    ProgrammeItem,
    Reason,
    Room,
    Signatory,
    Source,
    Speaker,
    Template,
    Zone,
)

__all__ = [
    "KINDS",
    "BadgeDesk",
    "Category",
    "Door",
    "Event",
    "EventDataError",
    "Figure",
    "Function",
    "Hours",
    "Kind",
    "OpeningHours",
    "Pool",
    "ProgrammeItem",
    "Reason",
    "Room",
    "Signatory",
    "Source",
    "Speaker",
    "Template",
    "Zone",
    "load_event",
]
