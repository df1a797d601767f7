"""Accreditation on an application: the desks, the doors, their stores and their pages."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from accreditation.access_plan import access_plan, audience_of
from accreditation.actions.badges import BadgeDesk, BadgeRules
from accreditation.actions.command import CommandPost
from accreditation.actions.desk import Desk
from accreditation.actions.devices import DevicePost
from accreditation.actions.keys import ensure_signing_key
from accreditation.actions.known_devices import KnownDevices
from accreditation.actions.notices import NoticePost
from accreditation.domain.events import ApplicationApproved
from accreditation.keys import KeyFolder, SigningKeys
from accreditation.photos import PillowStudio
from accreditation.press import TypstPress
from accreditation.storage.applications import SqlApplications
from accreditation.storage.badge_list import SqlDeskList
from accreditation.storage.badges import BadgeCredentials, SqlBadges
from accreditation.storage.command import SqlCommand
from accreditation.storage.devices import SqlDevices
from accreditation.storage.keys import SqlKeys
from accreditation.storage.notices import SqlNotices
from accreditation.storage.outlets import SqlOutlets
from accreditation.storage.photos import SqlPhotos
from accreditation.web import apply, badge_acts, badges, command, command_acts, door_app, doors, status, vetting
from accreditation.web.badge_context import BADGE_DESK, BADGE_EVENT, GRANT_DESK
from accreditation.web.command import COMMAND_POST, NOTICE_POST
from accreditation.web.context import ACCREDITATION, Accreditation, rules_of
from conference.wiring.doors import install_doors
from conference.wiring.grants import grant_desk
from conference.wiring.issuing import Issuer
from conference.wiring.scanning import install_scanning
from conference.world import World

KEY_FOLDER = "keys"
"""Under the data folder: the private halves of the signing keys of this node."""


@dataclass(frozen=True, kw_only=True)
class Desks:
    """The places where accreditation works."""

    applications: Desk
    badges: BadgeDesk
    devices: DevicePost
    command: CommandPost
    notices: NoticePost


def assemble_accreditation(world: World, *, issuing: bool = True) -> Desks:
    """The desks of this world's event. Who does not issue has no way to the private halves of the keys."""
    folder = KeyFolder(world.settings.data_dir / KEY_FOLDER) if issuing else None
    keys = SigningKeys(audience_of(world.event), SqlKeys(), folder)
    return Desks(
        applications=_desk(world),
        badges=_badge_desk(world, keys),
        devices=_devices(world),
        command=_command(world),
        notices=_notices(world),
    )


async def ensure_issuing(world: World) -> None:
    """Make this node's signing key unless it has one."""
    await ensure_signing_key(assemble_accreditation(world).badges)


def install_accreditation(app: web.Application, world: World) -> None:
    """Put those pages of applications, vetting, badges and doors on the application that are of its parts."""
    parts = world.settings.parts
    desks = assemble_accreditation(world, issuing="desk" in parts)
    app[BADGE_EVENT] = world.event
    if "desk" in parts:
        _install_desk(app, world, desks)
    if "doors" in parts:
        install_doors(app, world, desks.devices, desks.badges.keys)
        app[COMMAND_POST] = desks.command
        app[NOTICE_POST] = desks.notices
        for module in (door_app, doors, command, command_acts):
            app.router.add_routes(module.routes())
        install_scanning(app, world, desks.badges.keys)


def _install_desk(app: web.Application, world: World, desks: Desks) -> None:
    app[ACCREDITATION] = Accreditation(desks.applications, world.event)
    app[BADGE_DESK] = desks.badges
    app[GRANT_DESK] = grant_desk(world)
    for module in (apply, status, vetting, badges, badge_acts):
        app.router.add_routes(module.routes())
    issuer = Issuer(desks.badges)
    world.bus.subscribe(ApplicationApproved, issuer.hear)

    async def issue_badges(_app: web.Application) -> AsyncIterator[None]:
        await ensure_signing_key(desks.badges)
        async with issuer.running():
            yield

    app.cleanup_ctx.append(issue_badges)


def _desk(world: World) -> Desk:
    return Desk(
        units=world.units,
        applications=SqlApplications(),
        outlets=SqlOutlets(),
        photos=SqlPhotos(),
        studio=PillowStudio(),
        credentials=BadgeCredentials(),
        clock=world.clock,
        ids=world.ids,
        rules=rules_of(world.event),
    )


def _badge_desk(world: World, keys: SigningKeys) -> BadgeDesk:
    event = world.event
    return BadgeDesk(
        units=world.units,
        badges=SqlBadges(),
        people=SqlDeskList(),
        keys=keys,
        press=TypstPress(event),
        plan=access_plan(event),
        rules=BadgeRules(
            frozenset(reason.code for reason in event.reissue_reasons),
            frozenset(reason.code for reason in event.revocation_reasons),
        ),
        clock=world.clock,
        new_badge_id=lambda: secrets.token_hex(8),
    )


def _devices(world: World) -> DevicePost:
    return DevicePost(
        units=world.units,
        devices=SqlDevices(),
        doors=frozenset(door.id for door in world.event.doors),
        clock=world.clock,
        ids=world.ids,
        known=KnownDevices(),
    )


def _command(world: World) -> CommandPost:
    return CommandPost(
        units=world.units,
        command=SqlCommand(),
        photos=SqlPhotos(),
        clock=world.clock,
        zone=world.event.zone_info,
        zones=access_plan(world.event).zones,
    )


def _notices(world: World) -> NoticePost:
    return NoticePost(
        units=world.units,
        notices=SqlNotices(),
        doors=frozenset(door.id for door in world.event.doors),
        clock=world.clock,
        ids=world.ids,
    )
