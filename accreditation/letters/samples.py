"""Sample letters of each kind and language, with sample values."""

from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from accreditation.applications.domain.applications import (
    Agency,
    Applicant,
    Application,
    Decision,
    Field,
    Outcome,
    State,
)
from accreditation.letters.content import CORRECTED, LetterContent
from accreditation.letters.domain import BadgeAct, LetterCause, LetterKind
from conference.event import Event
from conference.mail.letters import LetterRequest

NAME = "Nguyễn Thị Hoa"
REFERENCE = "app_0000000000000000007k3m9qtx"
BADGE = "P-0001"
LATIN_NAME = "THI HOA NGUYEN"
WITH_MESSAGE = CORRECTED | {LetterKind.ANNEX_RETURNED}
"""Kinds that carry a message of an officer."""

ABOUT = "sample"
"""What a sample letter is about, in the place of an application's id."""


class LetterSamples(Struct, frozen=True):
    """Makes sample letters, whose links lead to the form for applications."""

    content: LetterContent
    public_url: str

    def make(self, kind: LetterKind, code: str, *, now: datetime, once: str, address: str) -> LetterRequest:
        """Return the sample of a kind in a language."""
        event = self.content.event
        reason = _sample_reason(self.content, kind)
        application = _sample_application(code, event.functions[0].code, event.categories[0].code, now)
        if reason is not None:
            application = _refuse_application(application, reason, now)
        cause = LetterCause(
            kind=kind,
            once=once,
            agency=Agency.ACCREDITATION,
            fields=(Field.PHOTO,) if kind in CORRECTED else (),
            message=self.content.catalogues.text(code, "letters.sample.message") if kind in WITH_MESSAGE else "",
            annex=event.annexes[0].code if event.annexes else "",
            reason=reason,
            document=_sample_document(event, kind),
            badge=BADGE,
            badge_act=BadgeAct.SUPERSEDED if kind is LetterKind.BADGE_CHANGED else None,
        )
        return LetterRequest(
            kind=kind.value,
            about=ABOUT,
            once=once,
            address=address,
            name=NAME,
            language=code,
            values=self.content.values_of(cause, application, now=now),
            link=f"{self.public_url}/{code}/apply",
            enclosure=self.content.enclosure_of(cause, application),
        )


def _sample_document(event: Event, kind: LetterKind) -> str:
    kinds = event.document_kinds if kind is LetterKind.DOCUMENT else ()
    return kinds[0].code if kinds else ""


def _sample_application(code: str, function: str, category: str, now: datetime) -> Application:
    applicant = Applicant(NAME, "NGUYEN", "THI HOA", "hoa@example.org", "+84912345678", "VN", code)
    return Application(
        id=REFERENCE,
        secret_hash="",
        applicant=applicant,
        function=function,
        category=category,
        state=State.SUBMITTED,
        submitted_at=now,
    )


def _refuse_application(application: Application, reason: str, at: datetime) -> Application:
    decision = Decision(Outcome.REFUSED, "", Agency.ACCREDITATION, at, reason)
    return replace(application, state=State.REFUSED, decision=decision)


def _sample_reason(content: LetterContent, kind: LetterKind) -> str | None:
    """Return a reason that allows an appeal, if the event has one."""
    reasons = {
        LetterKind.REFUSED: content.event.refusal_reasons,
        LetterKind.REVOKED: content.event.revocation_reasons,
    }.get(kind, ())
    return next((one.code for one in sorted(reasons, key=lambda one: not one.appeal)), None)
