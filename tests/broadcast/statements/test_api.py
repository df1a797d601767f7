"""Texts of statements in the API."""

from typing import Any

from broadcast.board.roles import OPERATOR
from broadcast.statements.actions import hand_in
from broadcast.statements.web import STATEMENTS
from tests.support.api_tokens import make_header
from tests.support.board_pages import Served

ROOT = "/api/v1/sessions/debate-1/statements"


async def test_links_are_made_and_revoked_by_a_program(served: Served) -> None:
    headers = await make_header(served.runtime, OPERATOR, name="program")

    async def ask(path: str, body: Any = None, status: int = 200) -> Any:
        method = "GET" if body is None else "POST"
        response = await served.client.request(method, f"{ROOT}{path}", json=body, headers=headers)
        assert response.status == status, await response.text()
        return await response.json()

    made = await ask("/links", {"speaker": "debate-1-01", "language": "ar"})
    assert "/ar/statements/hand-in/" in made["address"]
    assert served.client.app is not None
    services = served.client.app[STATEMENTS].services
    await hand_in(services, made["address"].rpartition("/")[2], b"Madam President")
    assert "/en/statements/interpret/" in (await ask("/links", {}))["address"]
    listed = await ask("")
    first = listed["statements"][0]
    assert (first["speaker"], first["media"], first["size"], first["is_public"]) == ("debate-1-01", "txt", 15, False)
    assert first["is_announced"] is False
    assert (first["has_link"], listed["has_interpreters_link"]) == (True, True)
    revoked = await ask("/links/revocation", {"speaker": "debate-1-01"})
    assert revoked["statements"][0]["has_link"] is False
    await ask("/links/revocation", {"speaker": "debate-1-01"}, 404)
    await ask("/links", {"speaker": "nobody"}, 404)
    await ask("/links", {"speaker": "debate-1-01", "language": "tlh"}, 422)
