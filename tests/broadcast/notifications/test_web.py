"""Requests by which a browser follows a session, on the whole application, and what an act of an operator sends it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from aiohttp import ClientResponse

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.notifications import web as requests
from conference.languages import pick
from conference.rate_limits import Limit
from rostrum.parts.boards.pages import REHEARSED
from rostrum.runtime import Runtime
from tests.support.board_pages import Served, serve_board
from tests.support.push_browsers import PushStandIn, push_stand_in

PAGE = "/fr/sessions/debate-1"


@dataclass
class FollowedSite:
    """The application, whose notifications go to a push service of this machine."""

    served: Served
    service: PushStandIn

    async def ask(self, path: str, body: object, status: int = 200, **headers: str) -> ClientResponse:
        """Send a request of a page."""
        response = await self.served.client.post(path, json=body, headers=headers)
        assert response.status == status, await response.text()
        return response

    async def act(self, verb: Verb) -> None:
        """Move the session as an operator does."""
        await move_session(self.served.board, "debate-1", verb, operator=self.served.operator)
        await self.served.heard()


@pytest.fixture
async def site(runtime: Runtime) -> AsyncIterator[FollowedSite]:
    settings = replace(runtime.settings, webhooks_private=True, push_services=("127.0.0.1",))
    with push_stand_in() as service:
        async with serve_board(replace(runtime, settings=settings)) as served:
            yield FollowedSite(served, service)


async def test_follower_gets_an_act_in_the_language_of_its_page(site: FollowedSite) -> None:
    browser = site.service.browser()
    followed = await site.ask(f"{PAGE}/follow", browser.body)
    assert await followed.json() == {"is_following": True}
    assert "Set-Cookie" not in followed.headers
    await site.act(Verb.OPEN)
    message = browser.decrypt(await asyncio.to_thread(site.service.take_body))
    title = next(item.title for item in site.served.runtime.event.programme if item.id == "debate-1")
    assert message["title"].endswith(pick(title, "fr")[0])
    assert (message["language"], message["path"]) == ("fr", "fr/sessions/debate-1")


async def test_browser_follows_until_it_unfollows(site: FollowedSite) -> None:
    browser = site.service.browser()
    endpoint = {"endpoint": browser.endpoint}
    assert await (await site.ask(f"{PAGE}/following", endpoint)).json() == {"is_following": False}
    await site.ask(f"{PAGE}/follow", browser.body)
    assert await (await site.ask(f"{PAGE}/following", endpoint)).json() == {"is_following": True}
    assert await (await site.ask(f"{PAGE}/unfollow", endpoint)).json() == {"is_following": False}
    assert await (await site.ask(f"{PAGE}/following", endpoint)).json() == {"is_following": False}


async def test_renewed_browser_follows_with_its_new_address(site: FollowedSite) -> None:
    old, new = site.service.browser(), site.service.browser("device-2")
    await site.ask(f"{PAGE}/follow", old.body)
    renewal = {"old_endpoint": old.endpoint, **new.body}
    assert await (await site.ask("/en/follow/renew", renewal)).json() == {"is_following": True}
    assert await (await site.ask("/en/follow/renew", renewal)).json() == {"is_following": False}
    await site.act(Verb.OPEN)
    assert new.decrypt(await asyncio.to_thread(site.service.take_body))["language"] == "fr"
    unfit = await site.ask("/en/follow/renew", {**renewal, "endpoint": "https://169.254.169.254/latest"}, 422)
    assert set(json.loads(await unfit.text())["errors"]) == {"endpoint"}


async def test_private_sessions_cannot_be_followed(site: FollowedSite) -> None:
    """Covers B18."""
    private = [item for item in site.served.runtime.event.programme if not item.public]
    for item in private:
        await site.ask(f"/en/sessions/{item.id}/follow", site.service.browser().body, 404)


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "https://169.254.169.254/latest"},
        {"endpoint": "https://push.example/x"},
        {"endpoint": 5},
        {"endpoint": "x" * 501},
        {"public_key": "x"},
        {"secret": "x"},
    ],
)
async def test_unfit_subscription_is_refused(site: FollowedSite, changes: dict[str, object]) -> None:
    refused = await site.ask(f"{PAGE}/follow", {**site.service.browser().body, **changes}, 422)
    assert set(json.loads(await refused.text())["errors"]) == set(changes)


async def test_foreign_page_cannot_follow(site: FollowedSite) -> None:
    await site.ask(f"{PAGE}/follow", site.service.browser().body, 403, Origin="https://other.example")


async def test_requests_of_one_network_are_bounded(site: FollowedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "FOLLOWS", Limit("few", burst=1, every_s=60))
    await site.ask(f"{PAGE}/following", {"endpoint": "https://push.example/x"})
    refused = await site.ask(f"{PAGE}/following", {"endpoint": "https://push.example/x"}, 429)
    assert refused.headers["Retry-After"] == "60"


def test_rehearsal_has_no_followers() -> None:
    assert requests not in REHEARSED
