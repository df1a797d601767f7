"""Crew links and orphans in the API."""

from typing import Any

from tests.broadcast.scripts.web.conftest import ScriptDesk
from tests.broadcast.scripts.web.test_api import ONE, make_token
from tests.support.scripts import write_script


async def test_link_is_made_listed_without_its_address_and_revoked(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem")
    headers = {"Authorization": f"Bearer {await make_token(desk)}"}

    async def post(path: str, body: Any, status: int = 200) -> Any:
        response = await desk.served.client.post(path, json=body, headers=headers)
        assert response.status == status, await response.text()
        return await response.json()

    new = {"label": "Sound", "scopes": ["sound"], "language": "fr", "days": 2}
    made = await post(f"{ONE}/links", new)
    assert "/fr/cues/" in made["address"]
    await post(f"{ONE}/links", {**new, "scopes": ["names"]}, 422)
    listed = await (await desk.served.client.get(f"{ONE}/links", headers=headers)).json()
    assert [(one["label"], one["address"]) for one in listed["links"]] == [("Sound", "")]
    assert await post(f"{ONE}/links/{made['id']}/revocation", {}) == {"links": []}
    orphans = await (await desk.served.client.get("/api/v1/script-orphans", headers=headers)).json()
    assert orphans == {"orphans": []}
    await post("/api/v1/script-orphans/opening", {"act": "delete"}, 409)
    copied = await post(f"{ONE.replace('opening', 'signing')}/copies", {"revision": 0, "source": "opening"})
    assert [one["what"] for one in copied["draft"]] == ["Anthem"]
    undone = await post(f"{ONE.replace('opening', 'signing')}/undo", {"revision": copied["revision"]})
    assert undone["draft"] == []
