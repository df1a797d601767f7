"""Dependencies of the pages of badges, stored on the application by typed keys."""

from aiohttp import web

from accreditation.badge_desk.ports import DeskList, DoorLists
from accreditation.badges.actions.badges import BadgeServices
from accreditation.grants.actions import GrantServices
from conference.event import Event

BADGE_SERVICES: web.AppKey[BadgeServices] = web.AppKey("badge_desk", BadgeServices)
GRANT_SERVICES: web.AppKey[GrantServices] = web.AppKey("grant_desk", GrantServices)
DESK_LIST: web.AppKey[DeskList] = web.AppKey("desk_list", DeskList)
DOOR_LISTS: web.AppKey[DoorLists] = web.AppKey("door_lists", DoorLists)
BADGE_EVENT: web.AppKey[Event] = web.AppKey("badge_event", Event)


def badge_services_of(request: web.Request) -> BadgeServices:
    """Return the dependencies of the badge actions."""
    return request.config_dict[BADGE_SERVICES]


def desk_list_of(request: web.Request) -> DeskList:
    """Return the badge desk's list of people."""
    return request.config_dict[DESK_LIST]


def door_lists_of(request: web.Request) -> DoorLists:
    """Return the lists of the doors' devices."""
    return request.config_dict[DOOR_LISTS]


def grant_services_of(request: web.Request) -> GrantServices:
    """Return the dependencies of the grant actions."""
    return request.config_dict[GRANT_SERVICES]


def event_of(request: web.Request) -> Event:
    """Return the event."""
    return request.config_dict[BADGE_EVENT]
