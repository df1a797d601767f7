"""The page staff arrive at: what this person may do, and nothing else."""

from dataclasses import dataclass

from aiohttp import web

from conference.auth.roles import Permission, Role, may
from conference.texts.catalogues import key_family
from conference.web.access import require
from conference.web.context import floor_of, staff_of
from conference.web.templating import render


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing to do: who may, where, its symbol, and the middle of its texts' keys."""

    permission: Permission
    path: str
    symbol: str
    name: str


TILES = (
    Tile(Permission.VET_ACCREDITATION, "/staff/vetting/accreditation", "vetting", "vet_accreditation"),
    Tile(Permission.VET_SECURITY, "/staff/vetting/security", "shield", "vet_security"),
    Tile(Permission.PRINT_BADGES, "/staff/badges", "badge", "print_badges"),
    Tile(Permission.SCAN, "/staff/doors", "door", "scan"),
    Tile(Permission.SUPERVISE_DOORS, "/staff/command", "shield", "supervise_doors"),
    Tile(Permission.OPERATE_BOARD, "/staff/console", "console", "operate_board"),
    Tile(Permission.ADMINISTER, "/staff/people", "people", "administer"),
)
TITLES = key_family("staff.tile_title.", (tile.name for tile in TILES))
TEXTS = key_family("staff.tile_text.", (tile.name for tile in TILES))
ROLES = key_family("role.", (role.value for role in Role))


def is_served(app: web.Application, path: str) -> bool:
    """Whether some page of the application lives at the path."""
    infos = (resource.get_info() for resource in app.router.resources())
    return any(info.get("path") == path or ("pattern" in info and info["pattern"].fullmatch(path)) for info in infos)


@require()
async def home(request: web.Request) -> web.Response:
    """`GET /staff/`."""
    staff = staff_of(request)
    elsewhere = floor_of(request).elsewhere
    tiles = [tile for tile in TILES if may(staff, tile.permission) and (elsewhere or is_served(request.app, tile.path))]
    return render(
        request,
        "staff_home.html",
        tiles=tiles,
        tile_titles=TITLES,
        tile_texts=TEXTS,
        role_names=ROLES,
        roles=sorted(role.value for role in staff.roles),
    )
