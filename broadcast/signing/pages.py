"""The staff page of the signing: the call, the register, the counts with their sources, and who is in the hall."""

from collections.abc import Mapping

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.domain.announcements import required_languages
from broadcast.board.domain.board import TALLY
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.signing_display import project_signing
from broadcast.board.ports import Change
from broadcast.board.roles import OPERATE_BOARD
from broadcast.board.words import CatalogueWords
from broadcast.feed.service import board_of
from broadcast.pages.page_data import TemplateHelpers
from broadcast.signing.actions import register
from broadcast.signing.forms import DONE, HallQuery, SigningForm, SigningQuery
from broadcast.signing.services import hall_watch_of, signing_of
from broadcast.signing.submitting import HANDLERS, LEAVES_CHOICE
from broadcast.signing.view import SigningView, deposit_choices, names_of, view_signing
from conference.descriptions import Access, Description, describes
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.languages import language, pick
from conference.texts.catalogues import format_time
from conference.texts.countries import countries
from conference.web import (
    error_text,
    field_texts,
    fill_refused_form,
    form_on,
    json_response,
    language_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    typed_values,
)

PATH = "/staff/signing"
HISTORY_LENGTH = 12
"""Number of latest changes of the tally that the page shows."""


class HallOut(Struct, frozen=True):
    """Digest of the answer, digest of the register, and State → since when its signer is in the hall, as text."""

    seen: str
    register: str
    present: dict[str, str]


@require(OPERATE_BOARD)
async def show_signing(request: web.Request) -> web.Response:
    """Show the page, with the State chosen by `?country=`."""
    return await _render_page(request)


@form_on(f"{PATH}?country={{country}}", SigningForm)
@require(OPERATE_BOARD)
async def act_on_signing(request: web.Request) -> web.Response:
    """Perform the act of a button; redirect to the page, or show it with the error and what was typed."""
    try:
        form = await read_form(request, SigningForm)
        act = HANDLERS.get(form.act)
        if act is None:
            raise InvalidError("http_422")
        await act(request, form)
    except (InvalidError, ConflictError, NotFoundError, RuleError) as problem:
        typed = await typed_values(request, SigningForm)
        response = await _render_page(request, problem=problem, country=typed.get("country", ""))
        return await fill_refused_form(request, response, SigningForm)
    hall_watch_of(request).notify()
    chosen = f"&country={form.country}" if form.country and form.act not in LEAVES_CHOICE else ""
    raise web.HTTPSeeOther(f"{PATH}?did={form.act}{chosen}")


@describes(Description(answer=HallOut, query=HallQuery, access=Access.STAFF))
@require(OPERATE_BOARD)
async def show_hall(request: web.Request) -> web.Response:
    """Answer who of the signers is in the hall, once that or the register differs from `?seen=`, or after 20 s."""
    state = await hall_watch_of(request).wait(read_query(request, HallQuery).seen)
    code, zone, texts = language_of(request), board_of(request).zone, site_of(request).catalogues
    present = {
        country: texts.text(code, "signing.present_since", time=format_time(code, at, zone))
        for country, at in state.present.items()
    }
    response = json_response(HallOut(state.digest, state.register, present))
    response.headers["Cache-Control"] = "no-store"
    return response


async def _render_page(request: web.Request, *, problem: RostrumError | None = None, country: str = "") -> web.Response:
    code, board, query = language_of(request), board_of(request), read_query(request, SigningQuery)
    state, hall = await read_board(board), await hall_watch_of(request).read()
    view = view_signing(state, await register.read_register(signing_of(request)), hall.present, code)
    chosen = view.find_row(country or query.country)
    words = _words_of(request)
    context = {
        "view": view,
        "chosen": chosen,
        "hall": hall,
        "done": DONE.get(query.did),
        "shown_tally": project_signing(view.tally, words, code) if view.tally else None,
        "shown_ratifications": project_signing(view.ratifications, words, code) if view.ratifications else None,
        "history": _list_history(await read_changes(board, limit=HISTORY_LENGTH, key=TALLY), code),
        "writing": [(language(one), one in required_languages(board.languages)) for one in board.languages],
        **_ratification_data(view, code),
        **TemplateHelpers(code, site_of(request).clock.now(), board.zone).functions(),
    }
    errors = field_texts(request, problem) if isinstance(problem, InvalidError) else {}
    text = error_text(request, problem) if problem is not None and not errors else ""
    status = problem.status if problem is not None else 200
    response = render(request, "signing/signing.html", status=status, problem=text, errors=errors, **context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _words_of(request: web.Request) -> CatalogueWords:
    return CatalogueWords(site_of(request).catalogues, {code: one.name for code, one in countries().items()})


def _ratification_data(view: SigningView, code: str) -> Mapping[str, object]:
    deposits = view.ratifications.deposits if view.ratifications else ()
    codes = [deposit.country for deposit in deposits]
    return {"deposit_choices": deposit_choices(code, codes), "party_names": names_of(codes, code)}


def _list_history(changes: list[Change], code: str) -> list[dict[str, object]]:
    """Return the earlier counts with their sources and times, newest first."""
    return [
        {
            "at": change.at,
            "by": change.operator_name,
            "signed": len(change.state.signatures),
            "of": change.state.of,
            "source": pick(change.state.source, code)[0],
            "as_of": change.state.as_of,
        }
        for change in changes
        if isinstance(change.state, Tally)
    ]


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(PATH, show_signing),
        web.post(PATH, act_on_signing),
        web.get(f"{PATH}/hall", show_hall),
    ]
