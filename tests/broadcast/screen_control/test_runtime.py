"""Commands that a node sends: each once, to the screens that are connected to it."""

from collections.abc import Collection, Mapping

from broadcast.screen_control.actions import send_commands
from broadcast.screen_control.domain import CommandKind, make_ticket
from broadcast.screen_control.ports import ControlServices
from broadcast.screen_control.runtime import CommandSender
from conference.clock import ManualClock
from tests.support.board_samples import OPERATOR


async def test_commands_are_sent_once_to_screens_of_this_node(services: ControlServices, clock: ManualClock) -> None:
    connected, sent, marked = {"door"}, list[tuple[str, str]](), list[str]()

    def send(name: str, command_id: str, kind: str, parameters: Mapping[str, str | int]) -> bool:
        if name not in connected:
            return False
        path = f"screens/pictures/{command_id}/{make_ticket(services.ticket_key, command_id)}"
        assert parameters == ({"path": path} if kind == "picture" else {})
        sent.append((name, kind))
        return True

    def mark_sent(ids: Collection[str]) -> None:
        marked.extend(ids)

    sender = CommandSender(services, send, mark_sent=mark_sent, every_s=5)
    await send_commands(services, CommandKind.PICTURE, ["door", "lobby-1"], staff=OPERATOR)
    await sender.send_waiting()
    await sender.send_waiting()
    assert (sent, len(marked)) == ([("door", "picture")], 1)
    connected.add("lobby-1")
    await sender.send_waiting()
    assert sent[1:] == [("lobby-1", "picture")]
    await send_commands(services, CommandKind.RELOAD, ["door"], staff=OPERATOR)
    clock.advance(11)
    await sender.send_waiting()
    assert len(sent) == 2
