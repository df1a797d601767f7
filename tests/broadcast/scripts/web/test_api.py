"""Scripts in the API: written, submitted, signed, run."""

from typing import Any

from broadcast.board.roles import OPERATOR
from broadcast.scripts.roles import SIGNER_ROLES
from conference.api.tokens import NewToken, add_token
from conference.auth.people import NewStaff, create_staff
from tests.broadcast.scripts.web.conftest import ScriptDesk
from tests.support.board_pages import PASSWORD

ONE = "/api/v1/scripts/opening"


async def make_token(desk: ScriptDesk) -> str:
    """Return a token of a person who operates sessions and signs for all."""
    held = frozenset({OPERATOR, *SIGNER_ROLES})
    owner = await create_staff(desk.served.runtime.accounts, NewStaff("prog", "Program", held, "en", PASSWORD))
    new = NewToken("all", frozenset(role.permission for role in held), 1)
    return (await add_token(desk.served.runtime.accounts, new, owner=owner)).secret


async def test_script_is_written_signed_and_run_by_a_program(desk: ScriptDesk) -> None:
    secret = await make_token(desk)

    async def post(path: str, body: Any, status: int = 200) -> Any:
        headers = {"Authorization": f"Bearer {secret}"}
        response = await desk.served.client.post(f"{ONE}/{path}", json=body, headers=headers)
        assert response.status == status, await response.text()
        return await response.json()

    cues = [{"what": "Anthem", "at": "09:00:00", "seconds": 90, "notes": {"sound": "Mic 2"}}, {"what": "Speech"}]
    draft = await post("draft", {"revision": 0, "cues": cues})
    assert [one["what"] for one in draft["draft"]] == ["Anthem", "Speech"]
    await post("draft", {"revision": 0, "cues": cues}, 409)
    await post("draft", {"revision": 1, "cues": [{"what": "x", "notes": {"names": "y"}}]}, 422)
    submitted = await post("versions", {"revision": draft["revision"]})
    assert submitted["state"] == "waiting"
    for signer in submitted["missing"]:
        signed = await post("signatures", {"signer": signer, "version": 1})
    assert (signed["state"], signed["running_version"]) == ("signed", 1)
    running = await post("run", {"act": "next", "run": signed["run"]})
    assert running["cues"][0]["started_at"] is not None
    noted = await post("deviations", {"text": "Mic 2 off"})
    assert [one["text"] for one in noted["deviations"]] == ["Mic 2 off"]
    withdrawn = await post(f"deviations/{noted['deviations'][0]['id']}/withdrawal", {})
    assert withdrawn["deviations"] == []
    listed = await desk.served.client.get("/api/v1/scripts", headers={"Authorization": f"Bearer {secret}"})
    assert {one["state"] for one in (await listed.json())["scripts"]} == {"none", "signed"}
