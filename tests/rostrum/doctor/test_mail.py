"""The check of mail."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.mail_server import MailBox, serving_mail
from conference.bus import Bus
from conference.clock import SystemClock
from conference.ids import RandomIds
from conference.mail.storage import SqlOutbox
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from rostrum.doctor import Level
from rostrum.doctor.mail import check_mail
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import warned, wrong
from tests.support.letters import sample_letter


async def add_letter(database: Database, **values: object) -> None:
    async with Transactions(database, Bus()).write() as transaction:
        await SqlOutbox(SystemClock(), RandomIds()).add(transaction, sample_letter(**values))


async def test_mail_without_a_server_is_reported_with_its_letters(sqlite_database: Database, tmp_path: Path) -> None:
    await add_letter(sqlite_database)
    (finding,) = await check_mail(Settings(data_dir=tmp_path))
    assert finding.level is Level.WARNING
    assert finding.said.endswith("Letters that wait in the outbox: 1.")


async def test_mail_server_is_greeted_without_a_letter(tmp_path: Path) -> None:
    box = MailBox()
    async with serving_mail(box) as port:
        settings = Settings(
            data_dir=tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none", mail_from="press@example.org"
        )
        findings = list(await check_mail(settings))
        assert (wrong(findings), warned(findings)) == ([], [])
        assert f"127.0.0.1:{port} takes our connection, not encrypted, without a login" in findings[0].said
        problems = wrong(await check_mail(replace(settings, smtp_tls="starttls")))
        assert "STARTTLS extension not supported" in problems[0]
        problems = wrong(await check_mail(replace(settings, smtp_user="press", smtp_password="geheim")))
        assert "AUTH extension is not supported" in problems[0]
        assert "geheim" not in problems[0]
        absent = str(tmp_path / "absent")
        problems = wrong(await check_mail(replace(settings, smtp_user="press", smtp_password_file=absent)))
        assert problems == [f"The password file {absent} cannot be read: No such file or directory."]
    assert wrong(await check_mail(settings))[0].startswith("The mail server 127.0.0.1 cannot be used")
    assert not box.accepted


async def test_letters_that_wait_for_long_are_warned_of(sqlite_database: Database, tmp_path: Path) -> None:
    await add_letter(sqlite_database, not_before=SystemClock().now() - timedelta(hours=2))
    async with serving_mail(MailBox()) as port:
        settings = Settings(
            data_dir=tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none", mail_from="press@example.org"
        )
        assert warned(await check_mail(settings)) == ["Letters wait to be sent: 1, the oldest for 2.0 h."]
