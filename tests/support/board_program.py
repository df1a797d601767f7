"""A program of an operator, which uses the API of the board."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD
from rostrum.roles import OPERATOR
from rostrum.runtime import Runtime
from tests.support.api_tokens import add_owner, header_of

Client = TestClient[web.Request, web.Application]
ROOT = "/api/v1"


class Program:
    """A program of an operator."""

    def __init__(self, client: Client, header: Any) -> None:
        self.client, self.header = client, header

    async def read(self, path: str) -> Any:
        return await (await self.client.get(f"{ROOT}/{path}", headers=self.header)).json()

    async def act(self, path: str, **body: Any) -> tuple[int, Any]:
        response = await self.client.post(f"{ROOT}/{path}", json=body, headers=self.header)
        answer = await response.json()
        return response.status, answer.get("changed", answer.get("code"))


@pytest.fixture
async def program(client: Client, runtime: Runtime) -> Program:
    operator = await add_owner(runtime, "son", OPERATOR)
    assert client.app is not None
    await load_programme(client.app[BOARD], programme_of(runtime.event), operator=operator)
    return Program(client, await header_of(runtime, operator))
