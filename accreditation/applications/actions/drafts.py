"""Actions on the draft of a form: save, find, send its link, delete what has expired.

The secret of the form is the authorisation. No officer reads a draft, and no audit entry says that there was one.
"""

from collections.abc import Mapping
from datetime import datetime

from accreditation.applications.domain.applications import secret_digest
from accreditation.applications.domain.drafts import (
    DRAFT_FIELDS,
    DRAFT_LIFE,
    MAX_VALUE,
    MergedDraft,
    SavedDraft,
    Typed,
    merge_draft,
)
from accreditation.applications.services import ApplicationServices
from conference.errors import RuleError
from conference.mail.letters import LetterRequest
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import key_family
from conference.transactions import Transaction

DRAFT_LETTER = "application.draft"
LETTER_TEXTS = key_family("letter.", letter_texts([DRAFT_LETTER]))


async def save_draft(
    services: ApplicationServices, typed: Mapping[str, Typed], *, secret: str, marks: str
) -> tuple[MergedDraft, datetime]:
    """Merge what a page has into the draft of its form; return the result and until when it is kept, as the photo.

    Raises RuleError `draft.submitted` for a form that was submitted.
    """
    now, digest = services.clock.now(), secret_digest(secret)
    until = now + DRAFT_LIFE
    cut = {name: Typed(typed[name].value[:MAX_VALUE], min(typed[name].at, now)) for name in DRAFT_FIELDS}
    async with services.transactions.write() as transaction:
        saved = await services.drafts.find(transaction, digest, now=now, lock=True)
        if await services.applications.find_by_secret(transaction, digest) is not None:
            raise RuleError("draft.submitted")
        merged = merge_draft(saved.fields if saved else {}, cut, marks)
        await services.drafts.save(transaction, digest, SavedDraft(merged.fields, until))
        await services.photos.extend_draft(transaction, digest, now=now, expires_at=until)
    return merged, until


async def find_draft(services: ApplicationServices, *, secret: str) -> SavedDraft | None:
    """Return the draft of a form, or None when there is none, it has expired or was submitted."""
    async with services.transactions.read() as transaction:
        return await services.drafts.find(transaction, secret_digest(secret), now=services.clock.now())


async def send_draft_link(
    services: ApplicationServices, *, secret: str, address: str, language: str, link: str, until: str
) -> None:
    """Write a letter with the link of a draft that exists. `until` is when the draft ends, in that language."""
    digest = secret_digest(secret)
    async with services.transactions.write() as transaction:
        if await services.drafts.find(transaction, digest, now=services.clock.now()) is None:
            return
        request = LetterRequest(
            kind=DRAFT_LETTER,
            about="",
            once=services.ids.new("link"),
            address=address,
            name="",
            language=language,
            values={"until": until},
            link=link,
            confidential=True,
        )
        await services.letters.write(transaction, request)


async def purge_drafts(services: ApplicationServices, transaction: Transaction) -> int:
    """Delete what was not finished in time: forms, their photos, and changes of addresses. Return how many."""
    now = services.clock.now()
    stores = (services.drafts.purge, services.photos.purge_drafts, services.address_changes.purge)
    return sum([await purge(transaction, now=now) for purge in stores])
