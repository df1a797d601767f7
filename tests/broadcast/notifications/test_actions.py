"""Following a session: only public ones, by browsers of known push services, within bounds."""

import pytest

from broadcast.notifications import actions
from broadcast.notifications.actions import follow_session, is_following, unfollow_session
from broadcast.notifications.domain import Subscription
from conference.errors import InvalidError, NotFoundError, ThrottledError
from tests.broadcast.notifications.conftest import SESSION, Office
from tests.support.push_browsers import SECRET, PushBrowser

KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
FCM = "https://fcm.googleapis.com/x"


async def test_browser_follows_until_it_unfollows(office: Office) -> None:
    endpoint = office.browser.endpoint
    await office.follow()
    assert await is_following(office.services, SESSION, endpoint)
    assert not await is_following(office.services, "other", endpoint)
    await unfollow_session(office.services, SESSION, endpoint)
    await unfollow_session(office.services, SESSION, endpoint)
    assert not await is_following(office.services, SESSION, endpoint)


async def test_session_that_is_not_public_is_not_found(office: Office) -> None:
    with pytest.raises(NotFoundError):
        await follow_session(office.services, "private", office.browser.subscription, code="en")


@pytest.mark.parametrize(
    ("endpoint", "key", "secret", "field"),
    [
        ("http://fcm.googleapis.com/x", KEY, SECRET, "endpoint"),
        ("https://127.0.0.1/x", KEY, SECRET, "endpoint"),
        ("https://fcm.googleapis.com.example/x", KEY, SECRET, "endpoint"),
        ("https://user@fcm.googleapis.com/x", KEY, SECRET, "endpoint"),
        ("https://[fcm.googleapis.com/x", KEY, SECRET, "endpoint"),
        (FCM, "", SECRET, "public_key"),
        (FCM, "B" + "A" * 86, SECRET, "public_key"),
        (FCM, KEY, "short", "secret"),
        (FCM, KEY, "é" * 22, "secret"),
    ],
)
async def test_unfit_subscription_is_refused_by_field(
    office: Office, endpoint: str, key: str, secret: str, field: str
) -> None:
    subscription = Subscription(endpoint=endpoint, public_key=key, secret=secret)
    with pytest.raises(InvalidError) as refused:
        await follow_session(office.services, SESSION, subscription, code="en")
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize(("limit", "endpoint"), [("MOST_FOLLOWERS", FCM), ("MOST_SESSIONS", PushBrowser().endpoint)])
async def test_followers_are_bounded(
    office: Office, monkeypatch: pytest.MonkeyPatch, limit: str, endpoint: str
) -> None:
    await office.follow()
    monkeypatch.setattr(actions, limit, 1)
    await office.follow()
    other = PushBrowser(endpoint).subscription
    office.board = office.board_with("second")
    with pytest.raises(ThrottledError):
        await follow_session(office.services, "second", other, code="en")
