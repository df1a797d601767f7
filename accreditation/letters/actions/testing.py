"""Test letters: samples that members of staff send to an address of theirs."""

from dataclasses import replace

from msgspec import Struct, field

from accreditation.access.roles import Permission
from accreditation.letters.domain import LetterKind
from accreditation.letters.samples import LetterSamples
from conference.audit import AuditEntry
from conference.auth.roles import ADMINISTER, Staff, may
from conference.clock import Clock
from conference.errors import ForbiddenError
from conference.ids import Ids
from conference.mail.enclosures import MakeEnclosure, inline_images, try_enclosure
from conference.mail.letters import Letter, LetterWriter
from conference.mail.rendering import LetterRenderer
from conference.rate_limits import Limit, Limits
from conference.transactions import Transactions

TEST_LETTERS = Limit("test letters", burst=5, every_s=60)
"""Test letters of one person."""

MAY_SEE_LETTERS = (Permission.VET_ACCREDITATION, ADMINISTER)


class SampleServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the page of letters."""

    transactions: Transactions
    samples: LetterSamples
    renderer: LetterRenderer
    writer: LetterWriter
    make_enclosure: MakeEnclosure
    clock: Clock
    ids: Ids
    limits: Limits = field(default_factory=Limits)


def render_sample(services: SampleServices, kind: LetterKind, code: str) -> Letter:
    """Return the sample letter of a kind in a language, with the texts that it has with its enclosure."""
    now = services.clock.now()
    letter = services.renderer.render(services.samples.make(kind, code, now=now, once="", address=""))
    return replace(letter, text=letter.enclosing_text, html=letter.enclosing_html) if letter.encloses else letter


async def preview_sample(services: SampleServices, kind: LetterKind, code: str) -> str:
    """Return the HTML of a sample letter with its images in it."""
    letter = render_sample(services, kind, code)
    if not letter.encloses:
        return letter.html
    files = await try_enclosure(services.make_enclosure, letter.encloses, letter.about, code)
    return inline_images(letter.html, files or ())


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
