"""Forms of screens, and the plans that they give."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from broadcast.pages.layout_addresses import read_address, write_cells
from broadcast.screens.actions.approving import Approval
from broadcast.screens.actions.changing import ScreenPlan
from broadcast.screens.addresses import LONGEST_ADDRESS, LayoutChoice, build_address
from broadcast.screens.domain.pairing import MOST_OPEN, PairedScreen
from conference.languages import LANGUAGES
from conference.web import Identifier, Line

Typed = Annotated[str, Meta(max_length=200)]


class LayoutForm(Struct, frozen=True, kw_only=True):
    """What a screen shows as typed: a layout with its options, or in their place an address."""

    layout: Identifier = ""
    room: Identifier = ""
    languages: Annotated[tuple[Identifier, ...], Meta(max_length=len(LANGUAGES))] = ()
    options: Annotated[dict[str, Typed], Meta(extra={"prefix": "option."})] = {}
    cells: Typed = ""
    address: Annotated[str, Meta(max_length=LONGEST_ADDRESS)] = ""


class ApprovalForm(LayoutForm, frozen=True, kw_only=True):
    """Acts on requests: the codes that are chosen; by code its name, its place, its room, the screen it takes over."""

    act: Annotated[Literal["approve", "reject"], Meta(extra={"error": "http_422"})]
    codes: Annotated[tuple[Identifier, ...], Meta(max_length=MOST_OPEN)] = ()
    names: Annotated[dict[str, Typed], Meta(extra={"prefix": "name."})] = {}
    places: Annotated[dict[str, Typed], Meta(extra={"prefix": "place."})] = {}
    rooms: Annotated[dict[str, Identifier], Meta(extra={"prefix": "hangs_in."})] = {}
    taken: Annotated[dict[str, Identifier], Meta(extra={"prefix": "over."})] = {}


class ScreenForm(LayoutForm, frozen=True, kw_only=True):
    """An act on a screen, and its version as the operator saw it."""

    act: Annotated[Literal["assign", "unpair", "remove"], Meta(extra={"error": "http_422"})]
    screen: Identifier = ""
    expected: int | None = None
    place: Line = ""
    hangs_in: Identifier = ""


def read_layout(form: LayoutForm, rooms: Collection[str]) -> str:
    """Return the address of a form. Raises InvalidError with the field that is wrong."""
    if form.address.strip():
        return form.address.strip()
    choice = LayoutChoice(
        layout=form.layout, room=form.room, languages=form.languages, options=form.options, cells=form.cells
    )
    return build_address(choice, rooms)


def read_approvals(form: ApprovalForm, rooms: Collection[str]) -> list[Approval]:
    """Return the approvals of the chosen requests. Raises InvalidError with the field of the layout that is wrong.

    The layout is only needed for new screens: a device that takes a screen over keeps what that shows.
    """
    needs_layout = any(not form.taken.get(code) for code in form.codes)
    address = read_layout(form, rooms) if needs_layout else ""
    made = []
    for code in dict.fromkeys(form.codes):
        taken = form.taken.get(code, "")
        plan = ScreenPlan(address=address, place=form.places.get(code, ""), room=form.rooms.get(code, ""))
        made.append(
            Approval(
                code=code,
                name=taken or form.names.get(code, ""),
                takes_over=bool(taken),
                plan=None if taken else plan,
            )
        )
    return made


def layout_values(text: str, rooms: Collection[str]) -> dict[str, Any]:
    """Return the values of a layout's form for an address; one of a room that is gone is shown as it is."""
    read = read_address(text, rooms=rooms)
    address = read.address
    if address is None or read.problems:
        return {"address": text}
    return {
        "layout": address.layout,
        "room": address.room,
        "languages": address.languages,
        "cells": write_cells(address.cells),
        **{f"option.{name}": value for name, value in address.options.items()},
    }


def screen_values(screen: PairedScreen, rooms: Collection[str]) -> dict[str, Any]:
    """Return the values of the form of a screen."""
    return {**layout_values(screen.address, rooms), "place": screen.place, "hangs_in": screen.room}
