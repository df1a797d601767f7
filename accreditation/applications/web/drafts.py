"""Draft of the application form: saved while it is typed, opened again by its link, which a letter can carry."""

from collections.abc import Mapping

from aiohttp import web
from msgspec import Struct

from accreditation.applications.actions.applying import find_draft_photo
from accreditation.applications.actions.drafts import find_draft, send_draft_link
from accreditation.applications.domain.drafts import DRAFT_LIFE, SavedDraft, marks_of
from accreditation.applications.domain.intake import Intake
from accreditation.applications.web.apply import (
    name_fields,
    render_form,
    require_open_form,
    saved_address,
    submit_form,
)
from accreditation.applications.web.context import (
    LANGUAGE_PATH,
    application_pages_of,
    charge,
    charge_letter,
    is_address_charged,
    require_space,
    with_private_headers,
)
from accreditation.applications.web.forms import AddressForm, ApplicationForm, Draft, SentQuery, keep_typed, secret_of
from accreditation.applications.web.intake import has_late_place, intake_of
from accreditation.applications.web.limits import DRAFTS
from conference.descriptions import Access, Description, describes
from conference.errors import InvalidError
from conference.texts.catalogues import format_datetime
from conference.texts.email_addresses import read_email
from conference.texts.link_qr import link_qr
from conference.web import (
    before_body,
    field_texts,
    json_response,
    language_of,
    read_form,
    read_query,
    render,
    site_of,
)

_PATH = LANGUAGE_PATH + "/apply/drafts/{secret:[A-Za-z0-9_-]{22,64}}"


class DraftAnswer(Struct, frozen=True):
    """A saved draft: until when in words, its values and their marks, and what another device changed, in words."""

    saved: str
    values: Mapping[str, str]
    marks: str
    changed: str


def _charge_draft(request: web.Request) -> None:
    charge(request, DRAFTS)


@describes(Description(answer=DraftAnswer, form=ApplicationForm, access=Access.VISITOR, refusals={409}))
@before_body(_charge_draft)
async def save_typed(request: web.Request) -> web.Response:
    """Save what is typed so far (needs JavaScript); a value that another device changed later is kept and returned.

    Raises ForbiddenError for a secret of another site, RuleError for a form that was submitted or is not accepted any
    more, UnavailableError.
    """
    form = await read_form(request, ApplicationForm)
    secret = secret_of(form)
    if secret is None:
        raise InvalidError("request.invalid")
    await require_open_form(request, secret)
    require_space(request)
    merged, until = await keep_typed(request, form, secret)
    site, code = site_of(request), language_of(request)
    values = SavedDraft(merged.fields, until).values
    saved = site.catalogues.text(code, "draft.saved", at=format_datetime(code, until, site.zone))
    fields = name_fields(request, merged.elsewhere)
    changed = site.catalogues.text(code, "draft.changed", fields=fields) if fields else ""
    return json_response(DraftAnswer(saved, values, marks_of(values), changed))


async def show_draft(request: web.Request) -> web.Response:
    """Show the form with the draft; after the closing it cannot be submitted."""
    draft = await find_draft(application_pages_of(request).services, secret=request.match_info["secret"])
    if draft is None:
        return _render_gone(request)
    secret = request.match_info["secret"]
    photo = await find_draft_photo(application_pages_of(request).services, secret=secret)
    is_refused = intake_of(request) not in (Intake.OPEN, Intake.LATE) and not await has_late_place(request, secret)
    shown = Draft(secret, draft.values, photo=photo)
    page = render_form(request, shown, is_refused=is_refused, draft_until=draft.expires_at)
    return with_private_headers(page, has_form=True)


async def show_saved(request: web.Request) -> web.Response:
    """Show until when the draft is kept, its link, and the form that sends the link by mail."""
    draft = await find_draft(application_pages_of(request).services, secret=request.match_info["secret"])
    if draft is None:
        return _render_gone(request)
    return _render_saved(request, draft, address=draft.values["email"])


@before_body(charge_letter)
async def send_link(request: web.Request) -> web.Response:
    """Send the link of the draft to the address, and say so whether or not the letter can arrive."""
    services, secret = application_pages_of(request).services, request.match_info["secret"]
    draft = await find_draft(services, secret=secret)
    if draft is None:
        return _render_gone(request)
    typed = (await read_form(request, AddressForm)).email
    address = read_email(typed)
    if address is None:
        error = InvalidError("email.invalid", {"email": "email.invalid"})
        return _render_saved(request, draft, address=typed, errors=field_texts(request, error), status=422)
    require_space(request)
    if not is_address_charged(request, address):
        site, code = site_of(request), language_of(request)
        link = f"{site.public_url}/{code}/apply/drafts/{secret}"
        until = format_datetime(code, draft.expires_at, site.zone)
        await send_draft_link(services, secret=secret, address=address, language=code, link=link, until=until)
    raise web.HTTPSeeOther(f"{saved_address(request, secret)}?sent=1")


def _render_saved(
    request: web.Request,
    draft: SavedDraft,
    *,
    address: str,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    secret = request.match_info["secret"]
    link = f"{site_of(request).public_url}/{language_of(request)}/apply/drafts/{secret}"
    page = render(
        request,
        "applications/draft_saved.html",
        status=status,
        secret=secret,
        link=link,
        qr=link_qr(link),
        draft_until=draft.expires_at,
        values={"email": address},
        errors=errors or {},
        is_sent=read_query(request, SentQuery).sent,
    )
    return with_private_headers(page, has_form=True)


def _render_gone(request: web.Request) -> web.Response:
    days = DRAFT_LIFE.days
    return with_private_headers(render(request, "applications/draft_gone.html", status=404, days=days))


def routes() -> list[web.RouteDef]:
    """Return the routes of drafts."""
    return [
        web.post(f"{LANGUAGE_PATH}/apply/draft", save_typed),
        web.get(_PATH, show_draft),
        web.post(_PATH, submit_form),
        web.get(f"{_PATH}/saved", show_saved),
        web.post(f"{_PATH}/saved", send_link),
    ]
