"""Commands to several screens, their answers, and pictures with tickets (CASES B17)."""

import pytest

from broadcast.screen_control.actions import forget_pictures, send_commands, take_answer, take_picture
from broadcast.screen_control.domain import LARGEST_PICTURE, CommandKind, ScreenAnswer, ScreenPicture, make_ticket
from broadcast.screen_control.ports import ControlServices
from conference.clock import ManualClock
from conference.errors import InvalidError, NotFoundError
from tests.support.board_samples import OPERATOR


async def answers(services: ControlServices, batch: str) -> dict[str, str]:
    async with services.transactions.read() as transaction:
        return {one.screen: one.answer for one in await services.store.list_batch(transaction, batch)}


async def answer(services: ControlServices, screen: str, command_id: str, outcome: str) -> None:
    async with services.transactions.write() as transaction:
        await take_answer(services, ScreenAnswer(screen, command_id, outcome), transaction)


async def ask(services: ControlServices, kind: CommandKind) -> tuple[str, dict[str, str]]:
    """Send a command to both screens and a stranger; return the batch and the id of each command."""
    batch = await send_commands(services, kind, ["lobby-1", "stranger", "door"], staff=OPERATOR)
    async with services.transactions.read() as transaction:
        return batch, {one.screen: one.id for one in await services.store.list_batch(transaction, batch)}


async def test_each_paired_screen_gets_a_command_and_answers_its_own(services: ControlServices) -> None:
    """Covers B17."""
    batch, ids = await ask(services, CommandKind.IDENTIFY)
    await answer(services, "door", ids["lobby-1"], "done")
    await answer(services, "lobby-1", ids["lobby-1"], "<b>")
    await answer(services, "lobby-1", "unknown", "done")
    await answer(services, "door", ids["door"], "refused")
    assert await answers(services, batch) == {"door": "refused", "lobby-1": ""}
    await answer(services, "lobby-1", ids["lobby-1"], "done")
    assert await answers(services, batch) == {"door": "refused", "lobby-1": "done"}


async def test_command_to_no_paired_screen_is_refused(services: ControlServices) -> None:
    with pytest.raises(InvalidError):
        await send_commands(services, CommandKind.RELOAD, ["stranger"], staff=OPERATOR)


async def test_picture_is_taken_once_with_its_ticket(services: ControlServices, clock: ManualClock) -> None:
    batch, ids = await ask(services, CommandKind.PICTURE)
    command, ticket = ids["door"], make_ticket(services.ticket_key, ids["door"])
    await answer(services, "door", command, "done")
    assert (await answers(services, batch))["door"] == ""
    with pytest.raises(NotFoundError):
        await take_picture(services, ids["lobby-1"], ticket, b"image:x")
    for content in (b"text", b"image:" + bytes(LARGEST_PICTURE)):
        with pytest.raises(InvalidError):
            await take_picture(services, command, ticket, content)
    await take_picture(services, command, ticket, b"image:x")
    with pytest.raises(NotFoundError):
        await take_picture(services, command, ticket, b"image:y")
    assert await answers(services, batch) == {"door": "done", "lobby-1": ""}
    clock.advance(60)
    with pytest.raises(NotFoundError):
        late = make_ticket(services.ticket_key, ids["lobby-1"])
        await take_picture(services, ids["lobby-1"], late, b"image:z")
    async with services.transactions.write() as transaction:
        found = await services.store.find_picture(transaction, "door")
        assert found is not None
        assert found.image == b"x"
        gone = ScreenPicture(screen="gone", taken_at=clock.now(), image=b"")
        await services.store.save_picture(transaction, gone)
        await forget_pictures(services, transaction)
        assert list(await services.store.list_picture_times(transaction)) == ["door"]
