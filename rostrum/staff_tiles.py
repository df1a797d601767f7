"""The tiles of the first page of staff and the texts of the roles."""

from accreditation.access.roles import Permission
from broadcast.board.roles import OPERATE_BOARD
from conference.auth.roles import ADMINISTER
from conference.texts.catalogues import key_family
from conference.web.context import Tile
from rostrum.roles import ROLE_TABLE
from rostrum.tile_numbers import NUMBERS

_PAGES = (
    (Permission.VET_ACCREDITATION, "/staff/vetting/accreditation", "vetting", "vetting.title.accreditation"),
    (Permission.VET_SECURITY, "/staff/vetting/security", "shield", "vetting.title.security"),
    (Permission.PRINT_BADGES, "/staff/badges", "badge", "badges.title"),
    (Permission.SCAN, "/staff/doors", "door", "doors.title"),
    (Permission.SUPERVISE_DOORS, "/staff/command", "shield", "command.title"),
    (OPERATE_BOARD, "/staff/console", "console", "console.title"),
    (ADMINISTER, "/staff/people", "people", "staff.people.title"),
)
"""Permission, path, symbol and the key of the page's own title, which is also the tile's."""

_TEXTS = key_family("staff.tile_text.", (permission for permission, *_ in _PAGES))

TILES = tuple(
    Tile(permission, path, symbol, title, _TEXTS[permission], NUMBERS.get(permission))
    for permission, path, symbol, title in _PAGES
)
ROLE_TEXTS = key_family("role.", (role.name for role in ROLE_TABLE))
"""Name of a role → key of its text."""
