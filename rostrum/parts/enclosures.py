"""Enclosures of letters to applicants: the collection pass, drawn when the letter is sent."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from accreditation.badges.actions.badges import BadgeServices
from accreditation.badges.actions.collection_pass import find_pass
from accreditation.badges.domain.badges import Badge
from accreditation.badges.pass_press import attach_pass
from accreditation.badges.ports import BadgeCopy, CollectionPass, Holder
from accreditation.letters import samples
from accreditation.letters.content import COLLECTION_PASS
from conference.mail.letters import Attachment, content_id_of

_TOKEN = "SAMPLE"  # noqa: S105 - the code of a sample, which is the pass of no badge


class PassEnclosures(Struct, frozen=True):
    """`conference.mail.enclosures.MakeEnclosure` for collection passes, also for that of sample letters."""

    services: BadgeServices
    _samples: dict[tuple[str, date], Sequence[Attachment]] = {}

    async def __call__(self, enclosure: str, about: str, language: str, /) -> Sequence[Attachment]:
        """Return the pass of an application as picture and PDF; no files if its applicant needs none any more.

        Raises BadgeDueError before the badge is issued.
        """
        if enclosure != COLLECTION_PASS:
            return ()
        if about == samples.ABOUT:
            return await self._draw_sample(language)
        held = await find_pass(self.services, about)
        return () if held is None else await self._draw_pass(held, about, language)

    async def _draw_pass(self, held: CollectionPass, about: str, language: str) -> Sequence[Attachment]:
        content_id = content_id_of(COLLECTION_PASS, about)
        return await attach_pass(self.services.passes, held, language=language, content_id=content_id)

    async def _draw_sample(self, language: str) -> Sequence[Attachment]:
        """Return the sample in a language; it is drawn once a day, because it shows the coming opening hours."""
        now = self.services.clock.now()
        if (language, now.date()) not in self._samples:
            held = _make_sample(self.services, now)
            self._samples[language, now.date()] = await self._draw_pass(held, samples.ABOUT, language)
        return self._samples[language, now.date()]


def _make_sample(services: BadgeServices, now: datetime) -> CollectionPass:
    from rostrum.demo.press_corps.photos import draw_photo  # noqa: PLC0415 - Pillow, which a server needs only here

    category, entitlement = next(iter(services.plan.entitlements.items()))
    holder = Holder(
        application_id=samples.REFERENCE,
        state="approved",
        category=category,
        native_name=samples.NAME,
        latin_name=samples.LATIN_NAME,
        country="VN",
        outlet="",
        function="",
        photo_id=None,
    )
    badge = Badge(
        id="sample",
        serial=1,
        number=samples.BADGE,
        application_id=holder.application_id,
        entitlement=entitlement,
        token=_TOKEN,
        qr="",
        issued_at=now,
        issued_by="",
    )
    return CollectionPass(BadgeCopy(badge, holder, draw_photo(samples.ABOUT, 7)), _TOKEN, now)
