"""The feed inside the whole application: its middlewares neither break it nor soften a refusal."""

import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD, FEED
from conference.languages import LANGUAGES
from rostrum.runtime import Runtime
from tests.support.board_moves import open_session
from tests.support.board_samples import OPERATOR

Client = TestClient[web.Request, web.Application]


async def test_viewer_follows_an_operator_through_the_application(client: Client, runtime: Runtime) -> None:
    board = client.app[BOARD] if client.app else None
    assert board is not None
    await load_programme(board, programme_of(runtime.event), operator=OPERATOR)
    await client.app[FEED].hub.refresh()
    async with client.ws_connect("/feed/v1/ru/ws") as viewer:
        snapshot = await viewer.receive_json(timeout=5)
        await open_session(board, "opening", operator=OPERATOR)
        update = await viewer.receive_json(timeout=5)
    assert snapshot["keys"]["session/opening"]["state"]["phase"] == "scheduled"
    assert update["state"]["phase_label"] == "Идет сейчас"


async def test_json_is_public_and_carries_no_cookie(client: Client) -> None:
    for language in LANGUAGES:
        async with client.get(f"/feed/v1/{language}/board.json") as response:
            assert response.status == 200, language
            assert response.headers["Cache-Control"].startswith("public"), language
            assert "Set-Cookie" not in response.headers, language
            assert json.loads(await response.text())["language"] == language, language


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/feed/v1/xx/ws", {}, 404),
        ("/feed/v1/fr/ws", {}, 400),
        ("/feed/v1/fr/ws", {"Origin": "https://evil.example"}, 403),
        ("/feed/v1/fr/events", {"Origin": "https://evil.example"}, 403),
        ("/feed/v1/fr/events", {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_refusals_keep_their_status(client: Client, path: str, headers: dict[str, str], status: int) -> None:
    async with client.get(path, headers=headers) as response:
        assert response.status == status
        assert "Set-Cookie" not in response.headers


async def test_another_method_keeps_its_answer(client: Client) -> None:
    async with client.delete("/feed/v1/fr/ws") as response:
        assert response.status in (403, 405)
