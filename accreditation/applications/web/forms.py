"""Reading the posted application form: validation, saving its photo, values to show again."""

import hashlib
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Struct, structs

from accreditation.applications.actions.applying import find_draft_photo, find_missing_letters, save_draft_photo
from accreditation.applications.actions.drafts import save_draft
from accreditation.applications.domain.answers import FIELDS, Answers, ParsedForm, with_unprintable_name
from accreditation.applications.domain.answers import read_form as read_answers
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.drafts import DRAFT_FIELDS, MergedDraft, Typed
from accreditation.applications.domain.passports.reading import MAX_TYPED
from accreditation.applications.domain.passports.typed_passport import PASSPORT_LINE
from accreditation.applications.domain.photos import StoredPhoto
from accreditation.applications.web.context import (
    NOT_SAVED,
    application_pages_of,
    charge_photo,
    require_space,
    throttle_error_of,
)
from accreditation.applications.web.problems import KEYS, FieldProblem, field_problem
from conference.errors import InvalidError, RostrumError, ThrottledError, UnavailableError
from conference.texts.catalogues import format_date
from conference.texts.typed_text import Problem, presentable, presentable_lines
from conference.web import Line, language_of, site_of

MAX_FORM_BYTES = 48 * 1024 * 1024
"""Maximum bytes of a post; above the photo limit, so that a form with too large a photo can be shown again."""

UNKNOWN_VERSION = -1
"""Version that no application has: that of a form without its field."""

_AGE = re.compile(r"[0-9]{1,6}")
_TOKEN_DIGITS = 16
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,64}")


class SecretForm(Struct, frozen=True, kw_only=True, rename={"secret": "form"}):
    """The secret of a form, and the photo."""

    secret: str = ""
    photo: FileField | None = None


class ApplicationForm(SecretForm, frozen=True, kw_only=True):
    """The posted application form. Its answers are checked by `domain.answers`, which also cleans their text.

    `accepted`: tokens of the warnings that the applicant has seen. `version`: that of the application to correct;
    `message`: what the applicant answers to those who asked for the correction.
    `show` is set by the language switcher: the form is shown in another language instead of being submitted.
    `page_language` is the language in which it was shown. `save` is set by the button that saves the draft; `marks`
    are those of the values that were shown, and `ages` seconds since a field was typed: `email:12,phone:3`.
    """

    native_name: str = ""
    family_name: str = ""
    given_name: str = ""
    country: str = ""
    passport_line: str = ""
    outlet: str = ""
    freelance: str = ""
    function: str = ""
    category: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    consent: str = ""
    message: str = ""
    accepted: str = ""
    show: str = ""
    page_language: str = ""
    version: int = UNKNOWN_VERSION
    save: str = ""
    marks: str = ""
    ages: str = ""


class AddressForm(Struct, frozen=True):
    """Mail address to which a letter is sent."""

    email: Line = ""


class SentQuery(Struct, frozen=True):
    """Query of a page that says that a letter is sent."""

    sent: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """State of a form before submission: its values, its problems and the secret under which its photo is saved.

    `problems` are errors in the order of the form. `warnings` are unconfirmed; `accepted` lists the tokens of
    warnings that the applicant has seen, separated by commas.
    """

    secret: str
    values: Mapping[str, str]
    photo: StoredPhoto | None = None
    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()
    accepted: str = ""
    answers: Answers | None = field(default=None, repr=False)

    def problem_at(self, name: str) -> FieldProblem | None:
        """Return the error at a field, or None."""
        return next((problem for problem in self.problems if problem.field == name), None)

    def warning_at(self, name: str) -> FieldProblem | None:
        """Return the warning at a field, or None."""
        return next((warning for warning in self.warnings if warning.field == name), None)

    def unchecked(self, form: "ApplicationForm", language: str) -> "Draft":
        """Return the form as typed, to be shown in another language: without errors, except that of a refused photo.

        Letters follow the language of the page unless another was chosen.
        """
        values = typed_values(form)
        if form.language == form.page_language:
            values["language"] = language
        missing = KEYS["photo.missing"]
        problems = tuple(one for one in self.problems if one.field == "photo" and one.key != missing)
        return replace(self, values=values, problems=problems, warnings=(), accepted=presentable(form.accepted))

    @property
    def is_ready(self) -> bool:
        """Whether the form can be submitted: no error and no unconfirmed warning."""
        return self.answers is not None and not self.problems and not self.warnings

    def with_problem(self, name: str, problem: Problem | RostrumError) -> "Draft":
        """Return the form with one more error, placed first."""
        return replace(self, problems=(field_problem(name, problem), *self.problems))


