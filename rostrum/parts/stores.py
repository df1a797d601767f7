"""Stores of accreditation with their subscribers: writes of one subject update others in the same transaction."""

from accreditation.applications.storage.applications import SqlApplications
from accreditation.applications.storage.outlets import SqlOutlets
from accreditation.badges.storage.badges import BadgeCredentials, SqlBadges
from accreditation.day_badges.storage import SqlDayBadges
from accreditation.doors.storage.grants import SqlGrantRecords
from accreditation.doors.storage.presences import end_replaced_presences
from accreditation.doors.storage.roster import note_change
from accreditation.duplicates.storage.hits import select_ids_of_hits
from accreditation.grants.storage import SqlGrants
from accreditation.outlets.actions.places import CrewPlaces
from accreditation.outlets.services import place_rules
from accreditation.outlets.storage.members import SqlCrewMembers
from accreditation.outlets.storage.outlet_lists import SqlOutletLists
from conference.clock import Clock
from conference.event import Event


def application_store() -> SqlApplications:
    """Make the store of applications, which records changes for the doors' rosters."""
    return SqlApplications(note_change, select_ids_of_hits())


def outlet_store() -> SqlOutlets:
    """Make the store of outlets, which records changes for the doors' rosters."""
    return SqlOutlets(note_change)


def outlet_places(event: Event, clock: Clock) -> CrewPlaces:
    """Make the rules of the places of outlets, which forms for applications ask for."""
    store = outlet_store()
    return CrewPlaces(
        outlets=store, lists=SqlOutletLists(store), members=SqlCrewMembers(), rules=place_rules(event), clock=clock
    )


def badge_store() -> SqlBadges:
    """Make the store of badges. Replacing a badge ends its presences."""
    return SqlBadges(note_change, end_replaced_presences)


def day_badge_store() -> SqlDayBadges:
    """Make the store of one-day badges, which records changes for the doors' rosters."""
    return SqlDayBadges(note_change)


def grant_store() -> SqlGrants:
    """Make the store of grants, whose uses are counted from scans."""
    return SqlGrants(note_change, SqlGrantRecords())


def badge_credentials() -> BadgeCredentials:
    """Make the object that ends badges and grants when an approval ends."""
    return BadgeCredentials(badge_store(), grant_store().end_all)
