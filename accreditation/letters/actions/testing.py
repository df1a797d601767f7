"""Test letters: samples that members of staff send to an address of theirs."""

from dataclasses import dataclass, field

from accreditation.access.roles import Permission
from accreditation.letters.domain import LetterKind
from accreditation.letters.samples import LetterSamples
from conference.audit import AuditEntry
from conference.auth.roles import ADMINISTER, Staff, may
from conference.clock import Clock
from conference.errors import ForbiddenError
from conference.ids import Ids
from conference.mail.letters import Letter, LetterWriter
from conference.mail.rendering import LetterRenderer
from conference.rate_limits import Limit, Limits
from conference.transactions import Transactions

TEST_LETTERS = Limit("test letters", burst=5, every_s=60)
"""Test letters of one person."""

MAY_SEE_LETTERS = (Permission.VET_ACCREDITATION, ADMINISTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleServices:
    """Dependencies of the page of letters."""

    transactions: Transactions
    samples: LetterSamples
    renderer: LetterRenderer
    writer: LetterWriter
    clock: Clock
    ids: Ids
    limits: Limits = field(default_factory=Limits)


def render_sample(services: SampleServices, kind: LetterKind, code: str) -> Letter:
    """Return the sample letter of a kind in a language."""
    now = services.clock.now()
    return services.renderer.render(services.samples.make(kind, code, now=now, once="", address=""))


async def send_test_letter(
    services: SampleServices, kind: LetterKind, code: str, *, address: str, staff: Staff
) -> str | None:
    """Add a sample to the outbox; return its id.

    Raises ForbiddenError, ThrottledError, and InvalidError `mail.address` for an address that takes no letters.
    """
    if not any(may(staff, permission) for permission in MAY_SEE_LETTERS):
        raise ForbiddenError("role.missing")
    now = services.clock.now()
    services.limits.charge(TEST_LETTERS, staff.id, now)
    request = services.samples.make(kind, code, now=now, once=services.ids.new("test"), address=address)
    async with services.transactions.write() as transaction:
        letter_id = await services.writer.write(transaction, request)
        details = {"kind": kind.value, "language": code}
        await transaction.record(AuditEntry("accreditation:letter:tested", staff.id, letter_id or "", now, details))
    return letter_id
