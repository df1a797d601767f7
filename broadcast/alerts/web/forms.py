"""Forms of alerts, and what they ask for."""

from typing import Annotated, Literal

from aiohttp.web_request import FileField
from msgspec import Meta, Struct

from broadcast.alerts.actions.drafting import DraftRequest, FollowUp
from broadcast.alerts.domain.areas import MOST_PLACES, AreaCodes, PlaceCode, PlaceKind, read_place
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.domain.composing import LONGEST_BODY, LONGEST_HEADLINE
from broadcast.board.domain.alerts import AlertText
from broadcast.feed.wire import is_screen_name
from conference.errors import InvalidError
from conference.texts.typed_text import LINE_LENGTH, read_note
from conference.web import Identifier, Line

SHOWN_STATUS = {"actual": Status.ACTUAL, "exercise": Status.EXERCISE, "test": Status.TEST}
"""Status as forms name it → status in CAP."""

LONGEST_REASON = LINE_LENGTH


class AlertForm(Struct, frozen=True, kw_only=True):
    """An alert as typed. Without `prepared` it has own texts. `screens` are names between spaces or commas.

    `follows` is the alert that it updates or clears.
    """

    act: Annotated[Literal["save"], Meta(extra={"error": "http_422"})] = "save"
    follows: Identifier = ""
    follow_up: Literal["update", "all_clear"] = "update"
    prepared: Identifier = ""
    status: Annotated[Literal["actual", "exercise", "test"], Meta(extra={"error": "choice.missing"})]
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    places: Annotated[tuple[Identifier, ...], Meta(max_length=MOST_PLACES)] = ()
    screens: Annotated[str, Meta(max_length=2000)] = ""
    headlines: Annotated[dict[str, str], Meta(extra={"prefix": "headline."})] = {}
    instructions: Annotated[dict[str, str], Meta(extra={"prefix": "instruction."})] = {}


class AlertActForm(Struct, frozen=True, kw_only=True):
    """A button of an alert, its version as the operator saw it, and the reason for publishing it alone."""

    act: Annotated[
        Literal["publish", "ask_alone", "publish_alone", "discard", "cancel", "all_clear"],
        Meta(extra={"error": "http_422"}),
    ]
    alert: Identifier = ""
    expected: int | None = None
    reason: Line = ""


class ImportForm(Struct, frozen=True, kw_only=True):
    """A file of CAP."""

    file: FileField | None = None


def read_request(form: AlertForm) -> DraftRequest:
    """Return what a form asks for. Raises InvalidError with a field for each place and text that is not accepted."""
    return DraftRequest(
        status=SHOWN_STATUS[form.status],
        prepared=form.prepared,
        texts={} if form.prepared else _read_texts(form),
        codes=read_codes((*form.places, *(f"screen:{name}" for name in form.screens.replace(",", " ").split()))),
        minutes=form.minutes,
        follows=form.follows,
        follow_up=FollowUp(form.follow_up),
    )


def read_codes(texts: tuple[str, ...]) -> AreaCodes:
    """Return the places of texts such as `room:R313`. Raises InvalidError `alert.unknown_place`."""
    codes: list[PlaceCode] = []
    for text in texts:
        code = read_place(text)
        if code is None or (code.kind is PlaceKind.SCREEN and not is_screen_name(code.code)):
            raise InvalidError("alert.unknown_place", {"places": "alert.unknown_place"})
        codes.append(code)
    return tuple(dict.fromkeys(codes))


def _read_texts(form: AlertForm) -> dict[str, AlertText]:
    """Return the typed texts by language; languages without any are left out."""
    problems: dict[str, str] = {}
    texts: dict[str, AlertText] = {}
    for code in sorted({*form.headlines, *form.instructions}):
        cleaned = {}
        typed = {"headline": (form.headlines, LONGEST_HEADLINE), "instruction": (form.instructions, LONGEST_BODY)}
        for name, (values, most) in typed.items():
            cleaned[name], problem = read_note(values.get(code, ""), most=most)
            if problem is not None:
                is_long = problem.code == "text.too_long"
                problems[f"{name}.{code}"] = "alert.text_too_long" if is_long else problem.code
        if any(cleaned.values()):
            texts[code] = AlertText(headline=cleaned["headline"], instruction=cleaned["instruction"])
    if problems:
        raise InvalidError("alert.incomplete", problems)
    return texts
