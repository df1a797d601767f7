"""`rostrum mail`."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from bench.mail_server import Conduct, MailBox, serving_mail
from conference.mail.tables import letters
from rostrum.cli import program
from rostrum.commands.mail import BAD_DATA
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.conference.mail.test_bounces import notification
from tests.support.letters import sample_letter


def run(*arguments: str, folder: Path, stdin: bytes = b"", settings: Mapping[str, str] | None = None) -> Result:
    given = {"ROSTRUM_DATA_DIR": str(folder), "COLUMNS": "200", **(settings or {})}
    return CliRunner().invoke(program, ["mail", *arguments], env=given, input=stdin)


@contextmanager
def mail_server(box: MailBox) -> Iterator[dict[str, str]]:
    """A mail server in a thread, because the command has a loop of its own; yield the settings that name it."""
    loop, ready, settings = asyncio.new_event_loop(), threading.Event(), dict[str, str]()
    ended = asyncio.Event()

    async def serve() -> None:
        async with serving_mail(
            box, lambda address, _: Conduct.REFUSE if address[0] == "x" else Conduct.ACCEPT
        ) as port:
            settings.update(ROSTRUM_SMTP_HOST="127.0.0.1", ROSTRUM_SMTP_PORT=str(port), ROSTRUM_SMTP_TLS="none")
            settings.update(ROSTRUM_MAIL_FROM="press@example.org")
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(30)
        yield settings
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


def test_test_letter_prints_the_answer_of_the_server(data_folder: Path) -> None:
    box = MailBox()
    with mail_server(box) as settings:
        accepted = run("test", "mai@example.org", folder=data_folder, settings=settings)
        refused = run("test", "x@example.org", folder=data_folder, settings=settings)
        wrong = run("test", "mai", folder=data_folder, settings=settings)
    unusable = run("test", "mai@example.org", folder=data_folder, settings=settings)
    assert (accepted.exit_code, accepted.output) == (0, "accepted: 250 2.0.0 Accepted\n")
    assert (refused.exit_code, refused.output) == (1, "not accepted: 550 5.1.1 No such mailbox\n")
    assert (wrong.exit_code, "'mai' is no complete e-mail address" in wrong.output) == (2, True)
    assert (unusable.exit_code, "127.0.0.1 cannot be used" in unusable.output) == (1, True)
    assert sum(box.accepted.values()) == 1


def test_test_letter_needs_a_mail_server(data_folder: Path) -> None:
    told = run("test", "mai@example.org", folder=data_folder)
    assert (told.exit_code, "set ROSTRUM_SMTP_HOST" in told.output) == (2, True)


def test_bounce_is_recorded_on_its_letter(data_folder: Path) -> None:
    async def send() -> str:
        async with open_runtime(Settings(data_dir=data_folder)) as runtime, runtime.transactions.write() as transaction:
            letter_id = await runtime.outbox.add(transaction, sample_letter())
            await transaction.connection.execute(update(letters).values(state="sent"))
            return str(letter_id)

    async def read_state() -> object:
        async with open_runtime(Settings(data_dir=data_folder)) as runtime, runtime.transactions.read() as transaction:
            return await transaction.connection.scalar(select(letters.c.state))

    letter_id = asyncio.run(send())
    to = f"bounce+{letter_id}@example.org"
    told = run("bounce", "--recipient", to, folder=data_folder, stdin=notification(to="x@example.org"))
    assert (told.exit_code, told.output) == (0, f"{letter_id}: bounced: 5.1.1 smtp; 550 5.1.1 No such mailbox\n")
    assert asyncio.run(read_state()) == "bounced"


@pytest.mark.parametrize("stdin", [b"", b"\xff\x00" * 99, notification()])
def test_other_input_gives_one_sentence_and_a_code(data_folder: Path, stdin: bytes) -> None:
    told = run("bounce", folder=data_folder, stdin=stdin)
    assert told.exit_code == BAD_DATA
    assert len(told.output.splitlines()) == 1
    assert "Traceback" not in told.output
