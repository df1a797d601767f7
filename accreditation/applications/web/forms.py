"""The application form between browser and actions: reading a post, keeping its photo, showing it again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aiohttp import web
from aiohttp.web_request import FileField

from accreditation.applications.actions.applying import find_draft_photo, save_draft_photo
from accreditation.applications.domain.answers import FIELDS, Answers, ParsedForm, read_form
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.photos import StoredPhoto
from accreditation.applications.web.context import application_pages_of, charge_photo, throttle_error_of
from accreditation.applications.web.problems import FieldProblem, field_problem
from conference.errors import InvalidError, RostrumError, ThrottledError
from conference.texts.typed_text import Problem
from conference.web import posted_form, posted_texts

MAX_FORM_BYTES = 48 * 1024 * 1024
"""A form whose photo is too large is still read, so that the rest of it can be given back."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A form under way: what is in it, what is wrong, and under which secret its photo is kept.

    `problems` are errors in the order of the form, `warnings` want a second look and `accepted` names those that
    had it.
    """

    secret: str
    values: Mapping[str, str]
    photo: StoredPhoto | None = None
    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()
    accepted: str = ""
    answers: Answers | None = field(default=None, repr=False)

    def problem_at(self, name: str) -> FieldProblem | None:
        """The error at a field."""
        return next((problem for problem in self.problems if problem.field == name), None)

    def warning_at(self, name: str) -> FieldProblem | None:
        """The warning at a field."""
        return next((warning for warning in self.warnings if warning.field == name), None)

    @property
    def is_ready(self) -> bool:
        """Whether it can be handed in: no error, and each warning seen."""
        return self.answers is not None and not self.problems and not self.warnings

    def with_problem(self, name: str, problem: Problem | RostrumError) -> "Draft":
        """The form with one more error, which is why it comes back."""
        return replace(self, problems=(field_problem(name, problem), *self.problems))


async def read_draft(request: web.Request, *, secret: str, has_photo: bool = False) -> Draft:
    """The form that was posted. A photo in it is kept at once, whatever else is wrong, unless the form is one too many.

    With `has_photo` the application has one already and none is needed.
    """
    posted = await posted_form(request)
    reading = await read_posted(request)
    upload = posted.get("photo") if throttle_error_of(request) is None else None
    photo, photo_problem = await _save_or_find_photo(request, upload, secret)
    if photo is None and photo_problem is None and not has_photo:
        photo_problem = Problem("photo.missing")
    errors = {**reading.errors, **({"photo": photo_problem} if photo_problem else {})}
    draft = Draft(
        secret=secret,
        values=reading.values,
        photo=photo,
        problems=tuple(field_problem(name, errors[name]) for name in FIELDS if name in errors),
        answers=reading.answers,
    )
    return _with_warnings(draft, reading, str(posted.get("accepted", "")))


async def read_posted(request: web.Request) -> ParsedForm:
    """The text fields of the form that was posted."""
    return read_form(await posted_texts(request), application_pages_of(request).services.rules.choices)


async def _save_or_find_photo(
    request: web.Request, part: object, secret: str
) -> tuple[StoredPhoto | None, Problem | RostrumError | None]:
    problem: Problem | RostrumError | None = None
    if isinstance(part, FileField) and part.filename:
        try:
            charge_photo(request)
            return await receive_photo(request, part, secret=secret), None
        except (InvalidError, ThrottledError) as error:
            problem = error
    return await find_draft_photo(application_pages_of(request).services, secret=secret), problem


async def receive_photo(request: web.Request, part: FileField, *, secret: str) -> StoredPhoto:
    """Keep an uploaded photo for the form. Raises InvalidError."""
    return await save_draft_photo(application_pages_of(request).services, part.file.read(), secret=secret)


def _with_warnings(draft: Draft, reading: ParsedForm, accepted: str) -> Draft:
    """A warning stops the form once; sent again unchanged, it was meant so."""
    seen = set(accepted.split(","))
    tokens = {name: _warning_token(name, reading) for name in FIELDS if name in reading.warnings}
    fresh = [name for name, token in tokens.items() if token not in seen]
    warnings = tuple(field_problem(name, reading.warnings[name]) for name in tokens) if fresh else ()
    return replace(draft, warnings=warnings, accepted=",".join(tokens.values()))


def _warning_token(name: str, reading: ParsedForm) -> str:
    return f"{name}:{reading.warnings[name].code}:{reading.values[name].replace(',', ' ')}"


def empty_draft(secret: str, *, language: str, category: str) -> Draft:
    """A new form: letters in the language of the page, the usual category."""
    values = dict.fromkeys(FIELDS, "") | {"language": language, "category": category}
    return Draft(secret, values)


def draft_of(application: Application, outlet: str | None, *, secret: str) -> Draft:
    """The form of an application, to be corrected."""
    applicant = application.applicant
    values = {
        "native_name": applicant.native_name,
        "family_name": applicant.family_name,
        "given_name": applicant.given_name,
        "country": applicant.country,
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


def posted_secret(value: object) -> str | None:
    """The secret in a form, if it has the shape of one of ours."""
    return value if isinstance(value, str) and _SECRET.fullmatch(value) else None


def parse_version(text: str) -> int:
    """A version as a form carries it; -1, which no application has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
