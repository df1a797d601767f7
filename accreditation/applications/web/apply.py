"""Public application form, in every language, with or without JavaScript."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.applications.actions.applying import (
    find_linked_application,
    find_submitted,
    is_same_submission,
    submit_application,
)
from accreditation.applications.actions.outlet_choice import suggest_outlets
from accreditation.applications.domain.answers import FIELDS
from accreditation.applications.domain.applications import Application, Field
from accreditation.applications.domain.corrections import list_open_fields
from accreditation.applications.domain.drafts import DRAFT_LIFE, marks_of
from accreditation.applications.domain.intake import Intake
from accreditation.applications.domain.passports.records import MaskedPassport
from accreditation.applications.domain.photos import MIN_PHOTO_PIXELS, UPLOAD_MEGABYTES
from accreditation.applications.web.context import (
    LANGUAGE_PATH,
    NOT_A_COUNTRY,
    application_pages_of,
    charge,
    charge_form,
    charge_upload,
    photo_unsaved,
    refusal_of,
    require_space,
    say_when,
)
from accreditation.applications.web.form_advice import advice_texts, all_photo_advice, passport_knowledge
from accreditation.applications.web.forms import (
    MAX_FORM_BYTES,
    ApplicationForm,
    Draft,
    SecretForm,
    empty_draft,
    keep_typed,
    parse_answers,
    read_draft,
    receive_photo,
    secret_of,
    typed_draft,
    unsaved_draft,
)
from accreditation.applications.web.intake import intake_of, next_steps, render_without_form, require_form_intake
from accreditation.applications.web.limits import SUGGESTIONS
from accreditation.applications.web.problems import FieldProblem
from conference.descriptions import Access, Description, describes
from conference.errors import ForbiddenError, InvalidError, RuleError, UnavailableError
from conference.event import Event
from conference.languages import LANGUAGES, language, pick
from conference.retention.ages import DataClass, kept_until
from conference.texts.catalogues import key_family
from conference.texts.countries import countries_in_order, passports
from conference.texts.phone_numbers import example_of
from conference.texts.typed_text import NOTE_LENGTH
from conference.web import (
    Line,
    accepts,
    before_body,
    json_response,
    language_of,
    read_form,
    read_query,
    render,
    shows_stale_form,
    site_of,
)


class Question(Struct, frozen=True):
    """An agency's request for information: the text keys of its heading and of its fields, its message, its day."""

    heading: str
    fields: Sequence[str]
    message: str
    answer_by: date | None


class Correction(Struct, frozen=True):
    """What a form for correction shows besides the typed values.

    `open_fields` are the names of its inputs; `closed` are the texts of the other fields by name, which are shown only.
    `is_edit`: nobody asks for it, the application is approved. `passport` is stored, with its last signs shown.
    """

    is_edit: bool
    version: int
    questions: Sequence[Question]
    open_fields: frozenset[str]
    closed: Mapping[str, str]
    passport: MaskedPassport | None = None


FORM_PURPOSE = "application form"
"""Purpose for which secrets of forms are issued."""

LABELS = key_family("apply.label.", (*FIELDS, "message"))
LIST_SEPARATORS = dict.fromkeys(LANGUAGES, ", ") | {"ar": "، ", "zh": "、"}
MAX_SUGGESTIONS = 8
MIN_SUGGESTION_LETTERS = 2


class OutletQuery(Struct, frozen=True, rename={"text": "q"}):
    """The beginning of an outlet's name."""

    text: Line = ""


class OutletNames(Struct, frozen=True):
    """Names of outlets to choose from."""

    outlets: tuple[str, ...]


class CountryQuery(Struct, frozen=True):
    """The country chosen in the form."""

    country: Annotated[str, Meta(max_length=2)] = ""


class PhoneExample(Struct, frozen=True):
    """A telephone number of the chosen country."""

    example: str


class PhotoAddress(Struct, frozen=True):
    """Address of the photo just saved, and texts of what is advised about it."""

    photo: str
    advice: tuple[str, ...] = ()


async def show_form(request: web.Request) -> web.Response:
    """Show an empty form while applications are open, else when they open or have closed."""
    if intake_of(request) is not Intake.OPEN:
        return render_without_form(request)
    event = application_pages_of(request).event
    secret = _new_secret(request)
    draft = empty_draft(secret, language=language_of(request), category=event.categories[0].code)
    return render_form(request, draft, is_new=True)


@accepts(MAX_FORM_BYTES)
@before_body(charge_form)
@shows_stale_form
async def submit_form(request: web.Request) -> web.Response:
    """Submit the form: redirect to the status page, or show the form again with its errors and typed values.

    It is shown again too, with 503, when it cannot be saved now, and with 409 when applications are not open.
    """
    form = await read_form(request, ApplicationForm)
    try:
        return await _submit_form(request, form)
    except RuleError as error:
        draft = await typed_draft(request, form, secret_of(form) or "")
        return render_form(request, draft.with_problem("", error), status=error.status, is_refused=True)
    except UnavailableError as error:
        secret = secret_of(form) or _new_secret(request)
        return say_when(render_form(request, await unsaved_draft(request, form, secret), status=error.status), error)


