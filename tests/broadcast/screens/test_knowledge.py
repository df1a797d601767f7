"""Nodes read the paired screens, and tell their connections what has changed."""

from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from broadcast.feed.identity.messages import Proof
from broadcast.feed.identity.proofs import public_text, sign_text, signed_text
from broadcast.feed.identity.sessions import KnownScreen, ScreenClaim, ScreenSessions
from broadcast.feed.screens import Screens
from broadcast.screens.actions.approving import Approval, approve_pairing
from broadcast.screens.actions.changing import ScreenAct, ScreenPlan, assign_screen, unpair_screen
from broadcast.screens.actions.requesting import DeviceFacts, ask_pairing
from broadcast.screens.knowledge import ScreenKnowledge
from broadcast.screens.ports import ScreenServices
from tests.support.board_samples import OPERATOR

KEY, ORIGIN = ec.generate_private_key(ec.SECP256R1()), "https://press.example"
ACT = ScreenAct(name="lobby-1", operator=OPERATOR)


class OtherNode:
    """A node that has not carried out the act: its sessions, and what it sent to one connection."""

    def __init__(self, services: ScreenServices) -> None:
        board = services.board
        self.knowledge = ScreenKnowledge(board.transactions, services.store, every_s=3600)
        self.screens = Screens()
        self.sessions = ScreenSessions(self.screens, board.clock.now, lambda *_: None)
        self.sessions.keys, self.knowledge.on_change = self.knowledge, self.sessions.review
        self.sent: list[dict[str, Any]] = []

    def send(self, data: bytes) -> None:
        self.sent.append(msgspec.json.decode(data[2 if data[1] < 126 else 4 :]))


@pytest.fixture
async def paired(services: ScreenServices) -> ScreenServices:
    """A screen is paired."""
    code = (await ask_pairing(services, DeviceFacts(public_key=public_text(KEY), network="10.0.0.1"))).code
    approval = Approval(code=code, name="lobby-1", plan=ScreenPlan(address="/ar/screens/lobby"))
    await approve_pairing(services, approval, operator=OPERATOR)
    return services


async def test_acts_on_one_node_reach_the_screen_on_another(paired: ScreenServices) -> None:
    node = OtherNode(paired)
    await node.knowledge.refresh()
    session = node.sessions.open(node, ScreenClaim(name="lobby-1", language="ar", origin=ORIGIN))
    signature = sign_text(KEY, signed_text(ORIGIN, "lobby-1", node.sent[0]["nonce"]))
    session.take(Proof(screen="lobby-1", signature=signature))
    await assign_screen(paired, ACT, ScreenPlan(address="/fr/screens/lobby"))
    assert node.sent[-1]["address"] == "/ar/screens/lobby"
    await node.knowledge.refresh()
    assert node.sent[-1]["address"] == "/fr/screens/lobby"
    await unpair_screen(paired, ACT)
    await node.knowledge.refresh()
    assert (node.sent[-1]["address"], node.screens.list_all()[0].connected) == (None, False)


async def test_change_is_told_once(paired: ScreenServices) -> None:
    told: list[str] = []
    knowledge = ScreenKnowledge(paired.board.transactions, paired.store, every_s=3600)
    knowledge.on_change = lambda: told.append("changed")
    await knowledge.refresh()
    await knowledge.refresh()
    assert told == ["changed"]
    assert knowledge.find("lobby-1") == KnownScreen("lobby-1", public_text(KEY), "/ar/screens/lobby")
    assert knowledge.find("lobby-2") is None
