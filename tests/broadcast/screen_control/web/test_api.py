"""Commands to screens in the API."""

from typing import Any

from broadcast.screen_control.web.context import CONTROL
from broadcast.screens.domain.pairing import PairedScreen
from broadcast.screens.storage import SqlScreenStore
from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

PATH = "screen-commands"


async def add_screens(program: Program, *names: str) -> None:
    """Pair screens with these names."""
    assert program.client.app is not None
    services = program.client.app[CONTROL]
    async with services.transactions.write() as transaction:
        for name in names:
            screen = PairedScreen(
                name=name, public_key=name, address="/en/screens/lobby", paired_at=services.clock.now(), paired_by="Lan"
            )
            await SqlScreenStore().add_screen(transaction, screen)


async def post(program: Program, **body: Any) -> Any:
    response = await program.client.post(f"/api/v1/{PATH}", json=body, headers=program.header)
    return await response.json()


async def test_program_sends_commands_and_reads_their_results(program: Program) -> None:
    await add_screens(program, "door", "lobby-1")
    sent = await post(program, act="identify", screens=["lobby-1", "unknown"])
    assert [(one["screen"], one["act"], one["outcome"]) for one in sent["commands"]] == [
        ("lobby-1", "identify", "waiting")
    ]
    assert await program.read(f"{PATH}/{sent['batch']}") == sent
    everywhere = await post(program, act="reload", everywhere=True)
    assert [one["screen"] for one in everywhere["commands"]] == ["door", "lobby-1"]


async def test_wrong_commands_are_refused(program: Program) -> None:
    await add_screens(program, "door")
    assert await program.act(PATH, act="identify", screens=["unknown"]) == (422, "screens.none_chosen")
    assert (await program.act(PATH, act="explode", everywhere=True))[0] == 422
    assert (await program.act(PATH, act="reload", screens=["door"] * 1001))[0] == 422
    assert (await program.read(f"{PATH}/cmd_none"))["code"] == "http_404"
