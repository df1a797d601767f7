"""Values of letters to applicants: what the placeholders of their texts are filled with, in one language."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from accreditation.applications.domain.appeals import find_appeal_deadline
from accreditation.applications.domain.applications import Agency, Application, Field
from accreditation.applications.domain.progress import find_decision_due, reference_of
from accreditation.applications.services import appeal_rules
from accreditation.badges.pass_press import pass_file_name
from accreditation.letters.domain import BadgeAct, LetterCause, LetterKind
from conference.event import Event, OpeningHours, Reason
from conference.event.model import Annex
from conference.languages import Text, pick
from conference.mail.letter_lines import one_line
from conference.mail.letters import Enclosure
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import Catalogues, format_date, format_datetime, format_range, key_family
from conference.texts.dates import format_offset, local_date

TEXTS = key_family("letter.", letter_texts(LetterKind))
ASKS = key_family("status.asks.", [agency.value for agency in Agency])
LABELS = key_family("apply.label.", [field.value for field in Field])
EXCHANGED = (BadgeAct.SUPERSEDED, BadgeAct.RENAMED)
NOTES = key_family("letter.line.", [act.value for act in EXCHANGED])

PLACEHOLDERS = (
    "name",
    "event",
    "reference",
    "due",
    "fields",
    "document",
    "message",
    "until",
    "collection",
    "hours",
    "bring",
    "pass",
    "reason",
    "appeal",
    "badge",
    "note",
    "form",
    "closes",
)
"""Placeholders of the texts of every kind; a value that a kind does not have is empty."""

CORRECTED = frozenset({LetterKind.QUESTION, LetterKind.REMINDER})
"""Kinds that ask for corrections of the form."""

PAGES = {**dict.fromkeys(CORRECTED, "/correct"), LetterKind.DOCUMENT: "/documents"}
"""Kind → the page under the applicant's link that its button leads to, where it is not the status page."""

WITH_PASS = frozenset({LetterKind.APPROVED, LetterKind.BADGE_READY})
"""Kinds that enclose the collection pass."""

COLLECTION_PASS = "collection_pass"  # noqa: S105 - a name
"""Name of the enclosure with the collection pass."""


class LetterContent(Struct, frozen=True):
    """Fills the placeholders of letters from the event and the catalogues."""

    event: Event
    catalogues: Catalogues

    def enclosure_of(self, cause: LetterCause, application: Application) -> Enclosure | None:
        """Return what the letter encloses, if the applicant still needs it when the letter is sent."""
        if cause.kind not in WITH_PASS:
            return None
        words, applicant = _Words(self.event, self.catalogues, application.applicant.language), application.applicant
        name, reference = one_line(applicant.native_name), reference_of(application.id)
        return Enclosure(
            name=COLLECTION_PASS,
            description=words.text("letter.pass_image", name=name, reference=reference),
            values={"pass": words.text("letter.line.pass", file=pass_file_name(application.id, "pdf"))},
        )

    def values_of(self, cause: LetterCause, application: Application, *, now: datetime) -> dict[str, str]:
        """Return the value of each placeholder, in lines, in the applicant's language, without an enclosure."""
        words = _Words(self.event, self.catalogues, application.applicant.language)
        reference = reference_of(application.id)
        lines = {
            "reference": [reference],
            "due": words.time_lines("apply.step.decided_by", _if_later(self._decision_due(application), now)),
            "fields": words.field_lines(cause),
            "document": words.document_lines(cause),
            "message": [words.text("letter.line.message"), cause.message] if cause.message else [],
            "until": words.until_lines(cause, now),
            "collection": words.collection_lines(),
            "hours": words.hours_lines(now),
            "bring": [words.text("status.collect.bring")],
            "pass": words.pass_lines(cause),
            "reason": words.reason_lines(cause),
            "appeal": words.appeal_lines(application, now),
            "badge": [cause.badge],
            "form": words.form_lines(cause),
            "closes": words.closing_lines(cause),
            "note": [words.text(NOTES[cause.badge_act.value])] if cause.badge_act in EXCHANGED else [],
        }
        return {name: "\n".join(value) for name, value in lines.items()}

    def _decision_due(self, application: Application) -> datetime | None:
        review = timedelta(hours=self.event.desk.review_hours) if self.event.desk else None
        return find_decision_due(application, review=review, decided_by=self.event.applications.decided_by)


