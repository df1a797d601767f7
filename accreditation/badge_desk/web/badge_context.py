"""What the pages of badges and doors work with, kept on the application by typed keys."""

from aiohttp import web

from accreditation.badge_desk.ports import DeskList
from accreditation.badges.actions.badges import BadgeDesk
from accreditation.grants.actions import GrantDesk
from conference.event import Event

BADGE_DESK: web.AppKey[BadgeDesk] = web.AppKey("badge_desk", BadgeDesk)
GRANT_DESK: web.AppKey[GrantDesk] = web.AppKey("grant_desk", GrantDesk)
DESK_LIST: web.AppKey[DeskList] = web.AppKey("desk_list", DeskList)
BADGE_EVENT: web.AppKey[Event] = web.AppKey("badge_event", Event)


def badge_desk_of(request: web.Request) -> BadgeDesk:
    """The badge desk."""
    return request.config_dict[BADGE_DESK]


def desk_list_of(request: web.Request) -> DeskList:
    """The people of the badge desk."""
    return request.config_dict[DESK_LIST]


def grant_desk_of(request: web.Request) -> GrantDesk:
    """The part of the badge desk that adds rights."""
    return request.config_dict[GRANT_DESK]


def event_of(request: web.Request) -> Event:
    """The event whose badges and doors these are."""
    return request.config_dict[BADGE_EVENT]
