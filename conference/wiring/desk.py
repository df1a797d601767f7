"""The desk's part of an application: applications, vetting, badges and the rights added to them."""

import secrets
from collections.abc import AsyncIterator

from aiohttp import web

from accreditation.access_plan import access_plan, pool_plans
from accreditation.actions.badges import BadgeDesk, BadgeRules
from accreditation.actions.desk import Desk
from accreditation.actions.grants import GrantDesk
from accreditation.actions.keys import ensure_signing_key
from accreditation.domain.events import ApplicationApproved
from accreditation.keys import SigningKeys
from accreditation.photos import PillowStudio
from accreditation.press import TypstPress
from accreditation.storage.applications import SqlApplications
from accreditation.storage.badge_list import SqlDeskList
from accreditation.storage.badges import BadgeCredentials, SqlBadges
from accreditation.storage.grants import SqlGrants
from accreditation.storage.outlets import SqlOutlets
from accreditation.storage.photos import SqlPhotos
from accreditation.web import apply, badge_acts, badges, status, vetting
from accreditation.web.badge_context import BADGE_DESK, GRANT_DESK
from accreditation.web.context import ACCREDITATION, Accreditation, rules_of
from conference.wiring.issuing import Issuer
from conference.world import World


def install_desk(app: web.Application, world: World, *, applications: Desk, badging: BadgeDesk) -> None:
    """Put the desk's pages on the application; while it runs, it issues the badges that are due."""
    app[ACCREDITATION] = Accreditation(applications, world.event)
    app[BADGE_DESK] = badging
    app[GRANT_DESK] = _grant_desk(world)
    for module in (apply, status, vetting, badges, badge_acts):
        app.router.add_routes(module.routes())
    issuer = Issuer(badging)
    world.bus.subscribe(ApplicationApproved, issuer.hear)

    async def issue_badges(_app: web.Application) -> AsyncIterator[None]:
        await ensure_signing_key(badging)
        async with issuer.running():
            yield

    app.cleanup_ctx.append(issue_badges)


def application_desk(world: World) -> Desk:
    """Where applications are handed in and vetted."""
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


def badge_desk(world: World, keys: SigningKeys) -> BadgeDesk:
    """Where badges are issued and printed."""
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


def _grant_desk(world: World) -> GrantDesk:
    return GrantDesk(
        units=world.units,
        badges=SqlBadges(),
        grants=SqlGrants(),
        plan=access_plan(world.event),
        pools=pool_plans(world.event),
        clock=world.clock,
        ids=world.ids,
    )
