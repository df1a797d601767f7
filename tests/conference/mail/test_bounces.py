"""Delivery status notifications, friendly and hostile."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from sqlalchemy import update

from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.bounces import MAX_BYTES, Bounce, BounceError, read_bounce, record_bounce
from conference.mail.outbox_list import find_letter
from conference.mail.outcomes import Reason
from conference.mail.storage import SqlOutbox
from conference.mail.tables import letters
from conference.storage.transactions import Transactions
from tests.support.letters import sample_letter

LETTER = "ltr_00000000000000000000000001"
ADDRESS = f"bounce+{LETTER}@example.org"
NOTIFICATION = """\
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not work.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; mai@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
 No such mailbox
--b
Content-Type: text/rfc822-headers

Message-ID: <{letter}@press.example.org>
--b--
"""


def notification(to: str = ADDRESS, action: str = "failed", letter: str = LETTER) -> bytes:
    return NOTIFICATION.format(to=to, action=action, letter=letter).encode()


@pytest.mark.parametrize(
    ("content", "recipient"),
    [
        (notification(), ""),
        (notification(to="postmaster@example.org"), ADDRESS),
        (notification(to="postmaster@example.org"), ""),
        (notification(letter="other").replace(b"\n", b"\r\n"), ADDRESS.upper()),
    ],
)
def test_letter_is_found_by_recipient_or_returned_headers(content: bytes, recipient: str) -> None:
    assert read_bounce(content, recipient) == Bounce(LETTER, Reason.BOUNCED, "5.1.1 smtp; 550 5.1.1 No such mailbox")


def test_delay_is_not_a_failure() -> None:
    assert read_bounce(notification(action="delayed")).reason is Reason.DELAYED


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no delivery status"),
        (b"\x00\xff" * 50, "no delivery status"),
        (b"To: " + ADDRESS.encode() + b"\n\nI am on holiday.", "no delivery status"),
        (notification(action="relayed"), "action 'relayed'"),
        (notification(action="\x1b[31mred"), "action"),
        (notification(to="x@example.org", letter="other"), "names no letter"),
        (notification().replace(b"Action: failed\n", b""), "no delivery status"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 5000, "the message"),
        (b"x" * (MAX_BYTES * 2), "no delivery status"),
    ],
)
def test_other_messages_give_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BounceError, match=said) as refusal:
        read_bounce(content)
    assert str(refusal.value).isprintable()


@with_settings(max_examples=60)
@given(st.binary(max_size=400), st.integers(0, 800))
def test_damaged_notification_is_read_or_refused(noise: bytes, at: int) -> None:
    content = notification()
    with suppress(BounceError):
        assert read_bounce(content[:at] + noise + content[at:]).letter_id.startswith("ltr_")


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("sent", "failed", "bounced"),
        ("unclear", "failed", "bounced"),
        ("sending", "failed", "bounced"),
        ("sent", "delayed", "sent"),
        ("waiting", "failed", None),
        ("cancelled", "failed", None),
    ],
)
async def test_bounce_is_recorded_on_a_letter_that_was_sent(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds, *, before: str, action: str, after: str | None
) -> None:
    async with transactions.write() as transaction:
        letter_id = str(await SqlOutbox(clock, ids).add(transaction, sample_letter()))
        assert letter_id == LETTER
        await transaction.connection.execute(update(letters).values(state=before))
        is_recorded = await record_bounce(transaction, read_bounce(notification(action=action)), clock.now())
        view = await find_letter(transaction, letter_id)
    assert view is not None
    assert is_recorded == (after is not None)
    assert view.row.state == (after or before)
    assert ("No such mailbox" in view.row.answer) == is_recorded