async def _submit_form(request: web.Request, form: ApplicationForm) -> web.Response:
    secret = await _fresh_secret(request)
    intake = await require_form_intake(request, secret, was_open=_is_issued(request, form.secret))
    draft = await read_draft(request, form, secret=secret)
    if form.show:
        return render_form(request, draft.unchecked(form, language_of(request)))
    refusal = refusal_of(request)
    if refusal is not None:
        return render_form(request, draft.with_problem("", refusal), status=refusal.status)
    require_space(request)
    if form.save:
        return await _save_draft(request, form, draft)
    if not draft.is_ready or draft.answers is None:
        await keep_typed(request, form, secret)
        return render_form(request, draft, status=422)
    try:
        services, is_late = application_pages_of(request).services, intake is Intake.LATE
        application = await submit_application(services, draft.answers, secret=secret, is_late=is_late)
    except RuleError as error:
        field = "outlet" if error.code.partition(".")[0] in ("outlet", "crew") else "photo"
        return render_form(request, draft.with_problem(field, error), status=422)
    raise web.HTTPSeeOther(status_address(request, application))


async def _save_draft(request: web.Request, form: ApplicationForm, draft: Draft) -> web.Response:
    """Save the draft and redirect to the page that says so, unless its photo was refused."""
    await keep_typed(request, form, draft.secret)
    unchecked = draft.unchecked(form, form.page_language)
    if unchecked.problems:
        return render_form(request, unchecked, status=422)
    raise web.HTTPSeeOther(saved_address(request, draft.secret))


def saved_address(request: web.Request, secret: str) -> str:
    """Return the path of the page that says that a draft is saved."""
    return f"/{language_of(request)}/apply/drafts/{secret}/saved"


async def _fresh_secret(request: web.Request) -> str:
    """Return the form's secret, or a new one when this site did not issue it or it belongs to another application.

    The same form sent twice leads to one application: raises HTTPSeeOther to its status page. A form reached by
    "back" and filled in for a colleague is a second application.
    """
    form = await read_form(request, ApplicationForm)
    secret = secret_of(form)
    earlier = await find_submitted(application_pages_of(request).services, secret=secret) if secret else None
    if earlier is None:
        return secret if secret and _is_issued(request, secret) else _new_secret(request)
    answers = parse_answers(request, form).answers
    if answers is not None and is_same_submission(*earlier, answers):
        raise web.HTTPSeeOther(status_address(request, earlier[0]))
    return _new_secret(request)


def _new_secret(request: web.Request) -> str:
    """Issue a secret for a new form."""
    return site_of(request).issued_secrets.issue(FORM_PURPOSE)


def _is_issued(request: web.Request, secret: str) -> bool:
    return site_of(request).issued_secrets.is_issued(FORM_PURPOSE, secret)


@describes(Description(answer=PhotoAddress, form=SecretForm, access=Access.VISITOR, refusals={409}))
@accepts(MAX_FORM_BYTES)
@before_body(charge_upload)
async def upload_photo(request: web.Request) -> web.Response:
    """Save a photo as soon as it is chosen, so that a lost connection does not lose it (needs JavaScript).

    Raises UnavailableError `photo.not_saved`, and RuleError for an application whose photo is not to be corrected. For
    a form that corrects no application, raises ForbiddenError when this site did not issue its secret, RuleError when
    applications have closed.
    """
    form = await read_form(request, SecretForm)
    secret = secret_of(form)
    if secret is None or form.photo is None:
        raise InvalidError("photo.empty")
    with photo_unsaved():
        corrected = await find_linked_application(application_pages_of(request).services, secret=secret)
        if corrected is None:
            await require_open_form(request, secret)
        elif Field.PHOTO not in list_open_fields(corrected):
            raise RuleError("application.correct_not_now", state=corrected.state.value)
        photo = await receive_photo(request, form.photo, secret=secret)
    address = site_of(request).url(photo_address(request, secret, photo.sha256))
    return json_response(PhotoAddress(address, advice_texts(request, photo)))


async def require_open_form(request: web.Request, secret: str) -> None:
    """Raise ForbiddenError when this site did not issue the form, RuleError when applications have closed."""
    if not _is_issued(request, secret):
        raise ForbiddenError("csrf.stale")
    await require_form_intake(request, secret, was_open=True)


@describes(Description(answer=PhoneExample, query=CountryQuery, refusals={429}))
async def show_phone_example(request: web.Request) -> web.Response:
    """Return an example of a telephone number of the chosen country, as JSON (needs JavaScript)."""
    charge(request, SUGGESTIONS)
    return json_response(PhoneExample(example_of(read_query(request, CountryQuery).country)))


