"""Following a session by a browser. A follower is a browser, not a person: no login is needed, and none is noted."""

from broadcast.feed.identity.proofs import is_public_key
from broadcast.notifications import storage
from broadcast.notifications.domain import Subscription, device_of, is_served_by, state_of
from broadcast.notifications.encryption import is_secret
from broadcast.notifications.services import NotificationServices
from broadcast.notifications.storage import Follower
from conference.errors import InvalidError, NotFoundError, ThrottledError
from conference.webhooks.domain import check_url

MOST_FOLLOWERS = 200_000
"""Followers of all sessions together."""

MOST_SESSIONS = 100
"""Sessions that one browser follows."""

_FULL_RETRY_S = 600
_INVALID = "request.invalid"


async def follow_session(
    services: NotificationServices, session_id: str, subscription: Subscription, *, code: str
) -> None:
    """Tell a browser of the changes of a session from now on, in a language.

    Raises NotFoundError `http_404` for a session that is not on the public board, InvalidError by field, ThrottledError
    `requests.throttled` when there are too many followers.
    """
    _check_subscription(services, subscription)
    board = services.read_board(code)
    session = next((one for one in board.sessions if one.id == session_id), None)
    if session is None:
        raise NotFoundError("http_404")
    told = state_of(session).to_text()
    follower = Follower(subscription=subscription, session=session_id, language=code, told=told)
    async with services.transactions.write() as transaction:
        if not await storage.is_follower(transaction, subscription.device, session_id):
            of_device = await storage.count_followers(transaction, subscription.device)
            if of_device >= MOST_SESSIONS or await storage.count_followers(transaction) >= MOST_FOLLOWERS:
                raise ThrottledError("requests.throttled", retry_after_s=_FULL_RETRY_S)
        await storage.save_follower(transaction, follower, board.revision, services.clock.now())


async def unfollow_session(services: NotificationServices, session_id: str, endpoint: str) -> None:
    """Tell the browser with this address of a session no more."""
    async with services.transactions.write() as transaction:
        await storage.delete_follower(transaction, device_of(endpoint), session_id)


async def renew_subscription(services: NotificationServices, endpoint: str, subscription: Subscription) -> bool:
    """Let a browser whose address was `endpoint` follow its sessions with a new subscription.

    Return whether there are any that it did not follow with it already. Raises InvalidError by field.
    """
    _check_subscription(services, subscription)
    if endpoint == subscription.endpoint:
        return False
    async with services.transactions.write() as transaction:
        return await storage.move_device(transaction, device_of(endpoint), subscription) > 0


async def is_following(services: NotificationServices, session_id: str, endpoint: str) -> bool:
    """Return whether the browser with this address follows a session."""
    async with services.transactions.read() as transaction:
        return await storage.is_follower(transaction, device_of(endpoint), session_id)


def _check_subscription(services: NotificationServices, subscription: Subscription) -> None:
    """Raise InvalidError for an address that is none of a known push service, and for malformed keys."""
    fields: dict[str, str] = {}
    try:
        check_url(subscription.endpoint, allows_private=services.allows_private)
        if not is_served_by(subscription.endpoint, services.push_services):
            fields["endpoint"] = _INVALID
    except InvalidError:
        fields["endpoint"] = _INVALID
    if not is_public_key(subscription.public_key):
        fields["public_key"] = _INVALID
    if not is_secret(subscription.secret):
        fields["secret"] = _INVALID
    if fields:
        raise InvalidError(_INVALID, fields)
