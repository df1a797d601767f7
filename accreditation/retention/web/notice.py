"""The privacy notice: what is stored, who sees it, and until when, from the table by which the data are deleted."""

from datetime import date

from aiohttp import web
from msgspec import Struct

from accreditation.applications.web.context import LANGUAGE_PATH, application_pages_of
from accreditation.applications.web.intake import next_steps
from conference.event import Event
from conference.retention.ages import DataClass, days_kept, kept_until
from conference.texts.catalogues import key_family
from conference.web import render

CLASS_NAMES = key_family("privacy.name.", (one.value for one in DataClass))
CLASS_CONTENTS = key_family("privacy.what.", (one.value for one in DataClass))


class ClassRow(Struct, frozen=True):
    """One class of data: keys of its name and of what it contains, days after the event, and the last day."""

    name: str
    contents: str
    days: int
    until: date


async def show_notice(request: web.Request) -> web.Response:
    """`GET /{language}/privacy`."""
    rows = list_classes(application_pages_of(request).event)
    return render(request, "retention/notice.html", status=200, classes=rows, **next_steps(request))


def list_classes(event: Event) -> list[ClassRow]:
    """Return the rows of the table."""
    return [
        ClassRow(CLASS_NAMES[one.value], CLASS_CONTENTS[one.value], days_kept(event, one), kept_until(event, one))
        for one in DataClass
    ]


def routes() -> list[web.RouteDef]:
    """Return the route of the notice."""
    return [web.get(f"{LANGUAGE_PATH}/privacy", show_notice)]
