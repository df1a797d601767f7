"""Requests by which a browser follows a session, and asks whether it does."""

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.notifications.actions import follow_session, is_following, renew_subscription, unfollow_session
from broadcast.notifications.domain import Subscription
from broadcast.notifications.services import NotificationServices
from conference.descriptions import Description, describes
from conference.languages import LANGUAGES
from conference.rate_limits import Limit, Limits
from conference.web import client_address, for_programs, json_response, language_of, read_json, site_of
from conference.webhooks.domain import MAX_URL

NOTIFICATIONS: web.AppKey[NotificationServices] = web.AppKey("notifications", NotificationServices)
FOLLOW_LIMITS: web.AppKey[Limits] = web.AppKey("limits of followers", Limits)

FOLLOWS = Limit("session followers", burst=300, every_s=2)
"""Requests of one network: the readers at a venue may share one address."""

Endpoint = Annotated[str, Meta(max_length=MAX_URL)]


class SubscriptionIn(Struct, frozen=True, kw_only=True):
    """A browser at its push service: address, public key (P-256) and shared secret, both in base64url."""

    endpoint: Endpoint
    public_key: Annotated[str, Meta(max_length=100)]
    secret: Annotated[str, Meta(max_length=40)]


class RenewalIn(SubscriptionIn, frozen=True, kw_only=True):
    """A new subscription of a browser, and its address before."""

    old_endpoint: Endpoint


class BrowserIn(Struct, frozen=True, kw_only=True):
    """The address of a browser at its push service."""

    endpoint: Endpoint


class FollowingOut(Struct, frozen=True, kw_only=True):
    """Whether the browser follows the session."""

    is_following: bool


@describes(Description(answer=FollowingOut, body=SubscriptionIn, refusals={404, 429}))
@for_programs
async def follow(request: web.Request) -> web.Response:
    """Notify a browser of the changes of a session, in the language of the address."""
    _charge_request(request)
    given = await read_json(request, SubscriptionIn)
    subscription = Subscription(endpoint=given.endpoint, public_key=given.public_key, secret=given.secret)
    session_id = request.match_info["session"]
    await follow_session(_services_of(request), session_id, subscription, code=language_of(request))
    return json_response(FollowingOut(is_following=True))


@describes(Description(answer=FollowingOut, body=RenewalIn, refusals={429}))
@for_programs
async def renew(request: web.Request) -> web.Response:
    """Notify a browser of what it follows at its new address; its service worker sends this."""
    _charge_request(request)
    given = await read_json(request, RenewalIn)
    subscription = Subscription(endpoint=given.endpoint, public_key=given.public_key, secret=given.secret)
    found = await renew_subscription(_services_of(request), given.old_endpoint, subscription)
    return json_response(FollowingOut(is_following=found))


@describes(Description(answer=FollowingOut, body=BrowserIn, refusals={429}))
@for_programs
async def unfollow(request: web.Request) -> web.Response:
    """Notify a browser of the changes of a session no more."""
    _charge_request(request)
    given = await read_json(request, BrowserIn)
    await unfollow_session(_services_of(request), request.match_info["session"], given.endpoint)
    return json_response(FollowingOut(is_following=False))


@describes(Description(answer=FollowingOut, body=BrowserIn, refusals={429}))
@for_programs
async def tell_following(request: web.Request) -> web.Response:
    """Return whether a browser is notified of the changes of a session."""
    _charge_request(request)
    given = await read_json(request, BrowserIn)
    found = await is_following(_services_of(request), request.match_info["session"], given.endpoint)
    return json_response(FollowingOut(is_following=found))


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    folder = f"/{{language:{'|'.join(LANGUAGES)}}}"
    session = f"{folder}/sessions/{{session}}"
    return [
        web.post(f"{session}/follow", follow),
        web.post(f"{session}/unfollow", unfollow),
        web.post(f"{session}/following", tell_following),
        web.post(f"{folder}/follow/renew", renew),
    ]


def _services_of(request: web.Request) -> NotificationServices:
    return request.config_dict[NOTIFICATIONS]


def _charge_request(request: web.Request) -> None:
    """Count a request. Raises ThrottledError `requests.throttled`."""
    request.config_dict[FOLLOW_LIMITS].charge(FOLLOWS, client_address(request), site_of(request).clock.now())
