"""Check of mail: the mail server takes our connection, and letters do not wait. No letter is sent."""

from collections.abc import Iterable

from conference.mail.smtp import MailServerError, SmtpTimeouts, connect
from conference.mail.states import PROBLEM_STATES, LetterState
from conference.mail.statistics import LetterCounts, count_letters
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.doctor.clocks import clock_without_anchoring
from rostrum.doctor.database import database_exists, read_migrated_database
from rostrum.parts.mail import mail_server_of
from rostrum.settings import Settings

TIMEOUTS = SmtpTimeouts(connect_s=6, command_s=6)
LATE_S = 3600
"""Seconds for which a letter may be due before that is a warning."""


async def check_mail(settings: Settings) -> Iterable[Finding]:
    """Check the mail server and the letters of the outbox."""
    counts = await _count_letters(settings)
    if not settings.smtp_host:
        waiting = counts.by_state.get(LetterState.WAITING, 0)
        said = f"No letter is sent: there is no mail server. Letters that wait in the outbox: {waiting}."
        return [warning(said, "Set ROSTRUM_SMTP_HOST and ROSTRUM_MAIL_FROM, or print the letters of the outbox.")]
    return [await _check_server(settings), *_check_letters(counts)]


async def _check_server(settings: Settings) -> Finding:
    """Connect, greet, encrypt and sign in."""
    try:
        server = mail_server_of(settings, TIMEOUTS)
        connection = await connect(server)
    except OSError as error:
        said = f"The password file {error.filename} cannot be read: {error.strerror}."
        return problem(said, "Make it readable for the user that the program runs as.")
    except MailServerError as error:
        said = f"The mail server {settings.smtp_host} cannot be used: {error}"
        return problem(said, "Correct the settings ROSTRUM_SMTP_…; letters wait meanwhile, and none is lost.")
    how = "encrypted" if connection.is_encrypted else "not encrypted"
    await connection.close()
    login = f", with the login of {server.user}" if server.user else ", without a login"
    return ok(f"The mail server {server.host}:{server.port} takes our connection, {how}{login}.")


def _check_letters(counts: LetterCounts) -> Iterable[Finding]:
    waiting = counts.by_state.get(LetterState.WAITING, 0)
    problems = sum(counts.by_state.get(state, 0) for state in PROBLEM_STATES)
    if counts.oldest_due_s > LATE_S:
        said = f"Letters wait to be sent: {waiting}, the oldest for {counts.oldest_due_s / 3600:.1f} h."
        yield warning(said, "The outbox page shows the answers of the mail server.")
    else:
        yield ok(f"Letters that wait to be sent: {waiting}.")
    if problems:
        yield warning(f"Letters that may not have arrived: {problems}.", "The outbox page shows why, and sends again.")


async def _count_letters(settings: Settings) -> LetterCounts:
    if not database_exists(settings):
        return LetterCounts({}, 0)
    async with read_migrated_database(settings) as transaction:
        if transaction is None:
            return LetterCounts({}, 0)
        return await count_letters(transaction, clock_without_anchoring(settings).now())
