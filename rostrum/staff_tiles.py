"""The tiles of the first page of staff and the texts of the roles."""

from collections.abc import Mapping

from accreditation.access.roles import Permission
from broadcast.board.roles import OPERATE_BOARD, SEE_PRIVATE_SESSIONS
from broadcast.scripts.roles import SCRIPT_STAFF
from conference.auth.roles import ADMINISTER, READ_TRAIL
from conference.texts.catalogues import key_family
from conference.web.context import Tile
from rostrum.roles import ROLE_TABLE
from rostrum.tile_numbers import NUMBERS

_PAGES = (
    (
        Permission.VET_ACCREDITATION,
        "/staff/vetting/accreditation",
        "vetting",
        "vetting.title.accreditation",
        "vet_accreditation",
    ),
    (Permission.VET_ACCREDITATION, "/staff/outlets", "people", "outlets.title", "outlets"),
    (Permission.VET_ACCREDITATION, "/staff/badges/day", "badge", "day_badges.title", "day_badges"),
    (Permission.VET_ACCREDITATION, "/staff/forms", "look", "annex.title", "annexes"),
    (Permission.VET_ACCREDITATION, "/staff/exports", "printer", "export.title", "exports"),
    (Permission.VET_ACCREDITATION, "/staff/batches", "shield", "batches.title", "batches"),
    (Permission.VET_ACCREDITATION, "/staff/data-requests", "people", "data_requests.title", "data_requests"),
    (Permission.VET_SECURITY, "/staff/vetting/security", "shield", "vetting.title.security", "vet_security"),
    (Permission.READ_WATCH_LIST, "/staff/watch-list", "look", "watch_list.title", "read_watch_list"),
    (Permission.PRINT_BADGES, "/staff/badges", "badge", "badges.title", "print_badges"),
    (Permission.SCAN, "/staff/doors", "door", "doors.title", "scan"),
    (Permission.SUPERVISE_DOORS, "/staff/command", "shield", "command.title", "supervise_doors"),
    (OPERATE_BOARD, "/staff/console", "console", "console.title", "operate_board"),
    (OPERATE_BOARD, "/staff/room-systems", "sound", "room_system.title", "room_systems"),
    (OPERATE_BOARD, "/staff/scripts", "letter", "script.title", "scripts"),
    (OPERATE_BOARD, "/staff/signing", "vetting", "signing.title", "signing"),
    (OPERATE_BOARD, "/staff/interpretation", "sound", "interpretation.title", "interpretation"),
    (OPERATE_BOARD, "/staff/streams", "sound", "streams.title", "streams"),
    (OPERATE_BOARD, "/staff/announcements", "info", "planned.title", "announcements"),
    (OPERATE_BOARD, "/staff/figures", "people", "figures.title", "figures"),
    (OPERATE_BOARD, "/staff/questions", "sound", "press_questions.title", "questions"),
    (OPERATE_BOARD, "/staff/alerts", "look", "alert.title", "alerts"),
    (OPERATE_BOARD, "/staff/screens", "console", "screens.title", "screens"),
    (OPERATE_BOARD, "/staff/programme", "console", "programme.title", "programme"),
    (SEE_PRIVATE_SESSIONS, "/staff/programme/private", "people", "programme.private_title", "private_sessions"),
    (OPERATE_BOARD, "/staff/rehearsal", "console", "rehearsal.title", "rehearsal"),
    (OPERATE_BOARD, "/staff/debrief", "admitted", "debrief.title", "debrief"),
    (ADMINISTER, "/staff/people", "people", "staff.people.title", "administer"),
    (ADMINISTER, "/staff/letters/outbox", "letter", "outbox.title", "outbox"),
    (ADMINISTER, "/staff/letters", "info", "letters.title", "letters"),
    (ADMINISTER, "/staff/setup", "key", "setup.title", "setup"),
    (ADMINISTER, "/staff/setup/checklist", "admitted", "setup.checklist.title", "checklist"),
    (ADMINISTER, "/staff/event", "globe", "admin.event.title", "event"),
    (ADMINISTER, "/staff/site", "info", "admin.site.title", "site"),
    (ADMINISTER, "/staff/record/successes", "admitted", "record.successes.title", "successes"),
    (ADMINISTER, "/staff/webhooks", "letter", "webhook.title", "webhooks"),
    (ADMINISTER, "/staff/agency-keys", "key", "agency_keys.title", "agency_keys"),
    (ADMINISTER, "/staff/audit", "search", "admin.audit.title", "audit"),
    (READ_TRAIL, "/staff/retention", "shield", "setup.section.retention", "retention"),
)
"""Permission, path, symbol, the key of the page's own title, which is also the tile's, name of the tile's text.

The name is the permission for the main page of a permission, the one whose tile has a number.
"""

_TEXTS = key_family("staff.tile_text.", (text for *_, text in _PAGES))

_EXPORTERS = (Permission.VET_SECURITY, Permission.PRINT_BADGES, Permission.SUPERVISE_DOORS)
_ALSO: Mapping[str, tuple[str, ...]] = {
    "/staff/batches": (Permission.VET_SECURITY,),
    "/staff/audit": (READ_TRAIL,),
    "/staff/retention": (ADMINISTER,),
    "/staff/exports": _EXPORTERS,
    "/staff/scripts": SCRIPT_STAFF,
}
"""Pages that other permissions open too."""
_NEEDS: Mapping[str, tuple[str, ...]] = {"/staff/watch-list": (Permission.VET_SECURITY,)}
"""Pages that need another permission besides."""

TILES = tuple(
    Tile(permission, path, symbol, title, _TEXTS[text], NUMBERS.get(text), _ALSO.get(path, ()), _NEEDS.get(path, ()))
    for permission, path, symbol, title, text in _PAGES
)
ROLE_TEXTS = key_family("role.", (role.name for role in ROLE_TABLE))
"""Name of a role → key of its text."""
