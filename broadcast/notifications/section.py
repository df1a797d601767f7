"""Sections of public pages: the switch of a session's notifications, shown by its script, and what leads to it."""

from aiohttp import web
from markupsafe import Markup

from broadcast.feed.public_board import PublicBoard
from broadcast.notifications.web import NOTIFICATIONS
from broadcast.publish.sections import PageSection
from conference.web import render_text


async def _render_switch(request: web.Request, _board: PublicBoard, session_id: str) -> Markup:
    key = request.config_dict[NOTIFICATIONS].sender_key.public_key
    html = render_text(request, "notifications/switch.html", session_id=session_id, key=key)
    return Markup(html)  # noqa: S704 — a template escapes what it shows


async def _render_offer(request: web.Request, _board: PublicBoard, _subject: str) -> Markup:
    html = render_text(request, "notifications/offer.html")
    return Markup(html)  # noqa: S704 — a template escapes what it shows


NOTIFICATION_SECTION = PageSection(render=_render_switch)
"""The switch, on the page of a session."""

OFFER_SECTION = PageSection(render=_render_offer)
"""What leads to the switches, on the page of ways to follow."""
