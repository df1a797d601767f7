"""The stores of accreditation, joined: what one subject writes, others are told of in the same transaction."""

from accreditation.applications.storage.applications import SqlApplications
from accreditation.applications.storage.outlets import SqlOutlets
from accreditation.badges.storage.badges import BadgeCredentials, SqlBadges
from accreditation.doors.storage.grants import SqlGrantRecords
from accreditation.doors.storage.presences import end_replaced_presences
from accreditation.doors.storage.roster import note_change
from accreditation.grants.storage import SqlGrants


def application_store() -> SqlApplications:
    """Make the store of applications; it notes changes for the doors' lists."""
    return SqlApplications(note_change)


def outlet_store() -> SqlOutlets:
    """Make the store of outlets; it notes changes for the doors' lists."""
    return SqlOutlets(note_change)


def badge_store() -> SqlBadges:
    """Make the store of badges; a replaced badge ends its presences."""
    return SqlBadges(note_change, end_replaced_presences)


def grant_store() -> SqlGrants:
    """Make the store of grants; their uses are counted from the scans."""
    return SqlGrants(note_change, SqlGrantRecords())


def badge_credentials() -> BadgeCredentials:
    """Make what ends badges and grants with an approval."""
    return BadgeCredentials(badge_store(), grant_store().end_all)
