"""Installation of the signing: its services, and the badges and presences of signers from the doors."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy import select

from accreditation.access.event_plan import zones_of
from accreditation.access.zones import Zones
from accreditation.badges.domain.badges import read_number, read_short_code
from accreditation.badges.storage.tables import badges
from accreditation.doors.domain.events import HolderMoved, ScanRecorded, ScanUndone
from accreditation.doors.storage.roster import SqlRoster
from broadcast.board.event_data import countries_of
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from broadcast.signing import api, api_register, pages
from broadcast.signing.actions.following import RegisterFollowers
from broadcast.signing.ports import FoundBadge, SignerBadges, SigningServices
from broadcast.signing.presence import HallWatch
from broadcast.signing.services import HALL_WATCH, SIGNING
from broadcast.signing.storage import SqlRegister
from conference.bus import Bus
from conference.clock import Clock
from conference.event import Event
from conference.transactions import Transaction
from rostrum.runtime import Runtime

SIGNING_KIND = "signing_ceremony"


def followers_of(event: Event) -> RegisterFollowers:
    """Return what completes each change of the board: the call follows the register and the tally."""
    return RegisterFollowers(SqlBoardStore(), SqlRegister(), countries_of(event))


def signing_services(runtime: Runtime, board: Board) -> SigningServices:
    """Make the services of the signing on a board."""
    return SigningServices(
        board=board,
        register=SqlRegister(),
        badges=DoorBadges(hall_zones(runtime.event), zones_of(runtime.event), runtime.clock),
        seed=countries_of(runtime.event),
    )


def install_signing(app: web.Application, runtime: Runtime, services: SigningServices) -> None:
    """Install the signing on an application: its services, its pages and its addresses in the API."""
    watch = HallWatch(services)
    app[SIGNING], app[HALL_WATCH] = services, watch
    for module in (api, api_register, pages):
        app.router.add_routes(module.routes())
    watch_doors(runtime.bus, watch)

    async def end_waits(_app: web.Application) -> None:
        watch.close()

    app.on_shutdown.append(end_waits)


def watch_doors(bus: Bus, watch: HallWatch) -> None:
    """Tell waiting pages as soon as a door of this node has recorded a movement."""

    async def notify(_event: object) -> None:
        watch.notify()

    for kind in (ScanRecorded, ScanUndone, HolderMoved):
        bus.subscribe(kind, notify)


def hall_zones(event: Event) -> frozenset[str]:
    """Return the zones of the rooms in which the treaty is signed, and the zones within them."""
    rooms = {item.room for item in event.programme if item.kind == SIGNING_KIND}
    zones = {room.zone for room in event.rooms if room.code in rooms}
    rules = zones_of(event)
    return frozenset(zone.code for zone in event.zones if zones & {zone.code, *rules.around(zone.code)})


@dataclass(frozen=True, slots=True)
class DoorBadges(SignerBadges):
    """`broadcast.signing.ports.SignerBadges` of the doors: badges by their number, presences in the `zones`."""

    zones: frozenset[str]
    zone_rules: Zones
    clock: Clock

    async def find(self, transaction: Transaction, text: str) -> FoundBadge | None:
        """Return the badge of a typed number, of a short code, or of a scanned token; None when there is none."""
        code = read_short_code(text)
        number = read_number(text) if code is None else code.number if code.sound else None
        is_meant = badges.c.token == text.strip() if number is None else badges.c.number == number
        wanted = select(badges.c.badge_id, badges.c.number).where(is_meant).order_by(badges.c.serial.desc())
        row = (await transaction.connection.execute(wanted.limit(1))).first()
        return None if row is None else FoundBadge(row.badge_id, row.number)

    async def list_present(self, transaction: Transaction, badge_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return badge id → time of entry into the hall, for those of the badges that are in it."""
        opened = self.zone_rules.opened(self.clock.now())
        found = await SqlRoster().list_presences(transaction, sorted(badge_ids), opened=opened)
        times = {
            badge: [entry.at for zone, entry in entries.items() if zone in self.zones]
            for badge, entries in found.items()
        }
        return {badge: min(entered) for badge, entered in times.items() if entered}