def _if_later(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None


class _Words(Struct, frozen=True):
    """Texts of one language."""

    event: Event
    catalogues: Catalogues
    code: str

    def text(self, key: str, /, **values: object) -> str:
        return self.catalogues.text(self.code, key, **values)

    def pick(self, text: Text) -> str:
        return pick(text, self.code)[0]

    def time_lines(self, key: str, at: datetime | None) -> list[str]:
        """Return a line with a moment, and one with the venue's time zone."""
        if at is None:
            return []
        zone = self.event.zone_info
        moment = self.text(key, at=format_datetime(self.code, at, zone))
        city, offset = self.pick(self.event.city), format_offset(at, zone)
        return [moment, self.text("base.time_zone_offset", city=city, offset=offset)]

    def field_lines(self, cause: LetterCause) -> list[str]:
        if not cause.fields or cause.agency is None:
            return []
        fields = [self.text("letter.line.field", field=self.text(LABELS[field.value])) for field in cause.fields]
        return [self.text(ASKS[cause.agency.value]), *fields]

    def document_lines(self, cause: LetterCause) -> list[str]:
        return [self.pick(one.name) for one in self.event.document_kinds if one.code == cause.document]

    def until_lines(self, cause: LetterCause, now: datetime) -> list[str]:
        """Return until when the applicant is asked to answer: on a day, or else before the decisions are made."""
        if cause.answer_by is not None:
            return [self.text("letter.line.until", at=format_date(self.code, cause.answer_by, weekday=True))]
        return self.time_lines("letter.line.until", _if_later(self.event.applications.decided_by, now))

    def collection_lines(self) -> list[str]:
        where = self.text("status.collect.where", venue=self.pick(self.event.venue))
        return [where, self.pick(self.event.desk.place)] if self.event.desk else [where]

    def hours_lines(self, now: datetime) -> list[str]:
        """Return the opening hours that have not passed."""
        hours = self.event.desk.hours if self.event.desk else ()
        remaining = [self._hours_line(one) for one in hours if one.closes_at > now]
        return [self.text("status.desk.title"), *remaining] if remaining else []

    def _hours_line(self, hours: OpeningHours) -> str:
        zone = self.event.zone_info
        day = format_date(self.code, local_date(hours.opens_at, zone), weekday=True)
        open_hours = format_range(self.code, hours.opens_at, hours.closes_at, zone)
        return self.text("letter.line.hours", day=day, hours=open_hours)

    def pass_lines(self, cause: LetterCause) -> list[str]:
        """Return that the applicant's page shows the collection pass."""
        return [self.text("letter.line.pass_on_page")] if cause.kind in WITH_PASS else []

    def reason_lines(self, cause: LetterCause) -> list[str]:
        reason = self._find_reason(cause)
        return [self.text("letter.line.reason", reason=self.pick(reason.text))] if reason else []

    def appeal_lines(self, application: Application, now: datetime) -> list[str]:
        until = find_appeal_deadline(application, appeal_rules(self.event))
        return self.time_lines("letter.line.appeal", _if_later(until, now))

    def form_lines(self, cause: LetterCause) -> list[str]:
        """Return the name of the follow-up form."""
        return [self.pick(annex.name) for annex in self._annexes_of(cause)]

    def closing_lines(self, cause: LetterCause) -> list[str]:
        """Return until when the follow-up form is accepted."""
        return [line for annex in self._annexes_of(cause) for line in self.time_lines("annex.until", annex.closes_at)]

    def _annexes_of(self, cause: LetterCause) -> list[Annex]:
        return [annex for annex in self.event.annexes if annex.code == cause.annex]

    def _find_reason(self, cause: LetterCause) -> Reason | None:
        reasons: Iterable[Reason] = (*self.event.refusal_reasons, *self.event.revocation_reasons)
        return next((reason for reason in reasons if reason.code == cause.reason), None)
