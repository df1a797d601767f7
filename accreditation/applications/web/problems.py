"""Texts of errors and warnings: every problem code that these pages may show."""

from msgspec import Struct

from accreditation.applications.domain.photo_rules import PhotoAdvice
from conference.errors import RostrumError
from conference.texts.catalogues import key_family
from conference.texts.typed_text import Problem
from conference.web.forms import ERRORS

FORM = (
    "choice.missing", "consent.missing", "email.invalid", "email.unchanged",
    "name.latin_missing", "name.missing", "name.no_letter",
    "name.not_latin", "outlet.missing", "phone.invalid", "text.control", "text.encoding", "text.marks",
    "text.too_long", "text.unknown",
)  # fmt: skip
PASSPORT = (
    "passport.check", "passport.composite", "passport.date", "passport.document", "passport.length", "passport.lines",
    "passport.missing", "passport.sign",
)  # fmt: skip
PASSPORT_WARNINGS = (
    "passport.country_different", "passport.expires_early", "passport.names_different", "passport.names_shorter",
    "passport.names_swapped",
)  # fmt: skip
WARNINGS = ("name.folded", "name.swapped", "name.unprintable", *PASSPORT_WARNINGS)
PHOTO = (
    "photo.animated", "photo.broken", "photo.busy", "photo.empty", "photo.heic", "photo.missing", "photo.not_image",
    "photo.not_saved", "photo.select_again",
    "photo.too_large", "photo.too_many_pixels", "photo.too_small",
)  # fmt: skip
APPLICATION = (
    "application.badge_in_print", "application.changed", "application.closed", "application.correct_not_now",
    "application.edit_not_now", "application.find_not_now", "application.hold_not_now", "application.not_open",
    "application.not_saved", "application.photo_missing", "application.reopen_not_now",
    "application.resume_not_now", "application.revoke_not_now", "application.unchanged", "application.undo_not_now",
    "application.unknown", "application.withdraw_not_now", "draft.submitted",
    "address.changed", "address.not_confirmed", "address.unknown",
)  # fmt: skip
VETTING = (
    "badge.print_awaiting", "vetting.other_agency_acted",
    "outlet.changed", "outlet.merged",
    "outlet.merge_with_itself", "outlet.name_invalid", "outlet.name_taken", "outlet.unknown", "photo.unknown",
    "vetting.decided_by_other_agency", "vetting.found_already", "vetting.held_by_other_agency",
    "vetting.not_your_agency", "vetting.not_your_finding", "vetting.printed",
    "vetting.reason_missing", "vetting.reason_unknown", "vetting.same_person", "vetting.too_many",
    "vetting.answer_by_past", "vetting.appeal_final", "vetting.appeal_open", "vetting.no_appeal",
    "vetting.own_refusal", "vetting.fields_missing", "vetting.two_agencies",
)  # fmt: skip
PHOTO_ADVICE = key_family("photo.advice.", [advice.value for advice in PhotoAdvice])
"""Advice about a photo → key of its text."""

OUTLETS = ("crew.ended", "outlet.blocked", "outlet.delegation_full", "outlet.full")
APPEALS = ("appeal.not_possible", "appeal.text_missing", "appeal.too_late")
REFUSALS = ("csrf.cookie_missing", "csrf.form_expired", "requests.throttled")

KEYS = key_family(
    "error.",
    (
        *FORM,
        *PASSPORT,
        *WARNINGS,
        *PHOTO,
        *APPLICATION,
        *VETTING,
        *OUTLETS,
        *APPEALS,
        *REFUSALS,
        "http_422",
        *ERRORS,
    ),
)


class FieldProblem(Struct, frozen=True):
    """A problem for a template: the field's name (or ""), the key of the text, the parameters of the text."""

    field: str
    key: str
    params: dict[str, object]


def field_problem(field: str, problem: Problem | RostrumError) -> FieldProblem:
    """Convert a problem at a field for a template. Raises KeyError for an undeclared code."""
    return FieldProblem(field, KEYS[problem.code], dict(problem.params))
