"""What the pages of badges and doors work with, kept on the application by typed keys."""

from aiohttp import web

from accreditation.badge_desk.ports import DeskList
from accreditation.badges.actions.badges import BadgeServices
from accreditation.grants.actions import GrantServices
from conference.event import Event

BADGE_SERVICES: web.AppKey[BadgeServices] = web.AppKey("badge_desk", BadgeServices)
GRANT_SERVICES: web.AppKey[GrantServices] = web.AppKey("grant_desk", GrantServices)
DESK_LIST: web.AppKey[DeskList] = web.AppKey("desk_list", DeskList)
BADGE_EVENT: web.AppKey[Event] = web.AppKey("badge_event", Event)


def badge_services_of(request: web.Request) -> BadgeServices:
    """The badge desk."""
    return request.config_dict[BADGE_SERVICES]


def desk_list_of(request: web.Request) -> DeskList:
    """The people of the badge desk."""
    return request.config_dict[DESK_LIST]


def grant_services_of(request: web.Request) -> GrantServices:
    """The part of the badge desk that adds rights."""
    return request.config_dict[GRANT_SERVICES]


def event_of(request: web.Request) -> Event:
    """The event whose badges and doors these are."""
    return request.config_dict[BADGE_EVENT]
