"""A real mail server for tests of the whole program, on a thread of its own."""

import asyncio
import email
import email.policy
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from bench.mail_server import MailBox, serving_mail

_ARRIVES_WITHIN_S = 20
_LINK = re.compile(r"^https?://\S+$", re.MULTILINE)


class LiveMail:
    """Port of the mail server, and the letters that it accepted."""

    def __init__(self, box: MailBox, port: int) -> None:
        self._box, self.port = box, port

    @property
    def settings(self) -> dict[str, str]:
        """Settings of a server that sends its letters here."""
        return {
            "ROSTRUM_SMTP_HOST": "127.0.0.1",
            "ROSTRUM_SMTP_PORT": str(self.port),
            "ROSTRUM_SMTP_TLS": "none",
            "ROSTRUM_MAIL_FROM": "press@example.org",
        }

    def wait_for(self, address: str, count: int) -> list[EmailMessage]:
        """Return the letters to an address once there are `count`, oldest first."""
        deadline = time.monotonic() + _ARRIVES_WITHIN_S
        while len(found := self._letters_to(address)) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(found) == count, [letter["Subject"] for letter in found]
        return found

    def _letters_to(self, address: str) -> list[EmailMessage]:
        letters = [
            email.message_from_bytes(content, policy=email.policy.default)
            for _, content in sorted(self._box.contents.items())
        ]
        return [letter for letter in letters if address in str(letter["To"])]


def link_in(letter: EmailMessage) -> str:
    """Return the link of a letter, as its plain text has it."""
    part = letter.get_body(("plain",))
    assert part is not None
    [link] = _LINK.findall(part.get_content().replace("\r\n", "\n"))
    return str(link)


@contextmanager
def live_mail() -> Iterator[LiveMail]:
    """Serve mail until the block ends."""
    box, loop, ports = MailBox(), asyncio.new_event_loop(), list[int]()
    started, stopping = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with serving_mail(box) as port:
            ports.append(port)
            started.set()
            await stopping.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield LiveMail(box, ports[0])
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(10)
        loop.close()
