"""A screen without a picture: its key file, its pairing, its proof and its reports."""

import asyncio
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from rich.console import Console

from broadcast.board.ports import Board
from broadcast.client.apply import View
from broadcast.client.screen import (
    KeyFileError,
    ScreenPeer,
    follow_as,
    language_of_address,
    load_key,
    origin_of,
    run_screen,
)
from broadcast.feed import wire
from broadcast.feed.identity.messages import Assignment, Challenge, Command
from broadcast.feed.identity.proofs import is_proved, public_text, signed_text
from broadcast.feed.identity.sessions import KnownScreen, ScreenKeys
from conference.bus import Bus
from tests.support.feed_server import serving

WITHIN_S = 10.0


def test_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "screen.pem"
    key = load_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert public_text(load_key(path)) == public_text(key)
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key(path)


def test_file_without_a_key_of_the_curve_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "screen.pem"
    other = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for content in (b"", b"no key", other):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(KeyFileError):
            load_key(path)
    with pytest.raises(KeyFileError):
        load_key(tmp_path / "absent" / "screen.pem")


def test_screen_proves_itself_then_reports() -> None:
    key, view = ec.generate_private_key(ec.SECP256R1()), View(epoch="e", offset=7)
    peer = ScreenPeer(name="hall-1", origin="http://x", key=key, language="ar", address="/ar/screens/lobby")
    tick = wire.Tick(at=None, epoch="e", offset=7)  # type: ignore[arg-type]
    assert peer.answer(tick, view) == []
    (proof,) = (wire.decode_client_message(one) for one in peer.answer(Challenge("n"), view))
    assert is_proved(public_text(key), signed_text("http://x", "hall-1", "n"), proof.signature)  # type: ignore[union-attr]
    (report,) = peer.answer(Assignment("hall-1", "/fr/screens/lobby"), view)
    shown = wire.decode_client_message(report)
    assert isinstance(shown, wire.Shown)
    assert (shown.screen, shown.epoch, shown.offset, shown.language) == ("hall-1", "e", 7, "ar")
    assert (shown.layout, shown.texts) == ("headless", {})
    assert peer.answer(tick, view) == [report]
    (result,) = peer.answer(Command("c1", "reload", {}), view)
    assert b'"outcome":"refused"' in result
    (result,) = peer.answer(Command("c2", "identify", {}), view)
    assert b'"outcome":"done"' in result
    assert not peer.has_ended
    assert peer.answer(Assignment("hall-1", None), view) == []
    assert peer.has_ended


def test_languages_and_origins_are_read() -> None:
    assert language_of_address("/ar/screens/lobby") == "ar"
    assert language_of_address("/screens/lobby?every_s=9&languages=vi,fr") == "vi"
    assert language_of_address("/screens/lobby") == "en"
    assert origin_of("https://press.example:8443/site") == "https://press.example:8443"


class OnlyScreen(ScreenKeys):
    """Knowledge of one screen."""

    def __init__(self, screen: KnownScreen) -> None:
        self.screen = screen

    def find(self, name: str) -> KnownScreen | None:
        return self.screen if self.screen.name == name else None


async def test_server_takes_the_proof_and_ends_another_device(programmed: Board, bus: Bus) -> None:
    key, told = ec.generate_private_key(ec.SECP256R1()), Console(file=StringIO())
    async with serving(programmed, bus) as served:
        keys = OnlyScreen(KnownScreen("hall-1", public_text(key), "/ar/screens/lobby"))
        served.feed.sessions.keys = keys
        peer = ScreenPeer(name="hall-1", origin=served.http, key=key, language="ar", address="/ar/screens/lobby")
        following = asyncio.create_task(follow_as(served.http, peer, console=told))
        async with asyncio.timeout(WITHIN_S):
            while not (rows := served.feed.screens.list_all()) or rows[0].shown is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            assert (rows[0].proved, rows[0].shown) == (True, served.hub.latest.revision)
            keys.screen = KnownScreen("hall-1", "", "/ar/screens/lobby")
            served.feed.sessions.review()
            await following
    assert peer.has_ended


async def test_screen_that_no_server_answers_goes_on_asking(tmp_path: Path) -> None:
    told = StringIO()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await run_screen("http://127.0.0.1:9", tmp_path / "screen.pem", console=Console(file=told))
    assert told.getvalue().startswith("…")
