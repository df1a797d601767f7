"""The tiles of the first page of staff and the texts of the roles."""

from accreditation.access.roles import Permission
from broadcast.board.roles import OPERATE_BOARD
from conference.auth.roles import ADMINISTER
from conference.texts.catalogues import key_family
from conference.web.context import Tile
from rostrum.roles import ROLE_TABLE

_PAGES = (
    (Permission.VET_ACCREDITATION, "/staff/vetting/accreditation", "vetting"),
    (Permission.VET_SECURITY, "/staff/vetting/security", "shield"),
    (Permission.PRINT_BADGES, "/staff/badges", "badge"),
    (Permission.SCAN, "/staff/doors", "door"),
    (Permission.SUPERVISE_DOORS, "/staff/command", "shield"),
    (OPERATE_BOARD, "/staff/console", "console"),
    (ADMINISTER, "/staff/people", "people"),
)
_TITLES = key_family("staff.tile_title.", (permission for permission, _, _ in _PAGES))
_TEXTS = key_family("staff.tile_text.", (permission for permission, _, _ in _PAGES))

TILES = tuple(
    Tile(permission, path, symbol, _TITLES[permission], _TEXTS[permission]) for permission, path, symbol in _PAGES
)
ROLE_TEXTS = key_family("role.", (role.name for role in ROLE_TABLE))
"""Name of a role → key of its text."""
