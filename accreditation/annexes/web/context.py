"""Dependencies of the pages of follow-up forms, and texts that they share."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from accreditation.annexes.answer_texts import YES, answer_text
from accreditation.annexes.domain.answers import AnnexState, Row
from accreditation.annexes.services import AnnexServices
from conference.event.model import AnnexQuestion
from conference.texts.catalogues import key_family
from conference.web import language_of, site_of

ANNEX_SERVICES: web.AppKey[AnnexServices] = web.AppKey("annexes", AnnexServices)
STATES = key_family("annex.state.", [*(state.value for state in AnnexState), "none"])
STATE_CHIPS: Mapping[str, tuple[str, str]] = {
    "none": ("plain", "scheduled"),
    AnnexState.SUBMITTED.value: ("plain", "delayed"),
    AnnexState.APPROVED.value: ("good", "admitted"),
    AnnexState.RETURNED.value: ("look", "look"),
}
"""Colour and shape of each state's chip; the page shows the state's name beside it."""

ERRORS = key_family("error.annex.", (
    "changed", "closed", "decided", "empty", "not_checked", "note_missing", "too_many", "unknown",
))  # fmt: skip
"""Problems of the actions, declared for the catalogues."""


def annex_services_of(request: web.Request) -> AnnexServices:
    """Return the dependencies of the actions."""
    return request.config_dict[ANNEX_SERVICES]


def answer_texts(request: web.Request, questions: Sequence[AnnexQuestion], row: Row) -> list[str]:
    """Return the answers of a row as texts in the reader's language, in the order of the questions."""
    code = language_of(request)
    yes = site_of(request).catalogues.text(code, YES)
    return [answer_text(question, row, code, yes) for question in questions]