@describes(Description(answer=OutletNames, query=OutletQuery, refusals={429}))
async def suggest_outlet_names(request: web.Request) -> web.Response:
    """Return confirmed outlets with a name like the text typed so far, as JSON (needs JavaScript)."""
    charge(request, SUGGESTIONS)
    text = read_query(request, OutletQuery).text
    if len(text) < MIN_SUGGESTION_LETTERS:
        return json_response(OutletNames(()))
    outlets = await suggest_outlets(application_pages_of(request).services, text, limit=MAX_SUGGESTIONS)
    return json_response(OutletNames(tuple(outlet.name for outlet in outlets)))


def status_address(request: web.Request, application: Application) -> str:
    """Return the path of the applicant's page."""
    return f"/{language_of(request)}/applications/{application_pages_of(request).services.links.secret_of(application)}"


def photo_address(request: web.Request, secret: str, digest: str) -> str:
    """Return the address of the applicant's photo; the digest gives a new photo a new address."""
    return f"/{language_of(request)}/applications/{secret}/photo.jpg?{digest[:12]}"


def render_form(
    request: web.Request,
    draft: Draft,
    *,
    status: int = 200,
    correction: Correction | None = None,
    is_new: bool = False,
    is_refused: bool = False,
    draft_until: datetime | None = None,
) -> web.Response:
    """Render the form, or the part of it that is open for a correction.

    Browsers fill a form that `is_new` with the draft that they keep. A form that `is_refused` cannot be submitted.
    `draft_until`: until when the draft that the form shows is kept.
    """
    response = render(
        request,
        "applications/apply.html",
        status=status,
        draft=draft,
        correction=correction,
        open_fields=FIELDS if correction is None else correction.open_fields,
        is_new=is_new,
        is_refused=is_refused,
        draft_until=draft_until,
        draft_days=DRAFT_LIFE.days,
        marks=marks_of(draft.values),
        labels=LABELS,
        most_note=NOTE_LENGTH,
        errors=_error_texts(request, draft.problems),
        photo_url=photo_address(request, draft.secret, draft.photo.sha256) if draft.photo else None,
        phone_example=example_of(draft.values["country"]),
        identity=application_pages_of(request).event.identity,
        photo_notes=advice_texts(request, draft.photo),
        photo_advice=all_photo_advice(request),
        passport_knowledge=passport_knowledge(request),
        photo_megabytes=UPLOAD_MEGABYTES,
        photo_least=MIN_PHOTO_PIXELS,
        **next_steps(request),
        **_form_choices(application_pages_of(request).event, language_of(request)),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _form_choices(event: Event, code: str) -> dict[str, object]:
    """Return the options of the form's choices in the reader's language; countries in its alphabetical order."""
    zones = {zone.code: pick(zone.name, code)[0] for zone in event.zones}
    return {
        "country_options": _country_options(event, code, [country.iso2 for country in countries_in_order(code)]),
        "passport_options": _country_options(event, code, passports()),
        "function_options": [(function.code, pick(function.name, code)[0]) for function in event.functions],
        "function_categories": {function.code: function.category for function in event.functions},
        "category_options": [
            (
                category.code,
                pick(category.name, code)[0],
                LIST_SEPARATORS[code].join(zones[zone] for zone in category.zones),
            )
            for category in event.categories
        ],
        "language_options": [(tag, language(tag).own_name) for tag in LANGUAGES],
        "kept_until": kept_until(event, DataClass.APPLICATIONS),
    }


def _country_options(event: Event, code: str, among: Iterable[str]) -> list[tuple[str, str]]:
    """Return the codes and names of those countries or other passports that the event offers."""
    offered = frozenset(event.offered_passports) - {NOT_A_COUNTRY}
    return [(one, event.country_name(one, code)) for one in among if one in offered]


def name_fields(request: web.Request, fields: Iterable[str]) -> str:
    """Return the labels of fields of the form, in words."""
    catalogues, code = site_of(request).catalogues, language_of(request)
    return LIST_SEPARATORS[code].join(catalogues.text(code, LABELS[field]) for field in fields)


def _error_texts(request: web.Request, problems: tuple[FieldProblem, ...]) -> dict[str, str]:
    """Return the error text of each field by its name."""
    catalogues, code = site_of(request).catalogues, language_of(request)
    return {problem.field: catalogues.text(code, problem.key, **problem.params) for problem in problems}


def routes() -> list[web.RouteDef]:
    """Return the routes of the form."""
    return [
        web.get(f"{LANGUAGE_PATH}/apply", show_form),
        web.post(f"{LANGUAGE_PATH}/apply", submit_form),
        web.post(f"{LANGUAGE_PATH}/apply/photo", upload_photo),
        web.get(f"{LANGUAGE_PATH}/apply/outlets", suggest_outlet_names),
        web.get(f"{LANGUAGE_PATH}/apply/phone-example", show_phone_example),
    ]
