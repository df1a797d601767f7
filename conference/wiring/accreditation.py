"""Accreditation on an application: the desk, its stores, its pages."""

from aiohttp import web

from accreditation.actions.desk import Desk
from accreditation.photos import PillowStudio
from accreditation.storage.applications import SqlApplications
from accreditation.storage.badges import BadgeCredentials
from accreditation.storage.outlets import SqlOutlets
from accreditation.storage.photos import SqlPhotos
from accreditation.web import apply, status, vetting
from accreditation.web.context import ACCREDITATION, Accreditation, rules_of
from conference.world import World


def assemble_desk(world: World) -> Desk:
    """What the actions on applications work with."""
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


def install_accreditation(app: web.Application, world: World) -> None:
    """Put the pages of applications, vetting, badges and doors on the application."""
    app[ACCREDITATION] = Accreditation(assemble_desk(world), world.event)
    for module in (apply, status, vetting):
        app.router.add_routes(module.routes())
