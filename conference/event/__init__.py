"""Event data: the types of a conference and the loader of its folder."""

from conference.event.errors import EventDataError, Fault
from conference.event.kinds import KINDS, Kind
from conference.event.load import check_folder, load_event
from conference.event.model import (
    ApplicationPeriod,
    BadgeDesk,
    Category,
    Door,
    Event,
    Figure,
    Function,
    Hours,
    LetterText,
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
    "ApplicationPeriod",
    "BadgeDesk",
    "Category",
    "Door",
    "Event",
    "EventDataError",
    "Fault",
    "Figure",
    "Function",
    "Hours",
    "Kind",
    "LetterText",
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
    "check_folder",
    "load_event",
]