async def read_draft(
    request: web.Request,
    form: ApplicationForm,
    *,
    secret: str,
    open_fields: Collection[str] | None = None,
    has_passport: bool = False,
) -> Draft:
    """Check a posted form. Its photo is saved even when fields are invalid, but not when the form is over the limit.

    `open_fields`: those of a correction, of which no photo is required. `has_passport`: passport data are stored, and
    stay when none are typed.
    """
    fields = FIELDS if open_fields is None else open_fields
    parsed = parse_answers(request, form, fields=fields, has_passport=has_passport)
    if "native_name" in fields:
        parsed = await _warn_of_missing_letters(request, parsed)
    upload = form.photo if throttle_error_of(request) is None else None
    photo, photo_problem = await _save_or_find_photo(request, upload, secret)
    if photo is None and photo_problem is None and open_fields is None:
        photo_problem = Problem("photo.missing")
    errors = {**parsed.errors, **({"photo": photo_problem} if photo_problem else {})}
    draft = Draft(
        secret=secret,
        values={**parsed.values, "message": presentable_lines(form.message)},
        photo=photo,
        problems=tuple(field_problem(name, errors[name]) for name in FIELDS if name in errors),
        answers=parsed.answers,
    )
    return _with_warnings(draft, parsed, form.accepted)


async def typed_draft(request: web.Request, form: ApplicationForm, secret: str) -> Draft:
    """Return a form as typed, with the photo that was saved earlier, if the database can be read."""
    photo = None
    with suppress(UnavailableError):
        photo = await find_draft_photo(application_pages_of(request).services, secret=secret)
    return Draft(secret, typed_values(form), photo=photo, accepted=presentable(form.accepted))


async def unsaved_draft(request: web.Request, form: ApplicationForm, secret: str) -> Draft:
    """Return a form that could not be saved, as typed. A photo that came with it must be selected again."""
    draft = await typed_draft(request, form, secret)
    if form.photo is not None:
        draft = draft.with_problem("photo", Problem("photo.select_again"))
    return draft.with_problem("", Problem(NOT_SAVED))


async def keep_typed(request: web.Request, form: ApplicationForm, secret: str) -> tuple[MergedDraft, datetime]:
    """Save the draft of the form. Raises as `save_draft`."""
    now, ages = site_of(request).clock.now(), _read_ages(form.ages)
    values = typed_values(form)
    typed = {name: Typed(values[name], now - ages.get(name, timedelta())) for name in DRAFT_FIELDS}
    return await save_draft(application_pages_of(request).services, typed, secret=secret, marks=form.marks)


def _read_ages(text: str) -> dict[str, timedelta]:
    pairs = (pair.partition(":") for pair in text.split(",")[: len(DRAFT_FIELDS)])
    return {name: timedelta(seconds=int(age)) for name, _, age in pairs if _AGE.fullmatch(age)}


def parse_answers(
    request: web.Request, form: ApplicationForm, *, fields: Collection[str] = FIELDS, has_passport: bool = False
) -> ParsedForm:
    """Validate the answers of the form by the rules of the domain; other arguments as `read_draft`."""
    answers = {name: getattr(form, name) for name in FIELDS if name != "photo"}
    choices = application_pages_of(request).services.rules.choices
    if has_passport and choices.passport:
        choices = replace(choices, passport=replace(choices.passport, is_required=False))
    parsed, code = read_answers(answers, choices, fields=fields), language_of(request)
    return replace(parsed, warnings={name: _with_written_date(one, code) for name, one in parsed.warnings.items()})


