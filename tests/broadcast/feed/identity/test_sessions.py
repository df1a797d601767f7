"""The name of a paired screen counts for the device that proves its key, and for no other (CASES C2)."""

from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from broadcast.board.domain.board import Revision
from broadcast.feed import wire
from broadcast.feed.identity.messages import CommandResult, Proof
from broadcast.feed.identity.proofs import public_text, sign_text, signed_text
from broadcast.feed.identity.sessions import KnownScreen, ScreenClaim, ScreenKeys, ScreenSession, ScreenSessions
from broadcast.feed.screens import PaintReport, Screens
from conference.clock import ManualClock
from tests.support.board_samples import MORNING

ORIGIN = "https://press.example"
KEY, OTHER_KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
LOBBY = KnownScreen("lobby-1", public_text(KEY), "/ar/screens/lobby")


class Line:
    """A connection that keeps what was sent to it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, data: bytes) -> None:
        self.sent.append(msgspec.json.decode(data[2 if data[1] < 126 else 4 :]))

    def take(self) -> list[dict[str, Any]]:
        """What was sent since the last call."""
        sent, self.sent = self.sent, []
        return sent


class Keys(ScreenKeys):
    """Known screens by name."""

    def __init__(self, *screens: KnownScreen) -> None:
        self.screens = {screen.name: screen for screen in screens}

    def find(self, name: str) -> KnownScreen | None:
        return self.screens.get(name)


class Site:
    """The sessions of a node, with screens whose clock stands."""

    def __init__(self) -> None:
        self.screens, self.clock, self.keys = Screens(), ManualClock(MORNING), Keys(LOBBY)
        self.sessions = ScreenSessions(self.screens, self.clock.now, self.record)
        self.sessions.keys = self.keys

    def record(self, line: object, shown: wire.Shown) -> None:
        report = PaintReport(revision=Revision(shown.epoch, shown.offset), language=shown.language, at=self.clock.now())
        self.screens.show(line, shown.screen, report)

    def open(self, name: str = "lobby-1", origin: str = ORIGIN) -> tuple[ScreenSession, Line]:
        line = Line()
        return self.sessions.open(line, ScreenClaim(name=name, language="ar", origin=origin)), line

    def know(self, screen: KnownScreen | None) -> None:
        self.keys.screens = {} if screen is None else {screen.name: screen}
        self.sessions.review()

    def row(self, name: str = "lobby-1") -> Any:
        return next((screen for screen in self.screens.list_all() if screen.name == name), None)


@pytest.fixture
def site() -> Site:
    return Site()


def shown(name: str = "lobby-1", offset: int = 7) -> wire.Shown:
    return wire.Shown(screen=name, epoch="e", offset=offset, language="ar")


def proof(nonce: str, key: ec.EllipticCurvePrivateKey = KEY, *, name: str = "lobby-1", origin: str = ORIGIN) -> Proof:
    return Proof(screen=name, signature=sign_text(key, signed_text(origin, name.partition(".")[0], nonce)))


def test_screen_counts_from_its_proof_on(site: Site) -> None:
    session, line = site.open("lobby-1.ar")
    (challenge,) = line.take()
    assert (challenge["type"], site.row("lobby-1.ar")) == ("challenge", None)
    session.take(proof(challenge["nonce"], name="lobby-1.ar"))
    assert line.take() == [{"type": "assignment", "screen": "lobby-1", "address": "/ar/screens/lobby", "room": ""}]
    session.take(shown("lobby-1.ar"))
    row = site.row("lobby-1.ar")
    assert (row.proved, row.shown, row.attempts) == (True, Revision("e", 7), 0)
    assert site.sessions.is_proved("lobby-1")
    session.close()
    assert (site.row("lobby-1.ar").connected, site.sessions.is_proved("lobby-1")) == (False, False)


def test_report_before_the_proof_is_forgiven_by_it(site: Site) -> None:
    session, line = site.open()
    session.take(shown())
    assert site.row().attempts == 1
    session.take(proof(line.take()[0]["nonce"]))
    assert (site.row().attempts, site.row().shown) == (0, None)


def test_thief_moves_no_row_and_is_counted(site: Site) -> None:
    """Covers C2."""
    own, line = site.open()
    recorded = proof(line.take()[0]["nonce"])
    own.take(recorded)
    own.take(shown(offset=7))
    before = site.row()
    site.clock.advance(60)
    silent, _ = site.open()
    silent.take(shown(offset=99))
    silent.take(shown(offset=100))
    replaying, line = site.open()
    replaying.take(recorded)
    replaying.take(shown(offset=99))
    forging, line = site.open()
    nonce = line.take()[0]["nonce"]
    forging.take(proof(nonce, OTHER_KEY))
    assert line.take() == [{"type": "assignment", "screen": "lobby-1", "address": None, "room": ""}]
    forging.take(proof(nonce))
    relaying, line = site.open(origin="https://elsewhere.example")
    relaying.take(proof(line.take()[0]["nonce"]))
    nameless, line = site.open(origin="")
    nameless.take(proof(line.take()[0]["nonce"], origin=""))
    row = site.row()
    assert (row.shown, row.shown_at, row.connected) == (before.shown, before.shown_at, True)
    assert (row.attempts, row.attempted_at) == (5, site.clock.now())
    for one in (silent, replaying, forging, relaying, nameless):
        one.close()
    assert site.row().connected
    assert len(site.screens.list_all()) == 1


def test_swapped_device_counts_and_the_former_one_does_not(site: Site) -> None:
    old, line = site.open()
    old.take(proof(line.take()[0]["nonce"]))
    line.take()
    site.know(KnownScreen("lobby-1", public_text(OTHER_KEY), LOBBY.address))
    told = line.take()
    assert [one["type"] for one in told] == ["assignment", "challenge"]
    assert told[0]["address"] is None
    old.take(proof(told[1]["nonce"]))
    old.take(shown())
    assert (site.row().connected, site.row().shown, site.row().attempts) == (False, None, 1)
    new, line = site.open()
    new.take(proof(line.take()[0]["nonce"], OTHER_KEY))
    assert site.row().connected


def test_name_counts_unproved_until_a_screen_has_it(site: Site) -> None:
    site.know(None)
    session, line = site.open()
    session.take(shown())
    assert (site.row().connected, site.row().proved, line.take()) == (True, False, [])
    site.know(LOBBY)
    (challenge,) = line.take()
    assert (challenge["type"], site.row().connected) == ("challenge", False)
    session.take(proof(challenge["nonce"]))
    assert (site.row().connected, site.row().proved, site.row().shown) == (True, True, None)
    site.know(KnownScreen("lobby-1", "", LOBBY.address))
    assert (site.row().connected, line.take()[-1]["address"]) == (False, None)
    site.know(None)
    assert (site.row().connected, site.row().proved) == (True, False)


def test_assignment_and_commands_reach_one_proved_connection(site: Site) -> None:
    results: list[tuple[str, CommandResult]] = []
    site.sessions.on_result = lambda name, result: results.append((name, result))
    assert not site.sessions.send_command("lobby-1", "c1", "reload", {})
    arabic, line = site.open("lobby-1.ar")
    french, other = site.open("lobby-1.fr")
    assert not site.sessions.send_command("lobby-1", "c1", "reload", {})
    result = CommandResult(screen="lobby-1.ar", id="c1", outcome="done")
    arabic.take(result)
    arabic.take(proof(line.take()[0]["nonce"], name="lobby-1.ar"))
    line.take()
    assert site.sessions.send_command("lobby-1", "c1", "show", {"seconds": 5})
    assert line.take() == [{"type": "command", "id": "c1", "kind": "show", "parameters": {"seconds": 5}}]
    assert [one["type"] for one in other.take()] == ["challenge"]
    arabic.take(result)
    french.take(CommandResult(screen="lobby-1.fr", id="c1", outcome="done"))
    assert results == [("lobby-1", result)]
    site.know(KnownScreen("lobby-1", LOBBY.public_key, "/fr/screens/lobby"))
    assert (line.take()[0]["address"], other.take()) == ("/fr/screens/lobby", [])
    site.know(KnownScreen("lobby-1", LOBBY.public_key, "/fr/screens/lobby", "hall"))
    assert [(one["address"], one["room"]) for one in line.take()] == [("/fr/screens/lobby", "hall")]
    site.sessions.review()
    assert line.take() == []
