"""`rostrum screen`: a screen without a picture. It is paired by its code, proves its key, and reports what it holds.

It reports after each message that changes its view and at each tick, as a page reports what it has painted.
"""

import asyncio
import os
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from rich.console import Console

from broadcast.board.domain.board import Revision
from broadcast.client.apply import View
from broadcast.client.report import report_view
from broadcast.client.watch import FeedPeer, PipeConsole, follow
from broadcast.feed import wire
from broadcast.feed.identity.messages import Assignment, Challenge, Command, CommandResult, Proof
from broadcast.feed.identity.proofs import public_text, sign_text, signed_text
from conference.languages import FALLBACK, LANGUAGES

IDENTIFY = "identify"
"""The command that a screen without a picture carries out: it prints its name."""

ASK_AGAIN_S = 5.0
ANSWER_WITHIN_S = 10.0


class KeyFileError(Exception):
    """The key file cannot be used; the message says why."""


@dataclass(kw_only=True)
class ScreenPeer(FeedPeer):
    """A paired screen on its connection: what it answers to the server.

    `address` is what it was assigned; None ends it, the device is this screen no more.
    """

    name: str
    origin: str
    key: ec.EllipticCurvePrivateKey
    language: str
    address: str | None = None
    is_proved: bool = False
    commands: list[Command] = field(default_factory=list)

    def answer(self, message: wire.ServerMessage, view: View) -> list[bytes]:
        """Return what is sent after a message: a proof, the result of a command, or a report."""
        match message:
            case Challenge(nonce=nonce):
                self.is_proved = False
                signature = sign_text(self.key, signed_text(self.origin, self.name, nonce))
                return [wire.encode_client_message(Proof(self.name, signature))]
            case Assignment(address=address):
                self.address, self.is_proved = address, address is not None
                return [self._make_report(view)] if self.is_proved else []
            case Command():
                self.commands.append(message)
                outcome = "done" if message.kind == IDENTIFY else "refused"
                return [wire.encode_client_message(CommandResult(self.name, message.id, outcome))]
        return [self._make_report(view)] if self.is_proved else []

    @property
    def has_ended(self) -> bool:
        """Whether the server says that the device is this screen no more."""
        return self.address is None and not self.is_proved

    def _make_report(self, view: View) -> bytes:
        revision = Revision(view.epoch, view.offset)
        return wire.encode_shown(self.name, revision, self.language, **report_view(view, self.language))


def load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Return the private key of a file (PEM, PKCS 8), which is made with mode 0600 when there is none.

    Raises: KeyFileError: the file holds another kind of key, cannot be read or written, or others can read it.
    """
    try:
        if not path.exists():
            return _make_key(path)
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path} can be read by others: chmod 600 {path}")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyFileError(f"{path}: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyFileError(f"{path} holds no key of the curve P-256")
    return key


def _make_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(encoded)
    return key


def origin_of(server: str) -> str:
    """Return the origin of a server's address."""
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc}"


def language_of_address(address: str) -> str:
    """Return the first language of an assigned address."""
    first = address.split("/")[1]
    named = [first, *address.partition("languages=")[2].partition("&")[0].split(",")]
    return next((code for code in named if code in LANGUAGES), FALLBACK)


async def run_screen(server: str, key_file: Path, *, console: Console | None = None) -> None:
    """Be a screen of the server until interrupted.

    Raises: KeyFileError as `load_key`. RefusedError as `follow`.
    """
    console = console or PipeConsole()
    server, key = server.rstrip("/"), load_key(key_file)
    while True:
        paired = await wait_for_pairing(server, key, console=console)
        console.print(f"{paired['screen']}: {paired['address']}")
        peer = ScreenPeer(
            name=paired["screen"],
            origin=origin_of(server),
            key=key,
            language=language_of_address(paired["address"]),
            address=paired["address"],
        )
        await follow_as(server, peer, console=console)


async def follow_as(server: str, peer: ScreenPeer, *, console: Console) -> None:
    """Follow the feed as a paired screen, until its device is not that screen any more or has another language."""
    shown = peer.address
    async with aclosing(follow(server, peer.language, peer=peer)) as events:
        async for event in events:
            if event.problem is not None:
                console.print(f"… {event.problem}")
            while peer.commands:
                if peer.commands.pop(0).kind == IDENTIFY:
                    console.print(peer.name)
            if peer.has_ended:
                return
            if peer.address != shown:
                shown = peer.address
                console.print(f"{peer.name}: {shown}")
            if shown is not None and language_of_address(shown) != peer.language:
                return


async def wait_for_pairing(server: str, key: ec.EllipticCurvePrivateKey, *, console: Console) -> dict[str, Any]:
    """Return the answer to a paired device; print the code once while it waits."""
    told = ""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)) as session:
        while True:
            answer = await _ask_server(session, server, public_text(key))
            if answer.get("state") == "paired":
                return answer
            line = answer.get("problem") or f"{answer['state']}: {answer['code']}  {answer['approve_at']}"
            if line != told:
                told = line
                console.print(line)
            await asyncio.sleep(answer.get("poll_s", ASK_AGAIN_S))


async def _ask_server(session: aiohttp.ClientSession, server: str, public_key: str) -> dict[str, Any]:
    """Return the answer of the server, or the `problem` for which there is none."""
    try:
        async with session.post(f"{server}/screens/pairing", json={"public_key": public_key}) as response:
            if response.status != 200:
                return {"problem": f"… HTTP {response.status}"}
            answer: dict[str, Any] = await response.json()
            return answer
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return {"problem": f"… {str(error) or type(error).__name__}"}