def _with_written_date(problem: Problem, code: str) -> Problem:
    """Return the problem with its date, if it has one, as the language writes it."""
    day = problem.params.get("date")
    return (
        replace(problem, params={**problem.params, "date": format_date(code, day)})
        if isinstance(day, date)
        else problem
    )


async def _warn_of_missing_letters(request: web.Request, parsed: ParsedForm) -> ParsedForm:
    if parsed.answers is None:
        return parsed
    services, name = application_pages_of(request).services, parsed.answers.applicant.native_name
    return with_unprintable_name(parsed, await find_missing_letters(services, name))


async def _save_or_find_photo(
    request: web.Request, part: FileField | None, secret: str
) -> tuple[StoredPhoto | None, Problem | RostrumError | None]:
    problem: Problem | RostrumError | None = None
    if part is not None:
        require_space(request)
        try:
            charge_photo(request)
            return await receive_photo(request, part, secret=secret), None
        except (InvalidError, ThrottledError) as error:
            problem = error
    return await find_draft_photo(application_pages_of(request).services, secret=secret), problem


async def receive_photo(request: web.Request, part: FileField, *, secret: str) -> StoredPhoto:
    """Save an uploaded photo for the form. Raises InvalidError."""
    return await save_draft_photo(application_pages_of(request).services, part.file, secret=secret)


def _with_warnings(draft: Draft, parsed: ParsedForm, accepted: str) -> Draft:
    """Add the warnings. Sending the same value again confirms its warning."""
    confirmed = set(accepted.split(","))
    tokens = {name: _warning_token(name, parsed) for name in FIELDS if name in parsed.warnings}
    fresh = [name for name, token in tokens.items() if token not in confirmed]
    warnings = tuple(field_problem(name, parsed.warnings[name]) for name in tokens) if fresh else ()
    return replace(draft, warnings=warnings, accepted=",".join(tokens.values()))


def _warning_token(name: str, parsed: ParsedForm) -> str:
    value = parsed.values[name]
    if name == PASSPORT_LINE:
        value = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:_TOKEN_DIGITS]
    return f"{name}:{parsed.warnings[name].code}:{value.replace(',', ' ')}"


def empty_draft(secret: str, *, language: str, category: str) -> Draft:
    """Return a new form with the language of the page and a category preselected."""
    values = dict.fromkeys(FIELDS, "") | {"language": language, "category": category}
    return Draft(secret, values)


def draft_of(application: Application, outlet: str | None, *, secret: str) -> Draft:
    """Return the form of an application, for correction."""
    applicant = application.applicant
    values = {
        "native_name": applicant.native_name,
        "family_name": applicant.family_name,
        "given_name": applicant.given_name,
        "country": applicant.country,
        PASSPORT_LINE: "",
        "outlet": outlet or "",
        "freelance": "" if outlet else "yes",
        "function": application.function,
        "category": application.category,
        "email": applicant.email,
        "phone": applicant.phone,
        "language": applicant.language,
        "consent": "yes",
    }
    return Draft(secret, values)


def with_stored_values(form: ApplicationForm, stored: Draft, open_fields: Collection[str]) -> ApplicationForm:
    """Return the form of a correction, in which all but the open fields have the stored values, and are never typed."""
    closed = {name: value for name, value in stored.values.items() if name not in open_fields}
    photo = form.photo if "photo" in open_fields else None
    return structs.replace(form, photo=photo, **closed)


def typed_values(form: ApplicationForm) -> dict[str, str]:
    """Return the values of the fields and the message as they were typed."""
    fields = {name: presentable(getattr(form, name)) for name in FIELDS if name not in ("photo", PASSPORT_LINE)}
    lines = {
        PASSPORT_LINE: presentable_lines(form.passport_line[:MAX_TYPED]),
        "message": presentable_lines(form.message),
    }
    return {**fields, **lines}


def secret_of(form: SecretForm) -> str | None:
    """Return the secret of a form if it is well-formed, else None."""
    return form.secret if _SECRET.fullmatch(form.secret) else None
