"""Times of applications on pages: deadline and next steps, the pages before opening and after closing, late forms."""

from aiohttp import web

from accreditation.applications.actions.outlet_choice import find_late_end
from accreditation.applications.domain.intake import LATE_FORMS, Intake, intake_at
from accreditation.applications.domain.progress import remaining_hours
from accreditation.applications.web.context import application_pages_of
from conference.errors import RuleError
from conference.web import render, site_of


def intake_of(request: web.Request) -> Intake:
    """Return whether applications are accepted now."""
    period = application_pages_of(request).event.applications
    return intake_at(site_of(request).clock.now(), opens_at=period.opens_at, closes_at=period.closes_at)


def require_intake(request: web.Request, *, was_open: bool) -> Intake:
    """Return the state of the intake, open or late. Raises RuleError when a form is not accepted now.

    `was_open`: the form was open when applications closed.
    """
    intake = intake_of(request)
    if intake is Intake.OPEN or (intake is Intake.LATE and was_open):
        return intake
    raise RuleError("application.not_open" if intake is Intake.NOT_OPEN else "application.closed")


async def require_form_intake(request: web.Request, secret: str, *, was_open: bool) -> Intake:
    """Return the state of the intake for one form, late also for a person whom an officer lets apply after the closing.

    Raises RuleError as `require_intake`.
    """
    try:
        return require_intake(request, was_open=was_open)
    except RuleError:
        if not await has_late_place(request, secret):
            raise
    return Intake.LATE


async def has_late_place(request: web.Request, secret: str) -> bool:
    """Return whether a form is accepted after the closing by an officer's leave."""
    until = await find_late_end(application_pages_of(request).services, secret=secret)
    return until is not None and site_of(request).clock.now() < until


def next_steps(request: web.Request) -> dict[str, object]:
    """Return what templates show of the deadline and the steps from the application to the badge.

    `collection`: from when until when badges can still be collected, or None.
    """
    event = application_pages_of(request).event
    days = [(hours.opens_at, hours.closes_at) for hours in (event.desk.hours if event.desk else ())]
    return {
        "period": event.applications,
        "intake": intake_of(request).value,
        "late_until": event.applications.closes_at + LATE_FORMS,
        "desk": event.desk,
        "collection": remaining_hours(days, site_of(request).clock.now()),
    }


def render_without_form(request: web.Request) -> web.Response:
    """Render the page before applications open or after they have closed."""
    response = render(request, "applications/apply_closed.html", status=200, **next_steps(request))
    response.headers["Cache-Control"] = "no-store"
    return response
